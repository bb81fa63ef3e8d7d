"""What a search for a scene asks of a shot, and how well each shot answers, with reasons.

The words and what they mean stand in words.yaml; what is said is compared by how alike it is
written, since a recogniser hears names in its own way.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from studio.config_file import read_yaml
from tools.engines.vision.shots.requests import DescribedShot

WORDS = Path(__file__).with_name("words.yaml")
_QUOTED = re.compile(r"[\"'“‘«]([^\"”’»]{2,}?)[\"'”’»]")
_ALIKE = 0.72  # of letters: what was heard is what was sought
_FULL = 0.45  # of a picture in a colour: surely of it
_LITTLE = 0.05  # and hardly


@dataclass(frozen=True)
class Evidence:
    """How well a stretch answers one part of a search: `score` 0..1 and why."""

    score: float
    why: str


@dataclass(frozen=True)
class Clue:
    """One thing that a search asks, `about` colours, light, motion and so on; `weigh` gives an
    Evidence for each shot."""

    about: str
    weigh: Callable[[Sequence[DescribedShot]], list[Evidence]]


def clues_of(search: str) -> list[Clue]:
    """What of a search can be measured of shots."""
    text, words = _unquoted(search), _meanings()
    found: list[Clue] = []
    for place in words["places"].values():
        if _named(text, place["words"]):
            if colours := place.get("colours"):
                found.append(_coloured(colours, stirs=place.get("stirs", 0.0)))
            if light := place.get("light"):
                found.append(_lit(light))
    found += [
        _coloured([colour]) for colour, names in words["colours"].items() if _named(text, names)
    ]
    found += [
        _moving(most == "most") for most, names in words["motion"].items() if _named(text, names)
    ]
    for kind, weigh in (("camera", _camera), ("size", _size), ("faces", _faces), ("place", _place)):
        found += [
            Clue(kind, weigh(meaning))
            for meaning, names in words[kind].items()
            if _named(text, names)
        ]
    return found


def said_in(search: str) -> str:
    """The words that should be said, in quotes or behind “says”; "" where none are sought."""
    says = _meanings()["says"]
    if not _named(search.lower(), says):
        return ""
    if quoted := _QUOTED.search(search):
        return quoted[1].strip()
    pattern = "|".join(sorted(map(re.escape, says), key=len, reverse=True))
    behind = re.split(rf"\b(?:{pattern})\b", search, flags=re.IGNORECASE)[-1]
    return behind.strip(" ,.:;!?\"'“”‘’")


def heard_where(
    sought: str, words: Sequence[dict[str, Any]]
) -> list[tuple[float, float, Evidence]]:
    """Where words that were heard (word, start, end) are like those `sought`: (start, end, why),
    best first."""
    wanted = _letters(sought)
    count = max(len(sought.split()), 1)
    found: list[tuple[float, float, Evidence]] = []
    for first in range(len(words)):
        for length in {count, count + 1, max(count - 1, 1)}:
            part = words[first : first + length]
            if len(part) < length:
                continue
            heard = " ".join(word["word"] for word in part)
            alike = SequenceMatcher(None, wanted, _letters(heard), autojunk=False).ratio()
            if alike >= _ALIKE:
                why = f"“{heard.strip()}” is said at {part[0]['start']:.1f} s"
                found.append((part[0]["start"], part[-1]["end"], Evidence(alike, why)))
    best: list[tuple[float, float, Evidence]] = []
    for one in sorted(found, key=lambda row: -row[2].score):
        if all(one[1] <= kept[0] or one[0] >= kept[1] for kept in best):
            best.append(one)
    return best


def _coloured(colours: Sequence[str], stirs: float = 0.0) -> Clue:
    """Of those colours; with `stirs`, of what moves by itself by so many widths a second, too."""

    def weigh(shots: Sequence[DescribedShot]) -> list[Evidence]:
        shares = [sum(shot["colours"].get(one, 0.0) for one in colours) for shot in shots]
        told = " and ".join([", ".join(colours[:-1]), colours[-1]] if colours[1:] else colours)
        found = []
        for shot, share in zip(shots, shares, strict=True):
            score = float(np.clip((share - _LITTLE) / (_FULL - _LITTLE), 0, 1))
            why = f"{share:.0%} of the picture is {told}"
            if stirs:
                score *= min(1.0, shot["motion"] / stirs)
                why += f", and moves by {shot['motion']:.2f} widths of the frame a second"
            found.append(Evidence(score, why))
        return found

    return Clue("colours", weigh)


def _lit(light: str) -> Clue:
    def weigh(shots: Sequence[DescribedShot]) -> list[Evidence]:
        levels = [shot["light"]["luminance"] for shot in shots]
        low, high = (0.02, 0.15) if light == "dark" else (0.5, 0.12)
        return [
            Evidence(
                float(np.clip((level - high) / (low - high), 0, 1)),
                f"its mean luminance is {level:.2f}",
            )
            for level in levels
        ]

    return Clue("light", weigh)


def _moving(most: bool) -> Clue:
    def weigh(shots: Sequence[DescribedShot]) -> list[Evidence]:
        speeds = np.array([shot["motion"] + shot["camera_speed"] / 2 for shot in shots])
        rank = speeds / max(float(speeds.max()), 1e-6)
        scores = rank if most else 1 - rank
        return [
            Evidence(float(score), f"things move by {speed:.2f} widths of the frame a second")
            for score, speed in zip(scores, speeds, strict=True)
        ]

    return Clue("motion", weigh)


def _camera(move: str) -> Callable[[Sequence[DescribedShot]], list[Evidence]]:
    return lambda shots: [
        Evidence(
            float(shot["camera"].startswith(move)),
            f"the camera's move is {shot['camera'].replace('_', ' ')}",
        )
        for shot in shots
    ]


def _size(size: str) -> Callable[[Sequence[DescribedShot]], list[Evidence]]:
    return lambda shots: [
        Evidence(
            float(shot["size"] == size or (size == "wide" and shot["size"] is None)),
            f"its size is {(shot['size'] or 'that of a shot of nobody').replace('_', ' ')}",
        )
        for shot in shots
    ]


def _faces(wanted: str) -> Callable[[Sequence[DescribedShot]], list[Evidence]]:
    return lambda shots: [
        Evidence(
            float((shot["faces"] > 0) == (wanted == "some")), f"faces seen at once: {shot['faces']}"
        )
        for shot in shots
    ]


def _place(place: str) -> Callable[[Sequence[DescribedShot]], list[Evidence]]:
    def weigh(shots: Sequence[DescribedShot]) -> list[Evidence]:
        chosen = 0 if place == "first" else len(shots) - 1
        return [
            Evidence(float(number == chosen), f"it is shot {number + 1} of {len(shots)}")
            for number in range(len(shots))
        ]

    return weigh


def _named(text: str, names: Sequence[str]) -> bool:
    """Whether one of the names stands in a text as a word."""
    return any(re.search(rf"\b{re.escape(name)}\b", text) for name in names)


def _unquoted(search: str) -> str:
    """What a search says of the picture: without what is to be said."""
    said = said_in(search)
    return (search.replace(said, " ") if said else search).lower()


def _letters(text: str) -> str:
    return re.sub(r"[^\w]", "", text.lower())


@cache
def _meanings() -> dict[str, Any]:
    return read_yaml(WORDS, "Install the studio anew.")
