"""The cast that ships with the studio, as the reader knows it."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from agents.stage.recall import summary
from llm.planner.director import plan
from llm.planner.reader import CharacterIndex
from studio.nouns.review import Measurement
from studio.nouns.sheet import CharacterSheet
from studio.plan import Film

ROOT = Path(__file__).parents[2]


@cache
def shipped_cast() -> list[dict[str, Any]]:
    """The CHARACTERS section of the sheets in configs/characters, as the crew sends it."""
    paths = sorted((ROOT / "configs/characters").glob("*.yaml"))
    sheets = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths]
    return [summary(CharacterSheet.model_validate(sheet)) for sheet in sheets]


def shipped_book() -> CharacterIndex:
    """The book of the sheets in configs/characters."""
    return CharacterIndex(shipped_cast())


def direct(text: str, **sections: Any) -> Film:
    """The director's plan of a brief."""
    return plan({"BRIEF": {"text": text}, "CHARACTERS": shipped_cast(), **sections})


def footage(text: str, **sections: Any) -> Film:
    """The director's plan of a brief that came with a video of 6 s."""
    facts = {"width": 640, "height": 360, "duration": 6.0, "fps": 24.0, "frames": 144}
    scene = {"handle": "video:0123456789abcdef", "name": "scene.mp4", "facts": facts}
    brief = {"text": text, "media": [scene]}
    return plan({"BRIEF": brief, "CHARACTERS": shipped_cast(), **sections})


def measured(shot: str, criterion: str, score: float, **more: Any) -> Measurement:
    """What was measured, passed from 7 on."""
    return Measurement(
        shot=shot,
        criterion=criterion,
        value=score,
        score=score,
        passed=score >= 7,
        evidence=f"{criterion} {score}",
        **more,
    )


@pytest.fixture(scope="session")
def book() -> CharacterIndex:
    """The cast that ships with the studio."""
    return shipped_book()
