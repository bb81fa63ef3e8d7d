"""A real Blender worker spoken to over its protocol, and requests for renders at tiny sizes."""

import os
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from studio.nouns.sheet import CharacterSheet
from studio.plan.parts import Camera
from studio.settings import ROOT
from tools.engines.worker.serve import frame, read_frame

PYTHON = ROOT / ".venvs" / "blender" / "bin" / "python"
SHEET = CharacterSheet(name="Tino").model_dump()
OTHER = CharacterSheet(name="Ada", looks={"age": "adult"}).model_dump()  # built once for all


class Worker:
    """The process; its temporary files go to `scratch`."""

    def __init__(self, scratch: Path) -> None:
        self.process = subprocess.Popen(
            [str(PYTHON), "-m", "tools.engines.blender.worker"],
            cwd=ROOT,
            env=dict(os.environ, PYTHONPATH=str(ROOT), TMPDIR=str(scratch)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.hello = read_frame(self.process.stdout)
        self._number = 0

    def send(self, message: dict[str, Any]) -> None:
        self.process.stdin.write(frame(message))
        self.process.stdin.flush()

    def start(self, method: str, **params: Any) -> int:
        self._number += 1
        self.send({"id": self._number, "method": method, "params": params})
        return self._number

    def answer(self, number: int) -> tuple[dict[str, Any], list[float]]:
        progress = []
        while (message := read_frame(self.process.stdout)) is not None:
            assert message["id"] == number
            if "progress" not in message:
                return message, progress
            progress.append(message["progress"])
        raise AssertionError("the worker died")

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        message, _ = self.answer(self.start(method, **params))
        assert "result" in message, message
        return message["result"]

    def close(self) -> int:
        self.process.stdin.close()
        return self.process.wait(60)


def seen(changes: dict[str, Any]) -> dict[str, Any]:
    """The camera, taken out of `changes`."""
    asked = {name: changes.pop(name) for name in Camera.model_fields if name in changes}
    return {"framing": "medium", "view": "front"} | asked


def still(folder: Path, **changes: Any) -> dict[str, Any]:
    role = {"sheet": SHEET, "action": "wave", "expression": "happy", "strength": 1.0}
    return {
        "cast": [role],
        "set": "backdrop",
        "camera": seen(changes),
        "width": 96,
        "height": 96,
        "quality": "draft",
        "out_dir": str(folder),
        **changes,
    }


def shot(folder: Path, role: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    part = {"sheet": SHEET, "action": "talk", "blinks": False, **(role or {})}
    return {
        "cast": [part],
        "set": "backdrop",
        "camera": seen(changes),
        "width": 96,
        "height": 64,
        "duration": 1 / 3,
        "quality": "draft",
        "out_dir": str(folder),
        **changes,
    }


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.asarray(picture).astype(float)


def luma(path: Path) -> np.ndarray:
    return pixels(path)[..., :3] @ (0.2126, 0.7152, 0.0722)
