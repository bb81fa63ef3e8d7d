"""The endpoint for programs and notebooks: typed questions to the three roles, and GPU leases.

    async with StudioClient(base_url) as studio:
        intent = await studio.creative_intent("Luca waves in the harbour, excited")
        seen = await studio.analyse_video(frames, "What does he do?")
        code = await studio.write_code("resize a picture to 512 x 512")

Answers are validated; what does not parse is asked for again with the fault named. StudioError
tells what cannot be had.
"""

import ast
import base64
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Annotated, Any, Literal, Self, TypeVar, cast

import openai
from pydantic import BaseModel, ConfigDict, Field

from llm.leases import Leases
from studio.bounded import MIB, RefusedReply
from studio.bounded_http import bounded_async_client
from studio.errors import EndpointError
from studio.printable import printable
from studio.replies.answer import NoAnswer, programs_in, spoken
from studio.replies.completion import NoCompletion, ToldError, read_completion
from studio.replies.dialect import Attempt, Server
from studio.replies.events import Broken
from studio.replies.noun import read_noun

Line = Annotated[str, Field(max_length=300)]
_PICTURE_TYPES = {
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"RIFF": "image/webp",
}
_SHOWN = 300  # characters of an error that are told
T = TypeVar("T", bound=BaseModel)
Usable = TypeVar("Usable")


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class CreativeIntent(_Answer):
    """What a person wants to see. Bounded throughout, so that guided decoding ends."""

    summary: Line
    characters: Annotated[list[Line], Field(max_length=8)]
    action: Line
    emotion: Line
    emotion_strength: Annotated[float, Field(ge=0, le=1)]
    place: Line
    time_of_day: Literal["dawn", "day", "sunset", "night", "unknown"]
    spoken: Annotated[list[Line], Field(max_length=16)]
    medium: Literal["picture", "shot", "voice"]


class SeenMoment(_Answer):
    """What one frame shows; `frame` counts from 0."""

    frame: Annotated[int, Field(ge=0, le=63)]
    shows: Line


class VideoAnalysis(_Answer):
    """What a video shows."""

    summary: Annotated[str, Field(max_length=1000)]
    moments: Annotated[list[SeenMoment], Field(max_length=64)]
    faults: Annotated[list[Line], Field(max_length=16)]


class _Unusable(Exception):
    """An answer that cannot be used: `told` to the person, and the `remedy` to the model."""

    def __init__(self, told: str, remedy: str) -> None:
        super().__init__(told)
        self.told, self.remedy = told, remedy


