"""The tools of the sandbox's tests: their stubs, and what answers their calls."""

import asyncio

from PIL import Image

from sandbox.interface import Answer, Limits
from studio.errors import EngineError, ToolError
from studio.nouns.artifact import MediaFacts

STUBS = """
from typing import NewType, TypedDict
Audio = NewType("Audio", str)
Image = NewType("Image", str)
Table = NewType("Table", str)
class Speech(TypedDict):
    audio: Audio
async def speak(text: str, rate: float = 1.0) -> Speech: ...
async def mix(track: Audio) -> Speech: ...
class Picture(TypedDict):
    image: Image
async def paint(colour: str) -> Picture: ...
class Card(TypedDict):
    description: str
async def find(name: str) -> Card: ...
"""
SIGNATURES = {
    "speak": ("text", "rate"),
    "mix": ("track",),
    "paint": ("colour",),
    "find": ("name",),
}
LIMITS = Limits(seconds=20, turn_seconds=1.5, memory_mb=50, output_kb=4, calls=5, artifact_mb=1)


class Tools:
    """A tool that answers, refuses, breaks or takes its time, as its text says."""

    def __init__(self, artifacts, folder):
        self.calls = []
        self.ended = []
        self.sheets = {}  # by name, what somebody wrote about a character
        self._artifacts = artifacts
        self._folder = folder

    async def __call__(self, tool, arguments):
        self.calls.append(tool)
        if tool == "paint":
            path = self._folder / "card.png"
            Image.new("RGB", (8, 8), arguments["colour"]).save(path)
            image = self._artifacts.add(path, "image", MediaFacts()).handle
            return Answer({"image": image}, [image])
        if tool == "find":
            return Answer({"description": self.sheets[arguments["name"]]})
        match arguments.get("text"):
            case "refuse":
                raise ToolError("there is no voice of that name.", "Use Luca.")
            case "break":
                raise EngineError("the voice engine crashed.", "See its log.")
            case "bug":
                raise KeyError("a fault of the studio's own")
            case "meet":  # goes on only when four calls are under way at once
                while len(self.calls) < 4:
                    await asyncio.sleep(0.01)
            case "never":
                try:
                    await asyncio.sleep(600)
                finally:
                    self.ended.append(tool)
        return Answer({"audio": f"audio:{tool}-{arguments.get('rate', 1.0)}"})
