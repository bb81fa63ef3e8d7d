"""OpenVoice's converter in memory: Coqui's own classes, the weights as tensors alone."""

import json
from pathlib import Path

import numpy as np
import soundfile
import torch
from TTS.vc.configs.openvoice_config import OpenVoiceConfig
from TTS.vc.models.openvoice import OpenVoice

from tools.engines.card.held_network import HeldNetwork
from tools.engines.card.tensor_files import converted, tensors_of
from tools.engines.voice.conversion import ConvertVoice
from tools.engines.worker.serve import BadInput, Job

_PLACE = "converter"  # the folder in the publisher's repository
_LEAST = 0.5  # seconds that say whose voice it is
_SILENT = 1e-3


class Converter(HeldNetwork):
    """Loaded once, and let go of when asked."""

    def convert(self, wanted: ConvertVoice, job: Job) -> None:
        """Write the recording in the voice of the sample. BadInput for a sound that is silent or
        too short."""
        network: OpenVoice = self._held(job)
        recording = self._heard(network, Path(wanted.recording), "the recording")
        sample = self._heard(network, Path(wanted.sample), "the voice's sample")
        job.progress(0.4, "converting")
        torch.manual_seed(wanted.seed)
        made = network.voice_conversion(recording, [sample])
        rate = network.config.audio.output_sample_rate
        if not made.size or not np.isfinite(made).all():
            raise BadInput("OpenVoice made no sound of the recording", "give a clearer one")
        soundfile.write(wanted.out, np.clip(made, -1, 1), rate, subtype="PCM_16")

    def _heard(self, network: OpenVoice, path: Path, what: str) -> torch.Tensor:
        try:
            sound = network.load_audio(path)[0]
        except (OSError, soundfile.LibsndfileError) as error:
            raise BadInput(f"{what} cannot be read: {error}", "give a WAV") from error
        rate = network.config.audio.input_sample_rate
        if len(sound) < _LEAST * rate or float(sound.abs().max()) < _SILENT:
            raise BadInput(f"{what} is silent, or shorter than {_LEAST:g} s", "give another")
        return sound

    def _load(self) -> OpenVoice:
        folder = self._folder / _PLACE
        try:
            published = json.loads((folder / "config.json").read_text())
            config = settings_of(published)
            network = OpenVoice(config)
            file = folder / "checkpoint.pth"
            network.load_state_dict(tensors_of(converted(file), "model"))
        except (OSError, LookupError, ValueError, RuntimeError) as error:
            why = str(error).splitlines()[0][:120]
            raise BadInput(
                f"{folder} holds no converter of OpenVoice V2 ({why})",
                "python main.py models pull openvoice-v2 --from hub",
            ) from error
        return network.to(self._device).eval()


def settings_of(published: dict) -> OpenVoiceConfig:
    """Coqui's settings of the publisher's."""
    config, sound = OpenVoiceConfig(), published["data"]
    audio = config.audio
    audio.input_sample_rate = audio.output_sample_rate = sound["sampling_rate"]
    audio.fft_size, audio.hop_length = sound["filter_length"], sound["hop_length"]
    audio.win_length = sound["win_length"]
    for name, value in published["model"].items():
        if name in config.model_args:
            config.model_args[name] = value
    return config
