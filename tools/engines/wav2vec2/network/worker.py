"""The wav2vec2 engine's process: `python -m tools.engines.wav2vec2.network.worker FOLDER`, the
folder of the network; frames in and out."""

import sys
import wave
from math import gcd
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.signal import resample_poly
from transformers import Wav2Vec2ForCTC

from tools.engines.card.held_network import HeldNetwork, best_device
from tools.engines.card.tensor_files import converted
from tools.engines.diffusion.requests import LetGo
from tools.engines.voice.pauses import quiet_frames
from tools.engines.voice.request import Align
from tools.engines.voice.speech import SILENCE
from tools.engines.wav2vec2.network.ctc import agreement, aligned, heard
from tools.engines.wav2vec2.network.phones import Alphabet
from tools.engines.wav2vec2.network.timing import phones_at, words_at
from tools.engines.worker.serve import BadInput, Job, serve

VERSION = "1"
RATE = 16_000  # Hz at which it was trained
_BLANK = "<pad>"
_PICKLE, _TENSORS = "pytorch_model.bin", "model.safetensors"


class Service(HeldNetwork):
    """One network, held from one recording to the next."""

    def align(self, params: dict[str, Any], job: Job) -> dict[str, Any]:
        """When each phoneme is said: Align of voice/request.py. The reading gives no times."""
        wanted = Align.read(params)
        network = self._held(job)
        samples, duration = _samples(Path(wanted.recording))
        job.progress(0.3, "listening")
        with torch.inference_mode():
            given = (samples - samples.mean()) / (samples.std() + 1e-7)
            given = torch.from_numpy(given)[None].to(self._device, network.dtype)
            scores = network(given).logits[0].float().log_softmax(-1).cpu().numpy()
        step = duration / len(scores)
        alphabet = Alphabet(self._folder / "vocab.json", _BLANK)
        read = [one for one in wanted.phonemes if one["phone"] != SILENCE]
        parts = [alphabet.signs(one["phone"]) for one in read]
        signs = [sign for part in parts for sign in part]
        try:
            frames = aligned(scores, signs, alphabet.blank)
        except ValueError as error:
            raise BadInput(
                f"the recording is too short for its words: {error}",
                "give the words that are said in it",
            ) from error
        # Of a phone of several signs, from the first one to the last.
        ends = np.cumsum([len(part) for part in parts])
        starts = ends - [len(part) for part in parts]
        spans = np.stack([frames[starts, 0], frames[ends - 1, 1]], axis=1) * step
        quiet = quiet_frames(samples, RATE, step)
        phones = phones_at([one["phone"] for one in read], spans, quiet, step, duration)
        said = [one for one in phones if one["phone"] != SILENCE]
        return {
            "duration": duration,
            "phonemes": phones,
            "words": words_at(wanted.words, read, said),
            "agreement": round(agreement(heard(scores, alphabet.blank), signs), 3),
        }

    def _load(self) -> Any:
        converted(self._folder / _PICKLE, _TENSORS)  # its makers publish a pickle
        return self._pretrained(Wav2Vec2ForCTC)


def _samples(path: Path) -> tuple[NDArray[np.float32], float]:
    """A WAV of 16 bits and one channel at RATE, and how long it lasts, s."""
    with wave.open(str(path)) as file:
        rate = file.getframerate()
        sound = np.frombuffer(file.readframes(file.getnframes()), np.int16) / 32768
    if len(sound) < rate / 10 or np.abs(sound).max() < 1e-4:
        raise BadInput("nothing is heard in the recording", "give a recording of speech")
    shared = gcd(rate, RATE)
    at_rate = resample_poly(sound, RATE // shared, rate // shared)
    return at_rate.astype(np.float32), len(sound) / rate


def main(folder: Path) -> None:
    """Serve with the network in this folder."""
    service = Service(folder, best_device())
    serve({Align.method(): service.align, LetGo.method(): service.let_go}, "wav2vec2", VERSION)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
