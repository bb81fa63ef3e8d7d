"""GPT-SoVITS's own HTTP interface (api_v2.py): what it is sent, and what its answers mean."""

import asyncio
import io
import json
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from studio.bounded import RefusedReply
from studio.bounded_http import bounded_async_client
from studio.errors import EngineError, ToolError
from studio.settings import GptSovits
from tools.engines.voice.cloning import Clone

_MOST_BYTES = 64 * 2**20  # of a spoken line
_SAMPLE = (3.0, 10.0)  # s: it refuses others
_SPEEDS = (0.6, 1.65)
_BYTES = 64000  # a second, of most of its weights: 32 kHz, 16 bits
_LOOK = "See its log."


class Client:
    """Speaks lines one after the other. What was loaded is remembered until it is to be forgotten,
    and no longer than the server answers."""

    def __init__(self, wanted: GptSovits):
        self._set = wanted
        self._loaded: dict[str, str] = {}
        self._is_changed = False  # it was given weights that are one character's alone

    def forget(self) -> None:
        """Others may have given it other weights since."""
        self._loaded.clear()

    async def speak(self, line: Clone, heard: Callable[[float], None] = lambda _: None) -> None:
        """Write the line to `line.out`; `heard` is told about how many seconds are spoken.
        ToolError where the line is at fault, EngineError where the server is; then nothing is
        believed of its weights any more."""
        check(line, self._set.languages)
        try:
            async with (
                asyncio.timeout(self._set.seconds),
                bounded_async_client(
                    self._set.address,
                    _MOST_BYTES,
                    lambda size: heard(size / _BYTES),
                    base_url=self._set.address,
                    timeout=httpx.Timeout(self._set.seconds, connect=5.0),
                ) as http,
            ):
                await self._load(http, line.weights or {})
                sample = there(line.sample, self._set)
                await self._told(
                    http,
                    "set_refer_audio",
                    {"refer_audio_path": sample},
                    f"GPT-SoVITS cannot take the sample {sample}",
                    "Set engines.gpt_sovits.samples_there where it sees other paths than we do.",
                )
                answer = await http.post("/tts", json=self._asked(line, sample))
        except (httpx.HTTPError, RefusedReply, TimeoutError) as error:
            self.forget()
            raise EngineError(
                f"GPT-SoVITS at {self._set.address}: {self._words(error)}.", _LOOK
            ) from error
        if answer.status_code != httpx.codes.OK:
            self.forget()
            raise EngineError(f"GPT-SoVITS refused the line: {complaint(answer)}.", _LOOK)
        _written(answer.content, Path(line.out))

    async def _load(self, http: httpx.AsyncClient, own: dict[str, Any]) -> None:
        """Have it load the weights of the character, or those for who has none."""
        weights = own or {"gpt": self._set.gpt, "sovits": self._set.sovits}
        for kind, path in weights.items():
            if not path and self._is_changed:
                raise EngineError(
                    "GPT-SoVITS has another character's weights, and none are named for this one.",
                    "Set engines.gpt_sovits.gpt and .sovits in configs/studio.yaml.",
                )
            if not path or self._loaded.get(kind) == path:
                continue
            await self._told(
                http,
                f"set_{kind}_weights",
                {"weights_path": path},
                f"GPT-SoVITS cannot load {path}",
                "Paths of weights are the server's own: mend "
                f"{'voice.gpt_sovits of the sheet' if own else 'engines.gpt_sovits'}.",
            )
            self._loaded[kind] = path
            self._is_changed |= bool(own)

    async def _told(
        self, http: httpx.AsyncClient, what: str, given: dict[str, str], failed: str, fix: str
    ) -> None:
        answer = await http.get(f"/{what}", params=given)
        if answer.status_code != httpx.codes.OK:
            self.forget()
            raise EngineError(f"{failed}: {complaint(answer)}.", fix)

    def _asked(self, line: Clone, sample: str) -> dict[str, Any]:
        low, high = _SPEEDS
        return {
            "text": line.text,
            "text_lang": line.language,
            "ref_audio_path": sample,
            "prompt_text": line.sample_text,
            "prompt_lang": line.sample_language,
            "text_split_method": "cut5",
            "speed_factor": min(max(line.rate, low), high),
            "seed": line.seed,
            "media_type": "wav",
            "streaming_mode": True,  # phrase by phrase, each spoken as without
        }

    def _words(self, error: Exception) -> str:
        if isinstance(error, httpx.TimeoutException | TimeoutError):
            told = f"it does not answer in time ({self._set.seconds:g} s"
            return f"{told}: engines.gpt_sovits.seconds of configs/studio.yaml)"
        return str(error) or type(error).__name__


def check(line: Clone, languages: list[str]) -> None:
    """ToolError for what the server would refuse, or speak as something else."""
    known = f"{', '.join(languages)}: engines.gpt_sovits.languages of configs/studio.yaml"
    if line.language not in languages:
        raise ToolError(f"GPT-SoVITS does not speak {line.language!r}.", f"It speaks {known}.")
    if line.sample_language not in languages:
        raise ToolError(
            f"the voice's sample is in {line.sample_language!r}, which GPT-SoVITS does not speak.",
            f"Give one in {known}.",
        )
    try:
        with wave.open(line.sample) as sample:
            seconds = sample.getnframes() / sample.getframerate()
    except (OSError, EOFError, wave.Error) as error:
        raise ToolError(f"the voice's sample cannot be read: {error}.") from error
    low, high = _SAMPLE
    if not low <= seconds <= high:
        raise ToolError(
            f"the voice's sample lasts {seconds:.1f} s; GPT-SoVITS takes {low:g} to {high:g} s.",
            "Give another: python main.py characters voice NAME FILE",
        )


def there(path: str, wanted: GptSovits) -> str:
    """A file of ours as the server sees it."""
    if not wanted.samples_there:
        return path
    return str(Path(wanted.samples_there) / Path(path).name)


def complaint(answer: httpx.Response) -> str:
    """What an error's body says, on one line."""
    try:
        told = json.loads(answer.content)
    except ValueError:
        told = None
    if isinstance(told, dict):
        parts = [str(told[key]) for key in ("message", "Exception", "detail") if told.get(key)]
        if parts:
            return " ".join(": ".join(parts).split())[:300]
    return f"it answers {answer.status_code}"


def _written(content: bytes, out: Path) -> None:
    """The sound as a WAV. Its header came before it was spoken, and says nothing of its length."""
    try:
        with wave.open(io.BytesIO(content)) as told:
            shape = told.getparams()
    except (EOFError, wave.Error) as error:
        raise EngineError("GPT-SoVITS sent something that is no WAV.", _LOOK) from error
    sound = content.partition(b"data")[2][4:]
    sound = sound[: len(sound) - len(sound) % (shape.nchannels * shape.sampwidth)]
    if not sound:
        raise EngineError("GPT-SoVITS sent a WAV without any sound.", _LOOK)
    with wave.open(str(out), "wb") as spoken:
        spoken.setparams(shape)
        spoken.writeframes(sound)
