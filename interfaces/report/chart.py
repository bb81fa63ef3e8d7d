"""Where everything lies in the chart of scores: plain geometry, drawn by the template as SVG."""

from dataclasses import dataclass

from interfaces.format.history import Take
from studio.plan.wording import spaced

WIDTH = 420  # units of the view box; about a phone's width, so that letters stay legible there
LEFT, RIGHT = 10, 410
ROW = 46
TOP = 34
HIGHEST = 10.0


@dataclass(frozen=True)
class Dot:
    """One score: where, how much, of which take, and whether it passed."""

    x: float
    score: float
    take: int
    passed: bool
    last: bool


@dataclass(frozen=True)
class Row:
    """One criterion, or the mean of all. `y` is its axis; `label` and `value` stand above it."""

    y: float
    label: str
    shot: str
    value: str
    dots: tuple[Dot, ...]
    mean: bool = False


@dataclass(frozen=True)
class Chart:
    """Scores over the takes, one row for each criterion, from 0 to 10. `mark` is the pass score."""

    width: int
    height: int
    left: int
    right: int
    mark_x: float
    mark: float
    rows: tuple[Row, ...]


def score_chart(takes: list[Take], mark: float) -> Chart | None:
    """The chart of all reviewed takes; None when there is none."""
    reviewed = [(take, take.review) for take in takes if take.review and take.review.scores]
    if not reviewed:
        return None
    several = len({score.shot for _, review in reviewed for score in review.scores}) > 1
    series: dict[tuple[str, str], list[tuple[int, float, bool]]] = {}
    for take, review in reviewed:
        passed = {(m.shot, m.criterion): m.passed for m in take.measurements}
        mean = review.overall()
        series.setdefault(("", "mean"), []).append((take.number, mean, review.approved))
        for score in review.scores:
            key = (score.shot, score.criterion)
            well = passed.get(key, score.score >= mark)
            series.setdefault(key, []).append((take.number, score.score, well))
    rows = tuple(
        _row(number, spaced(criterion), shot if several else "", points)
        for number, ((shot, criterion), points) in enumerate(series.items())
    )
    return Chart(
        WIDTH,
        TOP + ROW * len(rows),
        LEFT,
        RIGHT,
        _x(mark),
        mark,
        rows,
    )


def _row(number: int, label: str, shot: str, points: list[tuple[int, float, bool]]) -> Row:
    last = points[-1]
    dots = tuple(
        Dot(_x(score), score, take, passed, (take, score, passed) == last)
        for take, score, passed in points
    )
    scores = [f"{score:.1f}" for _, score, _ in points]
    value = scores[-1] if len(set(scores)) == 1 else f"{scores[0]} → {scores[-1]}"
    return Row(TOP + ROW * number + 26, label, shot, value, dots, mean=number == 0)


def _x(score: float) -> float:
    return round(LEFT + (RIGHT - LEFT) * min(max(score, 0.0), HIGHEST) / HIGHEST, 1)
