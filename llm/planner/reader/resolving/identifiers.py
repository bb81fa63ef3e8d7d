"""Readable names of shots: luca_running_seaside."""

from typing import Any

from llm.planner.reader.text.folding import fold

_GERUNDS = {"run": "running", "sit": "sitting", "wave": "waving", "idle": "standing"}
_LONGEST = 28


def gerund(action: str) -> str:
    """ "run" as "running"; phrases stay as they are."""
    doubled = {"nod": "nodding"}
    return (
        _GERUNDS.get(action) or doubled.get(action) or (action if "_" in action else action + "ing")
    )


def identifier_for(values: dict[str, Any], named: set[str], taken: set[str]) -> str:
    """A name of at most 32 letters for a shot of these values, unique among `taken`; of place and
    time it tells what is in `named`."""
    cast, lines = values.get("cast") or [], values.get("lines") or []
    if values["kind"] == "voice_line":
        parts = [lines[0]["character"], "says", *lines[0]["text"].split()[:3]]
    else:
        parts = [role["character"] for role in cast[:2]]
        action, feeling = cast[0]["action"], cast[0]["expression"]
        parts += [gerund(action) if action != "idle" else feeling if feeling != "neutral" else ""]
        place = values["place"]
        parts += [place["set"].removesuffix("_town")] if "place.set" in named else []
        parts += [place["time_of_day"]] if "place.time_of_day" in named else []
        if "camera.view" in named:
            parts += [values["camera"]["view"]]
    return unique("_".join(_plain(part) for part in parts if part), taken)


def unique(words: str, taken: set[str]) -> str:
    """`words` as an identifier that is not among `taken`."""
    base = _plain(words)
    if len(base) > _LONGEST:
        # Cut between words where there are several.
        base = (
            base[: base.rfind("_", 0, _LONGEST + 1)] if "_" in base[:_LONGEST] else base[:_LONGEST]
        )
    base = base.strip("_") or "shot"
    base = base if base[0].isalpha() else f"shot_{base}"[:_LONGEST].strip("_")
    name, count = base, 2
    while name in taken or name == "film":
        name, count = f"{base}_{count}", count + 1
    return name


def _plain(part: str) -> str:
    return "_".join("".join(c if c.isascii() and c.isalnum() else " " for c in fold(part)).split())
