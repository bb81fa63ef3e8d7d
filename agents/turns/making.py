"""How what a plan holds is made, in words for the coder; from them follow the tools."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from studio.config_file import read_yaml
from studio.conversation import bare
from studio.plan import Film, Shot
from studio.plan.film import FILM_ID

_FILE = Path(__file__).parents[1] / "prompts" / "making.yaml"
# Kinds of steps whose tools change a whole video.
_WHOLE = ("stabilize", "denoise", "grade", "brightness", "contrast", "saturation", "stylize")
_TOOL = re.compile(r"`([a-z]+(?:_[a-z]+)*)`")
ALONE = "alone"  # of takes and edits where there is no film to put together


@cache
def _entries() -> list[dict[str, Any]]:
    return read_yaml(_FILE, "Install the studio anew.")


def how_made(film: Film) -> str:
    """The lines for what `film` holds, each after the kind of shot, or `film`, that it is for."""
    over_all = {f"{FILM_ID}.{path}" for path in _set_in(film.model_copy(update={"shots": []}))}
    if film.is_reshaped:
        over_all.add(f"{FILM_ID}.shape")
    owners: list[tuple[str, set[str]]] = [
        (shot.kind, _facts(shot) | over_all) for shot in film.shots
    ]
    if film.is_assembled:
        owners.append((FILM_ID, over_all))
    if not film.cut and any(shot.kind in ("take", "edit") for shot in film.shots):
        owners.append((ALONE, over_all))
    return "\n".join(
        f"- {entry['of']}: {entry['how']}"
        for entry in _entries()
        if any(
            entry["of"] == kind and facts >= set(entry.get("when", ())) for kind, facts in owners
        )
    )


def tools_in(text: str) -> list[str]:
    """The names in backticks, in their order, each once; among them are those of tools."""
    return list(dict.fromkeys(_TOOL.findall(text)))


def _facts(shot: Shot) -> set[str]:
    """What is set in a shot: paths without the numbers of list members, and words there."""
    facts = set(_set_in(shot)) | {f"separate={str(shot.separate).lower()}"}
    if any(one.kind in _WHOLE and one.where != "all" for one in getattr(shot, "steps", ())):
        facts.add("in a part")
    return facts | ({"several lines"} if len(getattr(shot, "lines", [])) > 1 else set())


def _set_in(part: Any) -> Iterator[str]:
    yield from _paths(bare(part), "")


def _paths(value: Any, path: str) -> Iterator[str]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _paths(item, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for item in value:
            yield from _paths(item, path)
    else:
        yield f"{path}={value}"
