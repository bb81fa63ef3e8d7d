"""The report: one page that tells a session, and needs nothing but itself to be read."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers.python import PythonLexer

from agents.outcome import Outcome
from interfaces.console.summary import VERDICTS
from interfaces.format.asking import marked, words_for
from interfaces.format.changes import told_change
from interfaces.format.facts import sized
from interfaces.format.history import History, Take, history_of
from interfaces.format.wording import untold
from interfaces.report.chart import score_chart
from interfaces.report.media import MediaCarrier
from interfaces.report.storyboard import storyboard
from studio.errors import StoreError
from studio.naming import inside
from studio.nouns.event import Event
from studio.plan import Film, Shot
from studio.plan.wording import Row, rows, spaced, told_film, told_line, told_role, told_step
from studio.settings import settings
from studio.store.artifacts import ArtifactStore
from studio.store.integrity import replace

TEMPLATES = Path(__file__).parent / "templates"


def report_path(outputs: Path, session: str) -> Path:
    """Where a session's report lies, once it is written."""
    return inside(outputs, session) / "report.html"


def write_report(events: list[Event], artifacts: ArtifactStore, outputs: Path) -> Path:
    """Write `outputs/<session>/report.html` from the session's events; returns its path.

    StoreError when it cannot be written.
    """
    told = history_of(events)
    path = report_path(outputs, told.session)
    partial = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(render_report(told, artifacts), encoding="utf-8")
        replace(partial, path)
    except OSError as error:
        raise StoreError(
            f"cannot write {path}: {error.strerror}.",
            f"Free some space or check paths.outputs, then `python main.py report {told.session}`.",
        ) from error
    return path


def render_report(told: History, artifacts: ArtifactStore) -> str:
    """The page as HTML. All text in it is escaped; media are inside as data URIs."""
    carrier = MediaCarrier(artifacts)
    pieces = _pieces(told, carrier)
    handed_over = {item.handle for item in told.outcome.deliverables}
    take = _told_take(told)
    missing, said = untold(told.outcome)
    film = told.outcome.plan or told.film
    return (
        page_environment()
        .get_template("report.html.j2")
        .render(
            told=told,
            outcome=told.outcome,
            verdict=verdict_of(told.outcome),
            missing=missing,
            said=said,
            pieces=pieces,
            take=take,
            film=film,
            brief=marked(told.outcome.brief.text, film),
            panels=storyboard(told, carrier, handed_over),
            chart=score_chart(told.takes, settings().review.pass_score),
            lines=highlighted(told.outcome.program),
            steps=_steps(told.outcome.timings),
            calls=sum(len(take.calls) for take in told.takes),
        )
    )


def render_pieces(told: History, artifacts: ArtifactStore) -> str:
    """The deliverables alone, as HTML for a notebook's output."""
    return (
        page_environment()
        .get_template("pieces.html.j2")
        .render(
            outcome=told.outcome,
            verdict=verdict_of(told.outcome),
            missing=untold(told.outcome)[0],
            pieces=_pieces(told, MediaCarrier(artifacts)),
        )
    )


def _pieces(told: History, carrier: MediaCarrier) -> list[dict[str, Any]]:
    """Each deliverable with its file's name, its link beside the page, and what to show. What a
    film is made of is shown in the storyboard: here it is only linked."""
    return [
        {
            "name": name,
            "link": quote(name),
            "part": item.part,
            "media": carrier.view(item.handle, player=not item.part),
        }
        for item in told.outcome.deliverables
        for name in [_beside(Path(item.path), told.session)]
    ]


def _beside(path: Path, session: str) -> str:
    """A delivered file as seen from the session's folder, where the page lies."""
    parts = path.parts
    inner = parts[parts.index(session) + 1 :] if session in parts else parts[-1:]
    return "/".join(inner)


def page_environment() -> Environment:
    """Templates of the studio's pages, with the filters that word a plan."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "spaced": spaced,
        "role": told_role,
        "line": told_line,
        "step": told_step,
        "rows": shown_rows,
        "words": words_for,
        "film": told_film,
        "change": told_change,
        "sized": sized,
    }
    return environment


# What the page says elsewhere, or nobody looks for.
UNSHOWN = {"title", "separate", "seed", "transition.seconds", "source", "intent", "shots"}
_QUIET = {"sound.music_gain", "sound.atmosphere_gain", "sound.ducking", "subtitles"}  # unless named


def shown_rows(owner: Shot | Film) -> list[Row]:
    """The parameters of a shot or of the film that a reader wants to see."""
    return [
        row
        for row in rows(owner)
        if row.path not in UNSHOWN
        and (row.is_named or (row.value not in ("none", "no", "0 s") and row.path not in _QUIET))
    ]


def verdict_of(outcome: Outcome) -> tuple[str, str]:
    """The outcome in words, and its class on the page."""
    return ("Unfinished", "warn") if outcome.open else VERDICTS[outcome.outcome]


def _told_take(told: History) -> Take | None:
    """The take whose measurements are shown: what was delivered, else the newest judged."""
    judged = [take for take in told.takes if take.measurements]
    chosen = [take for take in judged if take.number == told.delivered_take]
    return (chosen or judged or [None])[-1]


def highlighted(code: str) -> list[Markup]:
    """Lines of HTML; pygments escapes what it is given."""
    return (
        [
            Markup(line)
            for line in highlight(code, PythonLexer(), HtmlFormatter(nowrap=True)).splitlines()
        ]
        if code
        else []
    )


def _steps(timings: dict[str, float]) -> list[dict[str, Any]]:
    """Each step's seconds and its share of the longest, in percent."""
    longest = max(timings.values(), default=0.0) or 1.0
    return [
        {"name": name, "seconds": seconds, "share": round(100 * seconds / longest, 1)}
        for name, seconds in timings.items()
    ]
