"""How long a film and its shots are, once the length asked for is spread over them."""

from studio.plan.film import Film
from studio.plan.parts import Line
from studio.plan.shots import Shot

SILENT = 3.0  # seconds of a take that says nothing and whose length nobody named
STILL = 3.0  # seconds that a picture stands in a film
SHORTEST = 0.5  # seconds of a shot
# A line begins and ends a little inside its shot; between two lines there is a breath.
BEFORE_LINES, BETWEEN_LINES, AFTER_LINES = 0.3, 0.35, 0.5
LETTERS_A_SECOND = 14.0  # of speech at rate 1: what a line takes before it is spoken
RECORDED = 4.0  # seconds that a recording is expected to last before it is looked at


def spoken_length(shot: Shot) -> float:
    """Seconds that the lines of a shot are expected to take, pauses included; 0 without lines."""
    lines = getattr(shot, "lines", [])
    if not lines:
        return 0.0
    speech = sum(map(_said, lines))
    return BEFORE_LINES + speech + BETWEEN_LINES * (len(lines) - 1) + AFTER_LINES


def _said(line: Line) -> float:
    if line.recording and not line.text:
        return RECORDED
    return max(0.6, len(line.text) / LETTERS_A_SECOND) / line.rate


def expected_length(shot: Shot) -> float:
    """Seconds that a shot is expected to last: what was asked for, or what its lines take; of an
    edit without a length 0, for its footage decides."""
    if shot.kind == "edit":
        return shot.length
    usual = STILL if shot.kind == "picture" else SILENT
    return max(shot.length, spoken_length(shot)) or usual


def overlap(film: Film) -> float:
    """Seconds by which transitions shorten a film."""
    return sum(shot.transition.seconds for shot in film.cut[:-1] if shot.transition.kind != "cut")


def expected_film_length(film: Film) -> float:
    """Seconds of the whole film, cards included."""
    cards = sum(card.seconds for card in (film.opening, film.closing) if card)
    return max(0.0, sum(map(expected_length, film.cut)) - overlap(film)) + cards


def with_spread_lengths(film: Film) -> Film:
    """`film` with the length asked for spread over its shots: those whose length the brief named
    keep it, what speaks has at least the time that its lines need, and the rest is shared evenly.
    Shots that already fill or pass the length are left as they are."""
    shots = film.cut
    free = [shot for shot in shots if not shot.length and shot.kind != "edit"]
    if not film.length or not free:
        return film
    cards = sum(card.seconds for card in (film.opening, film.closing) if card)
    left = film.length - cards + overlap(film)
    left -= sum(expected_length(shot) for shot in shots if shot not in free)
    given: dict[str, float] = {}
    # Who speaks longer than an even share takes what it needs; the others share what is left.
    for shot in sorted(free, key=spoken_length, reverse=True):
        share = left / (len(free) - len(given))
        given[shot.id] = round(max(share, spoken_length(shot), SHORTEST), 2)
        left -= given[shot.id]
    return film.model_copy(
        update={
            "shots": [
                shot.model_copy(update={"length": given[shot.id]}) if shot.id in given else shot
                for shot in film.shots
            ]
        }
    )