class StudioClient:
    """`timeout`: seconds for one answer; `retries`: of a request that did not get one (by the
    `openai` client, with growing waits); `repairs`: of an answer that does not parse;
    `max_reply_mb`: the largest answer that is read. Redirects are not followed."""

    def __init__(
        self,
        base_url: str = "http://127.0.0.1:8700/v1",
        api_key: str = "local",
        *,
        timeout: float = 300,
        retries: int = 2,
        repairs: int = 2,
        max_images: int = 4,
        max_reply_mb: float = 4,
        reasoning: str = "studio-reasoning",
        vision: str = "studio-vision",
        code: str = "studio-code",
    ) -> None:
        self._where, self._server = base_url, Server()
        self._openai = openai.AsyncOpenAI(
            base_url=base_url,
            api_key=api_key,
            timeout=timeout,
            max_retries=retries,
            # It takes httpx's clients too; its types name those of httpx2 alone.
            http_client=cast(
                Any, bounded_async_client(base_url, round(max_reply_mb * MIB), timeout=timeout)
            ),
        )
        self._leases = Leases(base_url, api_key, timeout)
        self._repairs, self._max_images = repairs, max_images
        self._reasoning, self._vision, self._code = reasoning, vision, code

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._openai.close()
        await self._leases.aclose()

    async def creative_intent(self, brief: str) -> CreativeIntent:
        """What a brief asks for, by the reasoning model."""
        system = "You direct 3D animation. Read the brief and tell what it asks for, as JSON."
        return await self.ask(self._reasoning, system, brief, CreativeIntent)

    async def analyse_video(self, frames: Sequence[bytes], question: str = "") -> VideoAnalysis:
        """What encoded pictures (PNG, JPEG or WebP) of a video show, in order, by the vision
        model. With more than `max_images`, those are taken at even distances. ValueError: none."""
        if not frames:
            raise ValueError("no frames: give at least one picture")
        chosen = _spread(len(frames), self._max_images)
        parts: list[dict[str, Any]] = [
            {"type": "image_url", "image_url": {"url": data_url(frames[i])}} for i in chosen
        ]
        numbers = ", ".join(map(str, chosen))
        asked = question or "What happens, and which faults does the animation have?"
        parts.append({"type": "text", "text": f"These are frames {numbers}. {asked}"})
        system = "You watch animation closely. Tell only what the frames show, as JSON."
        return await self.ask(self._vision, system, parts, VideoAnalysis)

    async def write_code(self, task: str, context: str = "") -> str:
        """A Python program for `task` that parses, by the code model."""
        system = "You write Python. Answer with one program in one ```python block."

        def read(said: str) -> str:
            found = programs_in(said) or [spoken(said)]
            if len(found) > 1:
                told = f"wrote {len(found)} programs, where one is wanted"
                raise _Unusable(told, "Answer with one program in one block.")
            program = found[0]
            try:
                ast.parse(program)
            except (SyntaxError, ValueError) as error:
                told = f"wrote no program that parses: {error}"
                raise _Unusable(told, f"That does not parse: {error}. Write it again.") from error
            return program + "\n"

        return await self._until_read(self._code, system, f"{context}\n\n{task}".strip(), read)

    async def ask(
        self, model: str, system: str, content: str | list[dict[str, Any]], kind: type[T]
    ) -> T:
        """An answer of a shape of your own: a pydantic model with bounded fields."""
        schema = {"name": kind.__name__, "schema": kind.model_json_schema(), "strict": True}

        def read(said: str) -> T:
            try:
                return read_noun(said, kind)
            except NoAnswer as error:
                told = f"gave no {kind.__name__}: {error}"
                raise _Unusable(told, f"{error}. Answer again, as JSON.") from error

        wanted = {"type": "json_schema", "json_schema": schema}
        return await self._until_read(model, system, content, read, response_format=wanted)

    def lease(
        self, gb: float, holder: str = "", wait: float = 300
    ) -> AbstractAsyncContextManager[None]:
        """`gb` GiB of GPU memory for as long as the block runs: see Leases.lease."""
        return self._leases.lease(gb, holder, wait)

    async def _until_read(
        self,
        model: str,
        system: str,
        content: str | list[dict[str, Any]],
        read: Callable[[str], Usable],
        **more: Any,
    ) -> Usable:
        """What `read` makes of the answer; one that is _Unusable is asked for again."""
        messages = _messages(system, content)
        left = self._repairs
        while True:
            said = await self._say(model, messages, **more)
            try:
                return read(said)
            except _Unusable as error:
                if not left:
                    raise EndpointError(
                        f"{model} {error.told}.", "Ask in other words, or raise `repairs`."
                    ) from error
                messages += _again(said, error.remedy)
            left -= 1

    async def _say(self, model: str, messages: list[Any], **more: Any) -> str:
        request = {"model": model, "messages": messages, "temperature": 0.2, **more}
        attempt = Attempt.of(self._server, request)
        while True:
            try:
                return await self._once(model, attempt)
            except openai.APIStatusError as error:
                if not attempt.learn(error.status_code, error.response.content):
                    raise self._none(model, f"does not come: {error}") from error
            except ToldError as error:
                if not attempt.learn(error.status, error.body):
                    said = error.body.decode()[:_SHOWN]
                    raise self._none(model, f"is an error: {said}") from error

    async def _once(self, model: str, attempt: Attempt) -> str:
        try:
            create = self._openai.chat.completions.with_raw_response.create
            reply = await create(**attempt.body)
            told = read_completion(reply.content, reply.headers)
        except (openai.APIStatusError, ToldError):
            raise
        except (NoCompletion, Broken) as error:
            raise self._none(model, f"is no chat completion: {error}") from error
        except (openai.OpenAIError, RefusedReply) as error:
            refused = next(
                (each for each in (error, error.__cause__) if isinstance(each, RefusedReply)), None
            )
            why = f"is not read: {refused}" if refused else f"does not come: {error}"
            raise self._none(model, why) from error
        attempt.succeeded()
        if not told.text:
            raise EndpointError(f"{model} answers with nothing.", "Ask in other words.")
        return told.text

    def _none(self, model: str, why: str) -> EndpointError:
        return EndpointError(
            printable(f"the answer of {model} at {self._where} {why}."),
            "See `python main.py backend status`.",
        )


def data_url(picture: bytes) -> str:
    """A picture as the endpoint takes it. ValueError: neither PNG, JPEG nor WebP."""
    for magic, kind in _PICTURE_TYPES.items():
        if picture.startswith(magic):
            return f"data:{kind};base64,{base64.b64encode(picture).decode()}"
    raise ValueError("a frame is neither PNG, JPEG nor WebP")


def _spread(count: int, most: int) -> list[int]:
    """At most `most` of `count` numbers at even distances, the first and the last among them."""
    if count <= most:
        return list(range(count))
    if most == 1:
        return [0]
    return [round(i * (count - 1) / (most - 1)) for i in range(most)]


def _messages(system: str, content: str | list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"role": "system", "content": system}, {"role": "user", "content": content}]


def _again(said: str, error: str) -> list[dict[str, Any]]:
    return [{"role": "assistant", "content": said}, {"role": "user", "content": error}]
