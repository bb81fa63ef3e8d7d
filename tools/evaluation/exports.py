"""Whether the files that a plan asks for besides are there, and the picture has its shape."""

from typing import Any

from studio.nouns.artifact import kind_of
from studio.nouns.review import Measurement
from studio.plan import Criterion
from studio.plan.film import FILM_ID
from tools.evaluation.case import Case
from tools.evaluation.film import FilmCase

_SHAPES = {"square": 1.0, "vertical": 9 / 16}
_CODECS = {"master": "prores", "gif": "gif"}
_OFF = 0.02  # of a shape's width over its height, and of a length
_WEB = 1080  # lines


async def exported(case: Case, criterion: Criterion) -> Measurement:
    """Whether a file for each purpose was handed over: of its shape and format, and as long as the
    piece."""
    assert isinstance(case, FilmCase)
    missing = []
    for handles in _pieces(case):
        main, *more = [await case.measured("probe_media", media=one) for one in handles]
        lacks = [one for one in case.film.exports if not any(_is_for(one, it, main) for it in more)]
        pictures = sum(one["kind"] == "image" for one in more)
        lacks += ["sheet"] if {"stills", "sheet"} <= set(case.film.exports) and pictures < 2 else []
        missing += lacks
    told = ", ".join(dict.fromkeys(missing))
    evidence = f"no file for {told} was handed over" if told else "each file is there, as asked for"
    change = case.change("film.exports", f"export() for {told}", evidence)
    return case.verdict(criterion, 0 if told else 10, evidence, change=change)


def _pieces(case: FilmCase) -> list[list[str]]:
    """The handles of each video that is delivered, with what was handed over beside it."""
    if FILM_ID in case.made:
        return [case.made[FILM_ID]]
    return [one for one in case.made.values() if one and kind_of(one[0]) == "video"]


def _is_for(purpose: str, file: dict[str, Any], main: dict[str, Any]) -> bool:
    """Whether a file is what a purpose asks for, of that main one."""
    if purpose in ("stills", "sheet"):
        return file["kind"] == "image"
    if file["kind"] != "video" or not file["width"] or not file["height"]:
        return False
    length, wanted = file["duration"] or 0.0, main["duration"] or 0.0
    if abs(length - wanted) > max(0.15, _OFF * wanted):
        return False
    if shape := _SHAPES.get(purpose):
        return abs(file["width"] / file["height"] / shape - 1) <= _OFF
    if codec := _CODECS.get(purpose):
        return file["codec"] == codec
    return min(file["width"], file["height"]) <= _WEB and file["codec"] == "h264"


async def shape(case: Case, criterion: Criterion) -> Measurement:
    """Whether each video has the width and height that the brief asks for."""
    assert isinstance(case, FilmCase)
    wanted = (case.film.shape.width, case.film.shape.height)
    sizes = []
    for handles in _pieces(case):
        found = await case.measured("probe_media", media=handles[0])
        sizes.append((found["width"], found["height"]))
    if not sizes:
        return case.not_judged(criterion, "there is no video")
    wrong = [one for one in sizes if one != wanted]
    told = f"it is {'x'.join(map(str, (wrong or sizes)[0]))}, {wanted[0]}x{wanted[1]} was planned"
    change = case.change("film.shape", "crop_to_shape() and compose_video() with it", told)
    return case.verdict(criterion, 0 if wrong else 10, told, change=change)
