"""Whether the words that a plan writes into pictures are seen there."""

from typing import Any

from studio.errors import StudioError
from studio.nouns.review import Measurement
from studio.plan import Criterion, Shot
from studio.plan.film import FILM_ID
from tools.evaluation.case import Case
from tools.evaluation.film import FilmCase, expected_times
from tools.evaluation.settings import score

_MOST = 8  # texts that are looked for in a video, as measure_effects() takes them
_SAID = 3  # lines of footage of which one must be read under it

Texts = list[dict[str, Any]]


async def written(case: Case, criterion: Criterion) -> Measurement:
    """Whether each caption is seen at its place and time, and what is said as a subtitle; the worst
    counts."""
    assert isinstance(case, FilmCase)
    found = [await _captions(case, shot) for shot in case.film.shots if shot.captions]
    if case.film.subtitles:
        found += [await _subtitles(case, shot) for shot in case.film.shots]
    told = [one for one in found if one is not None]
    if not told:
        return case.not_judged(criterion, "nothing is written in a video or a still")
    points, evidence, value = min(told)
    change = case.change(
        "captions", "caption_picture(), add_caption() or assemble_film() with it", evidence
    )
    return case.verdict(criterion, points, evidence, value=value, unit="likeness", change=change)


async def _place(case: FilmCase, shot: Shot) -> tuple[str, float, float] | None:
    """The video in which a shot is seen, and from when to when; None where that is none."""
    handle = (case.made.get(shot.id) or [""])[0]
    if FILM_ID in case.made and not shot.separate and shot in case.shots:
        starts, _ = await expected_times(case)
        length = await case.length(shot)
        return case.made[FILM_ID][0], starts[shot.id], starts[shot.id] + length
    if not handle.startswith("video:"):
        return None
    return handle, 0.0, await case.length(shot)


async def _captions(case: FilmCase, shot: Shot) -> tuple[float, str, float] | None:
    if (place := await _place(case, shot)) is None:
        return await _on_picture(case, shot)
    video, start, end = place
    texts = [
        {
            "text": one.text,
            "where": one.where,
            "start": start + one.start,
            "end": min(end, start + one.start + one.seconds) if one.seconds else end,
            "anywhere": False,
        }
        for one in shot.captions
    ]
    found = []
    for text, (inside, outside) in zip(texts, await _looked(case, video, texts), strict=True):
        points, words = score(case.style.film.written, inside or 0.0), f"“{text['text']}”"
        if outside is not None and outside > (inside or 0.0) - _apart(case):
            found.append((0.0, f"{words} is not seen at its time alone", outside))
        else:
            seen = "is" if points >= 7 else "is not"
            found.append((points, f"{words} {seen} seen (likeness {inside or 0:.2f})", inside or 0))
    return min(found)


async def _on_picture(case: FilmCase, shot: Shot) -> tuple[float, str, float] | None:
    """The same of a still; None where the shot is none."""
    picture = (case.made.get(shot.id) or [""])[0]
    if not picture.startswith("image:"):
        return None
    texts = [{"text": one.text, "where": one.where} for one in shot.captions]
    seen = (await case.measured("measure_image", image=picture, texts=texts))["written"]
    likeness, text = min(zip(seen, (one["text"] for one in texts), strict=True))
    points = score(case.style.film.written, likeness)
    told = f"“{text}” {'is' if points >= 7 else 'is not'} seen (likeness {likeness:.2f})"
    return points, told, likeness


def _apart(case: FilmCase) -> float:
    """By how much more a text's place is like it while it is to be seen."""
    return case.style.film.written_apart


async def _subtitles(case: FilmCase, shot: Shot) -> tuple[float, str, float] | None:
    """The best of the lines that are said in a shot."""
    if (place := await _place(case, shot)) is None:
        return None
    video, start, end = place
    about = {"where": "bottom", "start": start, "end": end, "anywhere": True}
    if shot.kind == "edit":
        said = [one | {"anywhere": True} for one in await _said(case, video, start, end)]
    else:
        lines = [one for one in case.lines_of(shot) if one.text]
        said = [about | {"text": one.text} for one in lines]
    if not said:
        return None
    likeness = max(inside or 0.0 for inside, _ in await _looked(case, video, said))
    points = score(case.style.film.written, likeness)
    words = f"subtitles of {shot.id} are {'' if points >= 7 else 'not '}seen"
    return points, f"{words} (likeness {likeness:.2f})", likeness


async def _said(case: FilmCase, video: str, start: float, end: float) -> Texts:
    """What is heard in a video, as subtitles."""
    try:
        lines = (await case.measured("transcribe", media=video))["lines"]
    except StudioError:  # without ears
        return []
    inside = [one for one in lines if start <= one["start"] < end]
    known = ("text", "start", "end")
    return [{name: one[name] for name in known} | {"where": "bottom"} for one in inside][:_SAID]


async def _looked(case: FilmCase, video: str, texts: Texts) -> list[list[float | None]]:
    found: list[list[float | None]] = []
    for first in range(0, len(texts), _MOST):
        about = {"video": video, "source": video, "texts": texts[first : first + _MOST]}
        found += (await case.measured("measure_effects", **about))["written"]
    return found
