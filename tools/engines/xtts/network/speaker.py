"""XTTS-v2 in memory: Coqui's own classes, their weights as tensors alone."""

import contextlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import torch
from TTS.tts.configs.xtts_config import XttsConfig
from TTS.tts.models.xtts import Xtts

from tools.engines.card.tensor_files import converted, tensors_of
from tools.engines.voice.cloning import Clone
from tools.engines.worker.serve import BadInput

_RATE = 24000  # Hz
_SAMPLE = (1.0, 30.0)  # seconds of a sample: the least, and what is listened to
_SPEEDS = (0.5, 2.0)
_CHUNK = 20  # tokens of sound after which it is told how far it is: a second, nearly
_OVERLAP = 1024  # samples over which one such part goes over into the next
_KEPT = 8  # voices whose samples need not be listened to again


# Objects in the published checkpoint, by where their classes are and once were: its settings,
# which config.json has as well.
_PLACES = ("TTS.tts.configs.xtts_config", "TTS.tts.models.xtts")
_SETTINGS = (
    *(f"{place}.{name}" for place in _PLACES for name in ("XttsConfig", "XttsArgs")),
    *(f"{place}.XttsAudioConfig" for place in _PLACES),
    "TTS.config.shared_configs.BaseDatasetConfig",
)


class _Published(Xtts):
    """Takes the checkpoint's tensors from a file that is no pickle."""

    def _load_checkpoint(self, model_path: Path) -> dict[str, Any]:
        return tensors_of(converted(model_path, without=_SETTINGS), "model")


class Speaker:
    """Speaks in the voice of samples. The model is loaded once, and let go of when asked."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._model: Any = None
        self._voices: dict[tuple[str, int, int], tuple[torch.Tensor, torch.Tensor]] = {}

    def load(self) -> None:
        """Have the model in memory."""
        if self._model is None:
            config = XttsConfig()
            config.load_json(str(self._folder / "config.json"))
            model = _Published(config)
            model.load_checkpoint(
                config,
                checkpoint_dir=str(self._folder),
                speaker_file_path=str(self._folder / "none"),  # else it looks for a pickle of them
                eval=True,
            )
            self._model = model.to(self._device)

    def let_go(self) -> None:
        """Free the memory."""
        self._model = None
        self._voices.clear()
        torch.cuda.empty_cache()

    def speak(self, line: Clone, heard: Callable[[float], None]) -> None:
        """Write the line to `line.out`, 24 kHz mono, the same for the same seed. `heard` is told
        how many seconds are spoken. BadInput for a language that it does not speak, a sample that
        is no voice, and a text that it cannot read."""
        self.load()
        language = self._language(line.language)
        latents, speaker = self._voice(Path(line.sample))
        torch.manual_seed(line.seed)
        parts: list[np.ndarray] = []
        most = self._model.tokenizer.char_limits[language.split("-")[0]]
        for text in sentences(line.text, most):
            for part in self._stream(text, language, latents, speaker, line.rate):
                parts.append(part)
                heard(sum(map(len, parts)) / _RATE)
        sound = np.concatenate(parts) if parts else np.zeros(0, np.float32)
        if not sound.size or not np.isfinite(sound).all():
            raise BadInput(f"XTTS made no sound of {line.text[:40]!r}", "word it otherwise")
        soundfile.write(line.out, np.clip(sound, -1, 1), _RATE, subtype="PCM_16")

    def _stream(
        self, text: str, language: str, latents: torch.Tensor, speaker: torch.Tensor, rate: float
    ) -> Iterator[np.ndarray]:
        """The samples of one text, part by part as they are made."""
        low, high = _SPEEDS
        settings = self._model.config
        stream = self._model.inference_stream(
            text,
            language,
            latents,
            speaker,
            stream_chunk_size=_CHUNK,
            overlap_wav_len=_OVERLAP,
            temperature=settings.temperature,
            length_penalty=settings.length_penalty,
            repetition_penalty=settings.repetition_penalty,
            top_k=settings.top_k,
            top_p=settings.top_p,
            speed=min(max(rate, low), high),
        )
        try:
            with contextlib.closing(stream):
                for part in stream:
                    yield part.float().cpu().numpy().reshape(-1)
        except AssertionError as error:
            raise BadInput(
                f"XTTS cannot take {text[:40]!r} at once", "say it in shorter sentences"
            ) from error

    def _language(self, asked: str) -> str:
        languages = list(self._model.config.languages)
        found = next((one for one in languages if one.split("-")[0] == asked.split("-")[0]), None)
        if found is None:
            raise BadInput(f"XTTS does not speak {asked!r}", f"it speaks {', '.join(languages)}")
        return found

    def _voice(self, sample: Path) -> tuple[torch.Tensor, torch.Tensor]:
        """What the model makes of a sample: of how it is spoken, and of who speaks."""
        try:
            about = sample.stat()
            sound, rate = soundfile.read(sample, dtype="float32", always_2d=True)
        except (OSError, soundfile.LibsndfileError) as error:
            raise BadInput(f"the voice's sample cannot be read: {error}", "give a WAV") from error
        least, most = _SAMPLE
        if len(sound) < least * rate or np.abs(sound).max() < 1e-3:
            raise BadInput(
                f"the voice's sample {sample.name} is silent, or shorter than {least:g} s",
                "give another: python main.py characters voice NAME FILE",
            )
        key = (str(sample), about.st_size, about.st_mtime_ns)
        if key not in self._voices:
            heard = torch.from_numpy(sound.mean(axis=1)[None, : int(most * rate)]).to(self._device)
            settings = self._model.config
            latents = self._model.get_gpt_cond_latents(
                heard, rate, length=settings.gpt_cond_len, chunk_length=settings.gpt_cond_chunk_len
            )
            while len(self._voices) >= _KEPT:
                self._voices.pop(next(iter(self._voices)))
            self._voices[key] = (latents, self._model.get_speaker_embedding(heard, rate))
        return self._voices[key]


def sentences(text: str, most: int) -> list[str]:
    """`text` in parts of whole sentences with at most `most` letters; a longer sentence is one."""
    parts: list[str] = []
    for sentence in re.split(r"(?<=[.!?…;])\s+", text.strip()):
        if parts and len(parts[-1]) + 1 + len(sentence) <= most:
            parts[-1] += f" {sentence}"
        else:
            parts.append(sentence)
    return parts
