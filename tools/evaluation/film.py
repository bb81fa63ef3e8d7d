"""The film as a whole: its cuts, its gaps, the same characters throughout, and the brief itself."""

from collections import Counter
from itertools import pairwise
from typing import Any

from studio.nouns.review import Measurement
from studio.plan import Criterion, Film, Shot
from studio.plan.film import FILM_ID
from studio.plan.lengths import expected_length
from tools.evaluation.case import Case
from tools.evaluation.cast.character import comparison, is_strange
from tools.evaluation.settings import score

_SAME = 12.0  # levels: a shot that is found with no larger a difference is the one that was made
_APART = 1.5  # levels by which another place must be worse for a shot's place to tell something


class Whole:
    """Stands for the film where a case wants a shot."""

    kind = FILM_ID
    id = FILM_ID

    def __init__(self, film: Film):
        self.lines = [line for shot in film.cut for line in getattr(shot, "lines", [])]
        self.length = film.length


class FilmCase(Case):
    """The film that a plan's shots make up. `made` are the artifacts of each shot by its id."""

    def __init__(self, film: Film, handles: list[str], made: dict[str, list[str]], *rest: Any):
        super().__init__(film, Whole(film), handles, *rest)
        self.made = made

    @property
    def shots(self) -> list[Shot]:
        """The shots of the cut of which something was made."""
        return [shot for shot in self.film.cut if self.made.get(shot.id)]

    async def cut(self) -> dict[str, Any]:
        """What is found again of `shots`, and the gaps."""
        wanted, before = [], 0.0
        for shot, following in zip(self.shots, [*self.shots[1:], None], strict=True):
            handle, after = self.made[shot.id][0], await self.overlap(shot, following)
            still = {"length": expected_length(shot)} if handle.startswith("image:") else {}
            joined = {"joined_before": before, "joined_after": after}
            wanted.append({"shown": handle, **still, **joined})
            before = after
        return await self.measured(
            "measure_cut", film=self.main, shots=wanted, look=self.film.finish.look
        )

    async def overlap(self, shot: Shot, following: Shot | None) -> float:
        """Seconds by which the transition lays a shot over the one that follows."""
        if following is None or shot.transition.kind == "cut":
            return 0.0
        shorter = min(await self.length(shot), await self.length(following))
        return min(shot.transition.seconds, shorter / 3)

    async def length(self, shot: Shot) -> float:
        """Seconds of what was made of a shot."""
        handle = self.made[shot.id][0]
        if handle.startswith("image:"):
            return expected_length(shot)
        facts = await self.measured("probe_media", media=handle)
        return float(facts["duration"] or 0.0)


async def brief(case: Case, criterion: Criterion) -> Measurement:
    """How much of the brief is in the plan: all that was left out counts."""
    missing = case.film.left_out
    if not missing:
        return case.verdict(criterion, 10, "nothing of the brief was left out of the plan")
    words = ", ".join(f"“{one.words}” ({one.reason})" for one in missing)
    points = max(0.0, 6.0 - len(missing))
    return case.verdict(
        criterion, points, f"left out: {words}", value=len(missing), unit="left out"
    )


async def cuts(case: Case, criterion: Criterion) -> Measurement:
    """Whether the shots are found again in the film, in their order and at their times, and whether
    it ends when the last one should."""
    assert isinstance(case, FilmCase)
    unmade = [shot.id for shot in case.film.cut if shot not in case.shots]
    if unmade:
        return case.verdict(criterion, 0, f"nothing was made of {', '.join(unmade)}")
    seen = await case.cut()
    pairs = list(zip(case.shots, seen["shots"], strict=True))
    for shot, found in pairs:
        if found["start"] is None or found["error"] > _SAME:
            evidence = f"{shot.id} is not found in the film (nearest {found['error']:.0f} levels)"
            return case.verdict(criterion, 0, evidence)
    # What is found as well elsewhere (twice the same picture) has no place of its own.
    telling = [(shot, found["start"]) for shot, found in pairs if _is_telling(found)]
    for (one, at), (other, then) in pairwise(telling):
        if then <= at:
            evidence = f"{other.id} is seen at {then:.1f} s, before {one.id} at {at:.1f} s"
            return case.verdict(criterion, 0, evidence)
    expected, end = await expected_times(case)
    off = max(
        abs(seen["duration"] - end), *(abs(at - expected[shot.id]) for shot, at in telling), 0.0
    )
    told = ", ".join(
        f"{shot.id} at {found['start']:.1f} s (planned {expected[shot.id]:.1f})"
        for shot, found in pairs
    )
    told += f"; the film lasts {seen['duration']:.1f} s (planned {end:.1f})"
    if len(telling) < len(pairs):
        told += f"; {len(pairs) - len(telling)} look too much alike to be placed"
    return case.verdict(
        criterion, score(case.style.film.cuts, off), told, value=round(off, 2), unit="s off"
    )


