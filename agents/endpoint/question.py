"""Asks a role's model until its reply is the noun that was asked for, a bounded number of times."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Self, TypeVar

from autogen_core import Image
from autogen_core.models import CreateResult, SystemMessage, UserMessage
from pydantic import BaseModel

from agents.endpoint.client import EndpointClient
from agents.endpoint.fitting import Thinner, fit, without
from agents.endpoint.reply import ReplyError, read_reply
from agents.flow.logbook import Logbook
from studio.errors import EndpointError, InputError
from studio.nouns.event import Actor
from studio.replies.answer import spoken

Noun = TypeVar("Noun", bound=BaseModel)

BAD_REPLY_HEAD = 1200  # characters of a bad reply that the model is shown again


@dataclass(frozen=True)
class Shown:
    """Pictures that go with a question, and what is told of each, in one order."""

    pictures: Sequence[Image] = ()
    captions: Sequence[dict[str, Any]] = ()


@dataclass(frozen=True)
class Question(Generic[Noun]):
    """What a role is asked. `check` returns the noun, mended where that is safe, or raises an
    InputError for what the schema can't express. `shown` goes to models that see only; `model_of`
    is the role whose model answers, where that is not the role's own. `thinner`: what is left away,
    one after another, where the model's context is too small for all of it; `room`: the tokens
    that a reply of this kind takes."""

    role: Actor
    prompt: str
    sections: dict[str, Any]
    noun: type[Noun]
    check: Callable[[Noun], Noun] | None = None
    shown: Shown = field(default_factory=Shown)
    model_of: str = ""
    thinner: Sequence[Thinner] = ()
    room: int = 1500

    @property
    def answerer(self) -> str:
        """The role whose model answers."""
        return self.model_of or self.role

    def with_last(self, section: str, content: Any, words: str) -> Self:
        """The same with a section after the others: what comes before it, the server has read. It
        is the first that is left away, which is told as `words`."""
        return replace(
            self,
            sections=self.sections | {section: content},
            thinner=((words, without(section)), *self.thinner),
        )


async def ask(
    question: Question[Noun], client: EndpointClient, logbook: Logbook, repairs: int
) -> Noun:
    """The reply. EndpointError when it does not parse after `repairs` repair attempts; the check's
    own InputError when it parses and still can't be used."""
    asked = question.sections
    if question.shown.captions:
        asked = asked | {"PICTURES": question.shown.captions}
    sections = asked
    failure: Exception | None = None
    for attempt in range(repairs + 1):
        result = await _reply(question, sections, client, logbook)
        text, cut_off = str(result.content), result.finish_reason == "length"
        try:
            noun = read_reply(text, question.noun, cut_off)
            return question.check(noun) if question.check else noun
        except (ReplyError, InputError) as problem:
            failure = problem
        error = str(failure)
        if cut_off and isinstance(failure, ReplyError):
            error = f"it was cut off at the token limit, so {error}. Write a shorter one"
            failure = _cut_off(question, client, result)
        elif result.finish_reason == "content_filter" and isinstance(failure, ReplyError):
            error = f"the server's filter withheld it, so {error}. Word it otherwise"
            failure = _withheld(question, client)
        if attempt < repairs:
            repair = {"role": question.role, "error": error, "attempt": attempt + 1}
            logbook.write("repair", question.role, repair)
        # The bad reply's head alone: with the whole of it the context would grow.
        head = (spoken(text) or text)[:BAD_REPLY_HEAD]
        sections = asked | {"REPAIR": {"reply": head, "error": error}}
    assert failure is not None
    if isinstance(failure, ReplyError):
        raise EndpointError(
            f"{client.where} answered the {question.role} {repairs + 1} times with something that "
            f"is no {question.noun.__name__}: {failure}.",
            f"Set a stronger llm.models.{question.answerer}, or raise llm.repairs; then resume.",
        ) from failure
    raise failure


async def _reply(
    question: Question[Noun], sections: dict[str, Any], client: EndpointClient, logbook: Logbook
) -> CreateResult:
    """What the model said, and what the session is to know of it."""
    started = time.monotonic()
    pictures = question.shown.pictures
    fitted = await fit(
        question.role,
        question.prompt,
        sections,
        client,
        room=question.room,
        pictures=pictures,
        thinner=question.thinner,
    )
    content = [fitted.text, *pictures] if pictures else fitted.text
    result = await client.create(
        [
            SystemMessage(content=question.prompt),
            UserMessage(content=content, source="studio"),
        ],
        json_output=question.noun,
        extra_create_args={"max_tokens": fitted.most},
    )
    reply: dict[str, Any] = {
        "role": question.role,
        "model": client.model,
        "prompt_tokens": result.usage.prompt_tokens,
        "completion_tokens": result.usage.completion_tokens,
        "pictures": len(pictures),
        "seconds": round(time.monotonic() - started, 3),
    }
    if fitted.context:
        reply |= {"context": fitted.context, "left_away": list(fitted.left_away)}
    logbook.write("reply", question.role, reply)
    for text in client.take_news():
        logbook.write("notice", "studio", {"text": text})
    return result


def _cut_off(
    question: Question[Noun], client: EndpointClient, result: CreateResult
) -> EndpointError:
    fix = "Raise llm.max_tokens"
    written = result.usage.completion_tokens
    if 0 < written < client.max_tokens:  # its context was full before
        ended = f"It ended after {written} tokens, before llm.max_tokens"
        fix = f"{ended}: serve {client.model} with a longer context"
    return EndpointError(
        f"the {question.role}'s reply from {client.where} was cut off before its end.",
        f"{fix}; then resume.",
    )


def _withheld(question: Question[Noun], client: EndpointClient) -> EndpointError:
    return EndpointError(
        f"{client.where} withheld the {question.role}'s reply: its content filter ended it.",
        "Say the brief in other words, or serve the model without a filter; then resume.",
    )
