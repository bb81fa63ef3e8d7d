"""GPT-SoVITS's own HTTP interface (api_v2.py): what it is sent, and what its answers mean."""

import json
import wave
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
_BUSY = "See its log; another engine speaks meanwhile."
_WEIGHTS = {"gpt": "set_gpt_weights", "sovits": "set_sovits_weights"}


class Client:
    """Speaks lines one after the other. Which weights the server has is remembered for as long as
    it answers."""

    def __init__(self, wanted: GptSovits):
        self._set = wanted
        self._loaded: dict[str, str] = {}

    async def speak(self, line: Clone) -> None:
        """Write the line to `line.out`. ToolError where the line is at fault, EngineError where the
        server is; then nothing is believed of its weights any more."""
        check(line, self._set.languages)
        try:
            async with bounded_async_client(
                self._set.address,
                _MOST_BYTES,
                base_url=self._set.address,
                timeout=httpx.Timeout(self._set.seconds, connect=5.0),
            ) as http:
                await self._load(http, line.weights or {})
                answer = await http.post("/tts", json=self._asked(line))
        except (httpx.HTTPError, RefusedReply) as error:
            self._loaded.clear()
            raise EngineError(
                f"GPT-SoVITS at {self._set.address}: {_words(error)}.", _BUSY
            ) from error
        if answer.status_code != httpx.codes.OK:
            self._loaded.clear()
            raise EngineError(f"GPT-SoVITS refused the line: {complaint(answer)}.", _BUSY)
        _written(answer.content, Path(line.out))

    async def _load(self, http: httpx.AsyncClient, weights: dict[str, Any]) -> None:
        for kind, path in weights.items():
            if self._loaded.get(kind) == path:
                continue
            answer = await http.get(f"/{_WEIGHTS[kind]}", params={"weights_path": path})
            if answer.status_code != httpx.codes.OK:
                self._loaded.clear()
                raise EngineError(
                    f"GPT-SoVITS cannot load {path}: {complaint(answer)}.",
                    "Paths of weights are the server's own: mend voice.gpt_sovits of the sheet.",
                )
            self._loaded[kind] = path

    def _asked(self, line: Clone) -> dict[str, Any]:
        low, high = _SPEEDS
        return {
            "text": line.text,
            "text_lang": line.language,
            "ref_audio_path": there(line.sample, self._set),
            "prompt_text": line.sample_text,
            "prompt_lang": line.sample_language,
            "text_split_method": "cut5",
            "speed_factor": min(max(line.rate, low), high),
            "seed": line.seed,
            "media_type": "wav",
            "streaming_mode": False,
        }


def check(line: Clone, languages: list[str]) -> None:
    """ToolError for what the server would refuse, or speak as something else."""
    for language in (line.language, line.sample_language):
        if language not in languages:
            raise ToolError(
                f"GPT-SoVITS does not speak {language!r}.", f"It speaks {', '.join(languages)}."
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


def _words(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "it does not answer in time"
    return str(error) or type(error).__name__


def _written(content: bytes, out: Path) -> None:
    out.write_bytes(content)
    try:
        with wave.open(str(out)) as spoken:
            empty = spoken.getnframes() == 0
    except (EOFError, wave.Error) as error:
        raise EngineError("GPT-SoVITS sent something that is no WAV.", _BUSY) from error
    if empty:
        raise EngineError("GPT-SoVITS sent a WAV without any sound.", _BUSY)
