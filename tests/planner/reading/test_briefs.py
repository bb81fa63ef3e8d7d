"""What briefs are read as, over lists of them; each list is a file of `briefs/`."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from llm.planner.reader import read_brief
from tests.planner.reading.checks import errors_of

_FACTS = {"width": 640, "height": 360, "duration": 6.02, "fps": 24.0, "frames": 144}
_SCENE: dict[str, Any] = {"handle": "video:0123456789abcdef", "name": "scene.mp4", "facts": _FACTS}
_SHORT = _SCENE | {"facts": _FACTS | {"duration": 2.1667, "frames": 52}}
_PICTURE = {"handle": "image:0123456789abcdef", "name": "still.png", "facts": {"width": 64}}
_SONG = {"handle": "audio:0123456789abcdef", "name": "song.wav", "facts": {"duration": 3.0}}
MEDIA: dict[str, list[Any]] = {
    "none": [],
    "scene": [_SCENE],
    "short": [_SHORT],
    "picture": [_PICTURE],
    "song": [_SCENE, _SONG],
    "still": [_SCENE, _PICTURE],
    "two": [_SCENE, _SCENE | {"handle": "video:00000000000000aa", "name": "face.mp4"}],
}


def _media(case: dict[str, Any], path: Path) -> str:
    return str(case.get("came", "scene" if "edits" in path.stem else "none"))


CASES: list[Any] = [
    pytest.param(case, _media(case, path), id=f"{path.stem}-{number}")
    for path in sorted((Path(__file__).parent / "briefs").glob("*.yaml"))
    for number, case in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")))
]


@pytest.mark.parametrize(("case", "came"), CASES)
def test_a_brief_is_read_as_it_is_meant(case, came, book):
    film = read_brief(case["brief"], book, media=MEDIA[came]).film
    assert errors_of(case, film) == []
