"""The hearing engine: what is said, in whose voice, how well and how it sounds."""

import asyncio
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from studio.environments import environment
from studio.settings import Settings
from tools.engines.audio_analysis.decode import save_mono
from tools.engines.base import Progress
from tools.engines.hearing.requests import RATE
from tools.engines.hearing.weights import ALL
from tools.engines.process import ProcessEngine
from tools.engines.registry import engine
from tools.engines.request import Request, Result
from tools.scratch import Scratch


class HearingEngine(ProcessEngine):
    """Media are decoded by a media worker; its own process is given samples."""

    def __init__(self, settings: Settings):
        super().__init__(
            "hearing",
            "Whisper, a speaker embedding and DNSMOS: what is said, by whom, and how well",
            environment("hearing", settings),
            settings,
            weights=ALL,
        )
        self._scratch = settings.paths.scratch

    async def run(self, request: Request[Result], progress: Progress) -> Result:
        """One job of the warm worker. MediaError for a file that cannot be decoded."""
        media = {
            field.name: value
            for field in fields(request)
            if isinstance(value := getattr(request, field.name), Path)
        }
        scratch = Scratch(self._scratch, self.name)
        try:
            sounds: dict[str, Any] = {name: scratch.folder / f"{name}.npy" for name in media}
            for name, path in media.items():
                await asyncio.to_thread(save_mono, path, RATE, sounds[name])
            return await super().run(replace(request, **sounds), progress)
        finally:
            scratch.remove()


@engine
def hearing_engine(settings: Settings) -> HearingEngine:
    """Hears what requests.py describes."""
    return HearingEngine(settings)
