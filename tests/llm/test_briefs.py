"""Field accuracy of the director over briefs as people write them."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from llm.planner.director import plan
from studio.nouns.treatment import Treatment

LISTS: dict[str, list[dict[str, Any]]] = {
    path.stem: yaml.safe_load(path.read_text())
    for path in sorted(Path(__file__).parent.glob("briefs*.yaml"))
    if path.stem != "briefs_edits"
}
BRIEFS = [case for cases in LISTS.values() for case in cases]
ROOT = Path(__file__).parents[2]


@cache
def cast_section() -> list[dict[str, Any]]:
    """The CHARACTERS section for the sheets that come with the studio."""
    sheets = [
        yaml.safe_load(path.read_text())
        for path in sorted((ROOT / "configs/characters").glob("*.yaml"))
    ]
    return [
        {
            "name": sheet["name"],
            "aliases": sheet.get("aliases", []),
            "description": sheet["description"],
            "traits": sheet["traits"],
            "language": sheet["voice"]["language"],
        }
        for sheet in sheets
    ]


def direct(text: str, **sections: Any) -> Treatment:
    return plan({"BRIEF": {"text": text}, "CHARACTERS": cast_section(), **sections})


# A video as the intake describes it: 6 s of picture, a little more sound.
SCENE = {
    "handle": "video:0123456789abcdef",
    "name": "scene.mp4",
    "facts": {
        "width": 640,
        "height": 360,
        "duration": 6.02,
        "fps": 24.0,
        "frames": 144,
        "has_audio": True,
    },
}


def works(message: str, media: Sequence[dict[str, Any]] = ()) -> bool:
    """Whether the brief that a refusal offers can be made, with a video where it asks for one."""
    offered = message.rsplit("“", 1)[1].split("”")[0]
    media = [SCENE] if "with a video: “" in message else list(media)
    return not plan(
        {"BRIEF": {"text": offered, "media": media}, "CHARACTERS": cast_section()}
    ).refused


def _differences(expected: dict[str, Any], shot: Any) -> list[tuple[str, bool, str]]:
    """(field, right, what was found) for every field that the table names."""
    found = []
    for name, wanted in expected.items():
        if name == "cast":
            found.append(("cast size", len(wanted) == len(shot.cast), str(len(shot.cast))))
            for text, role in zip(wanted, shot.cast, strict=False):
                pairs = zip(
                    ("character", "action", "expression", "strength"), text.split(), strict=True
                )
                for part, value in pairs:
                    actual = getattr(role, part)
                    right = value == "." or (
                        actual == float(value) if part == "strength" else actual == value
                    )
                    found.append((f"cast {part}", right, str(actual)))
        elif name == "lines":
            found.append(("line count", len(wanted) == len(shot.lines), str(len(shot.lines))))
            for values, line in zip(wanted, shot.lines, strict=False):
                for part, value in zip(
                    ("character", "text", "emotion", "language"), values, strict=True
                ):
                    found.append(
                        (
                            f"line {part}",
                            value in (".", getattr(line, part)),
                            str(getattr(line, part)),
                        )
                    )
        else:
            actual = getattr(shot, name)
            found.append((name, actual == wanted, str(actual)))
    return found


def judge(case: dict[str, Any]) -> list[tuple[str, bool, str]]:
    treatment = direct(case["brief"])
    found = []
    if "shots" in case:
        found.append(("refused", not treatment.refused, treatment.message))
        found.append(
            ("shot count", len(case["shots"]) == len(treatment.shots), str(len(treatment.shots)))
        )
        for expected, shot in zip(case["shots"], treatment.shots, strict=False):
            found += _differences(expected, shot)
        missing = len(case["shots"]) - len(treatment.shots)
        found += [("missing shot", False, "")] * max(0, missing)
    elif case.get("refused") is not None:
        found.append(("refused", treatment.refused == case["refused"], treatment.message))
    for word in case.get("words", []):
        named = word in treatment.message and word in treatment.not_understood
        found.append(("word named", named, f"{word}: {treatment.message}"))
    for text in case.get("says", []):
        found.append(("message", text in treatment.message, f"{text}: {treatment.message}"))
    return found


@pytest.mark.parametrize("name", LISTS)
def test_field_accuracy_of_the_director(name: str) -> None:
    total, wrong = 0, []
    for case in LISTS[name]:
        for field, right, actual in judge(case):
            total += 1
            if not right:
                wrong.append(f"{case['brief']!r}: {field} is {actual}")
    accuracy = 1 - len(wrong) / total
    print(
        f"\n{name}: {len(LISTS[name])} briefs, {total} fields, accuracy {accuracy:.1%}",
        *wrong,
        sep="\n  ",
    )
    assert accuracy >= 0.98


@pytest.mark.parametrize(
    "case", [c for c in BRIEFS if c.get("refused")], ids=lambda c: c["brief"][:30]
)
def test_a_refusal_offers_a_brief_that_works(case: dict[str, Any]) -> None:
    message = direct(case["brief"]).message
    assert works(message), message
