"""How a dataset lies on the disk: pictures with captions in the layouts of kohya and of diffusers.

TARGET/kohya/10_luca/0001.png, 0001.txt
TARGET/diffusers/0001.png (the same files), metadata.jsonl
TARGET/dataset.json      what each picture shows, what was left out and why, how diverse it is
"""

import hashlib
import json
import os
import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from studio.errors import InputError
from studio.nouns.artifact import sha256_of
from studio.nouns.sheet import CharacterSheet
from tools.adapters import trigger
from tools.dataset.gates import hash_of
from tools.dataset.ground import before, cut_out
from tools.engines.media.pixels import pixels_of

REPEATS = 10  # how often kohya shows each picture in an epoch
SUMMARY, TOLD = "dataset.json", "metadata.jsonl"
KOHYA, DIFFUSERS, ALPHA = "kohya", "diffusers", "alpha"


@dataclass
class Dataset:
    """What came of it. `left_out`: number and reason; `apart`: mean share of 64 bits by which two
    pictures differ, 0 to 0.5 or so."""

    target: Path
    pictures: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[dict[str, Any]] = field(default_factory=list)
    shown: dict[str, dict[str, int]] = field(default_factory=dict)
    apart: float = 0.0


class Candidate:
    """A picture of a file; of one with alpha the figure, shown before a plain ground."""

    def __init__(self, path: Path, ground: str):
        self.path = path
        self.figure = cut_out(path) if ground else None
        if self.figure:
            self.shown = before(self.figure, ground)
        else:
            self.shown = Image.fromarray(pixels_of(path, "RGB"))
        self.bits = hash_of(self.shown)


class DatasetFolder:
    """The folders of one dataset, begun empty: pictures come back from the store. InputError for a
    folder that holds something else."""

    def __init__(self, target: Path, sheet: CharacterSheet):
        self.made = Dataset(target)
        self._sheet = sheet
        self.hashes: list[np.ndarray] = []
        inside = {one.name for one in target.iterdir()} if target.exists() else set()
        if not inside <= {KOHYA, DIFFUSERS, ALPHA} and SUMMARY not in inside:
            raise InputError(f"{target} holds something else.", "Name another folder.")
        self._kohya = target / KOHYA / f"{REPEATS}_{trigger(sheet)}"
        self._diffusers = target / DIFFUSERS
        self._alpha = target / ALPHA
        for folder in (self._kohya, self._diffusers, self._alpha):
            shutil.rmtree(folder, ignore_errors=True)
        for folder in (self._kohya, self._diffusers):
            folder.mkdir(parents=True)

    def keep(self, number: int, picture: Candidate, caption: str, about: dict[str, Any]) -> None:
        """Put a picture in, with its caption and what it shows."""
        name = f"{number:04d}"
        if picture.figure:
            self._alpha.mkdir(exist_ok=True)
            picture.figure.save(self._alpha / f"{name}.png")
            picture.shown.save(self._kohya / f"{name}.png")
        else:
            shutil.copyfile(picture.path, self._kohya / f"{name}.png")
        (self._kohya / f"{name}.txt").write_text(f"{caption}\n", encoding="utf-8")
        os.link(self._kohya / f"{name}.png", self._diffusers / f"{name}.png")
        self.hashes.append(picture.bits)
        self.made.pictures.append({"name": f"{name}.png", "caption": caption, **about})

    def leave_out(self, number: int, why: str, about: dict[str, Any]) -> None:
        """Tell that a picture is not in, and why."""
        self.made.left_out.append({"number": number, "why": why, **about})

    def sum_up(self, dimensions: tuple[str, ...]) -> Dataset:
        """Write what it holds, with how often each value of the `dimensions` is shown."""
        made = self.made
        lines = [json.dumps({"file_name": p["name"], "text": p["caption"]}) for p in made.pictures]
        (self._diffusers / TOLD).write_text("".join(f"{line}\n" for line in lines))
        made.shown = {
            name: dict(Counter(str(picture[name]) for picture in made.pictures).most_common())
            for name in dimensions
        }
        made.apart = _apart(self.hashes)
        summary = {
            "character": self._sheet.name,
            "trigger": trigger(self._sheet),
            "sheet": self._sheet.digest(),
            "pictures": made.pictures,
            "left_out": made.left_out,
            "shown": made.shown,
            "apart": made.apart,
        }
        (made.target / SUMMARY).write_text(json.dumps(summary, indent=1, ensure_ascii=False))
        return made


def is_dataset(target: Path) -> bool:
    """Whether a folder holds one that can be trained on."""
    return (target / DIFFUSERS / TOLD).is_file()


def digest_of_dataset(target: Path) -> str:
    """SHA-256 of the captions and of every picture."""
    whole = hashlib.sha256()
    for path in sorted(one for one in (target / DIFFUSERS).iterdir() if one.is_file()):
        whole.update(f"{path.name} {sha256_of(path)}\n".encode())
    return whole.hexdigest()


def _apart(hashes: list[np.ndarray]) -> float:
    """Of two pictures, one bit differs with the chance 2 p (1 - p)."""
    if len(hashes) < 2:
        return 0.0
    share = np.array(hashes, float).mean(0)
    return round(float((2 * share * (1 - share)).mean() * len(hashes) / (len(hashes) - 1)), 3)