async def look(case: Case, criterion: Criterion) -> Measurement:
    """Whether the film shows its shots in its look, rather than as they were rendered."""
    assert isinstance(case, FilmCase)
    told = [one for one in (await case.cut())["shots"] if one["plain"]]
    if not told:
        return case.not_judged(criterion, "the film has no look of its own")
    share = max(one["error"] / one["plain"] for one in told)
    evidence = f"in the look a shot is {share:.0%} as far from the film as without it, at most"
    points = score(case.style.film.look, share)
    return case.verdict(criterion, points, evidence, value=round(share, 2), unit="of plain")


def _is_telling(found: dict[str, Any]) -> bool:
    return found["elsewhere"] is None or found["elsewhere"] > found["error"] + _APART


async def expected_times(case: FilmCase) -> tuple[dict[str, float], float]:
    """Where each shot should begin, and the film end, by the real lengths of what was made."""
    film, starts = case.film, {}
    at = film.opening.seconds if film.opening else 0.0
    for shot, following in zip(film.cut, [*film.cut[1:], None], strict=True):
        starts[shot.id] = at
        at += await case.length(shot) - await case.overlap(shot, following)
    return starts, at + (film.closing.seconds if film.closing else 0.0)


async def gaps(case: Case, criterion: Criterion) -> Measurement:
    """The longest black stretch, and the longest silence where music or an atmosphere lies under
    everything."""
    assert isinstance(case, FilmCase)
    seen, rules, sound = await case.cut(), case.style.film, case.film.sound
    points = score(rules.black, seen["black_longest"])
    evidence = f"black for {seen['black_longest']:.2f} s at most"
    if sound.music or sound.atmosphere:
        silent = seen["duration"] if seen["silent_longest"] is None else seen["silent_longest"]
        points = min(points, score(rules.silent, silent))
        evidence += f", silent for {silent:.2f} s at most"
    return case.verdict(criterion, points, evidence, value=seen["black_longest"], unit="s black")


async def continuity(case: Case, criterion: Criterion) -> Measurement:
    """Whether each character is the same from shot to shot: the colours of its parts, and the head
    that they are on."""
    assert isinstance(case, FilmCase)
    played = [(shot, role) for shot in case.shots for role in getattr(shot, "cast", [])]
    times = Counter(role.character for _, role in played)
    looks: dict[str, list[dict[str, Any]]] = {}
    for shot, role in played:
        if times[role.character] < 2:
            continue
        seen = await case.measured(
            "compare_to_sheet", **comparison(shot, role, case.made[shot.id][0])
        )
        if seen["nearest"]:
            looks.setdefault(role.character, []).append(seen)
    repeated = {name: found for name, found in looks.items() if len(found) > 1}
    if not repeated:
        return case.not_judged(criterion, "nobody is seen clearly in more than one shot")
    spread = {name: _spread(found) for name, found in repeated.items()}
    strangers = [
        name
        for name, found in repeated.items()
        if any(one["nearest"] != one["character"] or is_strange(one) for one in found)
    ]
    worst = max(spread, key=lambda name: spread[name])
    points = 2.0 if strangers else score(case.style.film.spread, spread[worst])
    told = ", ".join(f"{name} {value:.1f}" for name, value in spread.items())
    evidence = f"spread of the difference to the sheet over the shots: {told} (CIEDE2000)"
    if strangers:
        evidence = f"{', '.join(strangers)} looks like somebody else in a shot; {evidence}"
    return case.verdict(
        criterion, points, evidence, value=round(spread[worst], 2), unit="CIEDE2000"
    )


def _spread(found: list[dict[str, Any]]) -> float:
    differences = [one["difference"] for one in found]
    return max(differences) - min(differences)
