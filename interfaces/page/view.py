"""What the page shows, as HTML that the server has written: messages, the tree, the piece."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from agents.flow.state import fold
from interfaces.chat.state import Talk
from interfaces.format.history import History, history_of
from interfaces.format.text import shortened
from interfaces.format.wording import Message, untold
from interfaces.page.fields import fields_of
from interfaces.page.files import STEPS, MediaLinks
from interfaces.report.build import TEMPLATES as REPORT_TEMPLATES
from interfaces.report.build import highlighted, page_environment, verdict_of
from interfaces.report.storyboard import storyboard
from studio.nouns.artifact import kind_of
from studio.plan import Film, Shot
from studio.plan.film import FILM_ID
from studio.plan.wording import told_shot
from tools.engines.media.showing import POSTER_AT

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
SHOWN_WORDS = 70  # of a piece's brief in the tree


@dataclass(frozen=True)
class Version:
    """A shot as one take showed it."""

    label: str
    handle: str
    kind: str


def render_page() -> str:
    """The page without anything in it."""
    return _environment().get_template("page.html.j2").render()


def render_message(message: Message, table: str = "") -> str:
    """One message of the chat; `table` are lines of even letters."""
    lines = highlighted(message.code)
    return (
        _environment().get_template("message.html.j2").render(m=message, lines=lines, table=table)
    )


def render_tree(talk: Talk) -> str:
    """Every piece below what it came from."""
    nodes = [
        {"number": number, "depth": min(depth, 6), "words": _words(talk, number)}
        for number, depth in talk.tree.tree()
    ]
    return _environment().get_template("tree.html.j2").render(nodes=nodes, at=talk.tree.at)


def render_piece(talk: Talk, session: str, *, at_work: bool) -> str:
    """A session: what it made, its takes beside each other, its plan, its storyboard. The plan's
    rows are fields where one stands on its piece and the crew is not `at_work`."""
    events = talk.workplace.sessions.events(session)
    told = history_of(events)
    links = MediaLinks(talk.workplace.artifacts)
    deliverables = told.outcome.deliverables
    pieces = [
        {"name": Path(item.path).name, "media": links.view(item.handle)}
        for item in deliverables
        if not item.part
    ]
    film = told.outcome.plan or told.film
    may_change = not at_work and talk.piece is not None and talk.piece.session == session
    return (
        _environment()
        .get_template("piece.html.j2")
        .render(
            told=told,
            outcome=told.outcome,
            missing=untold(told.outcome)[0],
            verdict=verdict_of(told.outcome),
            under_way=at_work and told.outcome.open,
            score=_score(told),
            pieces=pieces,
            compared=_versions(talk, session),
            film=film,
            owners=_owners(talk, told) if may_change else [],
            panels=storyboard(told, links, {item.handle for item in deliverables}),
            steps=STEPS,
            step=round(POSTER_AT * STEPS),
        )
    )


def _score(told: History) -> float | None:
    reviewed = [take for take in told.takes if take.review]
    chosen = [take for take in reviewed if take.number == told.delivered_take] or reviewed
    review = chosen[-1].review if chosen else None
    return review.overall() if review else None


def _owners(talk: Talk, told: History) -> list[dict[str, Any]]:
    """The shots, and the film where there is one, each with its fields."""
    film = told.outcome.plan
    assert film
    cast = talk.workplace.memory.sheets.names()
    owners: list[tuple[str, Shot | Film]] = [
        (shot.title or shot.id.replace("_", " "), shot) for shot in film.shots
    ]
    owners += [("The whole film", film)] if film.cut else []
    return [{"name": name, "fields": fields_of(film, owner, cast)} for name, owner in owners]


def _versions(talk: Talk, session: str) -> dict[str, list[Version]]:
    """Of the film and of each shot that the session made, the pictures or films of all its takes,
    after those of the pieces that it came from; what there is one version of is left out."""
    numbers = talk.tree.path()
    sessions = [(number, talk.tree.pieces[number - 1].session) for number in numbers]
    if session not in [one for _, one in sessions]:  # it is being made
        sessions.append((len(talk.tree.pieces) + 1, session))
    found: dict[str, dict[str, Version]] = {}
    own: list[str] = []
    for number, one in sessions:
        for version in fold(talk.workplace.sessions.events(one)).versions:
            own = [*version.handles] if one == session else own
            for shot, handles in version.handles.items():
                for handle in handles[:1]:
                    label = f"piece {number}, take {version.iteration}"
                    known = found.setdefault(shot, {})
                    if kind_of(handle) in ("image", "video"):
                        known.setdefault(handle, Version(label, handle, kind_of(handle)))
    shots = sorted(own, key=lambda shot: shot != FILM_ID)
    return {shot: [*found[shot].values()] for shot in shots if len(found[shot]) > 1}


def _words(talk: Talk, number: int) -> str:
    return shortened(" ".join(talk.tree.pieces[number - 1].words.split()), SHOWN_WORDS)


@cache
def _environment() -> Environment:
    environment = page_environment()
    environment.loader = FileSystemLoader([TEMPLATES, REPORT_TEMPLATES])
    environment.filters["told"] = told_shot
    return environment
