"""From a person's words to an outcome with a report: the one way that every interface takes."""

from collections.abc import Sequence
from pathlib import Path

from agents.crew import Crew
from agents.flow.production import Gates
from agents.outcome import Outcome, outcome_of
from interfaces.intake.media import take_in
from interfaces.intake.words import check_text
from interfaces.listener import Listener
from interfaces.references.lines import borrowed_by, goes_on_from
from interfaces.references.pieces import around_piece
from interfaces.report.build import write_report
from interfaces.workplace import Workplace, open_workplace
from studio.errors import InputError
from studio.nouns.brief import Borrowed, Brief, Earlier, SourceMedia
from studio.plan import Change, Film
from studio.settings import Settings
from tools.estimate import Estimate


async def produce(
    text: str,
    media: Sequence[Path] = (),
    *,
    settings: Settings,
    listener: Listener,
    seed: int = 0,
    use_cache: bool = True,
    gates: Gates | None = None,
    revise: str = "",
) -> Outcome:
    """Make the piece that `text` asks for, in a workplace of its own. With `revise`, a session's
    id, `text` is a note on that session's piece.

    Raises BriefError and MediaError before a session begins, StoreError, and what the workplace
    cannot do without; any other fault is in the outcome.
    """
    check_text(text)  # before anything is started for it
    async with open_workplace(settings, use_cache=use_cache) as workplace:
        workplace.introduce(listener)
        crew = workplace.crew(listener, gates)
        earlier = outcome_in(workplace, revise) if revise else None
        return await produce_in(
            workplace, crew, text, media, seed=seed, earlier=earlier, is_note=bool(revise)
        )


async def produce_in(
    workplace: Workplace,
    crew: Crew,
    text: str,
    media: Sequence[Path | SourceMedia] = (),
    *,
    seed: int = 0,
    earlier: Outcome | None = None,
    is_note: bool = False,
    changes: Sequence[Change] = (),
    borrowed: Sequence[Borrowed] | None = None,
) -> Outcome:
    """Make a piece in a workplace that is open already, and write its report. `text` may be a note
    on an `earlier` piece; with `is_note` it is one, and `changes` are made to that piece's plan.
    `borrowed` it takes from other pieces; None: what its own words say."""
    brief = brief_in(
        workplace,
        text,
        media,
        seed=seed,
        earlier=earlier,
        is_note=is_note,
        changes=changes,
        borrowed=borrowed,
    )
    outcome = await crew.produce(brief)
    _report(workplace, outcome)
    return outcome


def brief_in(
    workplace: Workplace,
    text: str,
    media: Sequence[Path | SourceMedia] = (),
    *,
    seed: int = 0,
    earlier: Outcome | None = None,
    is_note: bool = False,
    changes: Sequence[Change] = (),
    borrowed: Sequence[Borrowed] | None = None,
) -> Brief:
    """The brief of a person's words, with the piece that they may be a note on. InputError where
    they speak of pieces that there are not."""
    if borrowed is None and not changes:
        if not is_note and (found := goes_on_from(around_piece(workplace, earlier), text)):
            earlier, text = found
            is_note = True
        borrowed = borrowed_by(around_piece(workplace, earlier), text)
    known = None
    if earlier and earlier.plan and not earlier.plan.refused:
        known = Earlier(
            session=earlier.session, text=earlier.brief.text, plan=earlier.plan, revised=is_note
        )
    return take_in(
        text,
        media,
        seed=seed or (earlier.brief.seed if known and earlier else 0),
        artifacts=workplace.artifacts,
        settings=workplace.settings,
        earlier=known,
        footage=earlier.brief.media if known and earlier else (),
        changes=changes,
        borrowed=borrowed or (),
    )


def outcome_in(workplace: Workplace, session: str) -> Outcome:
    """What came of a session that has a plan. InputError for one that has none."""
    outcome = outcome_of(workplace.sessions.events(session))
    if outcome.plan is None or outcome.plan.refused:
        raise InputError(
            f"session {session!r} has no plan that could be changed.", "Run its brief again."
        )
    return outcome


async def plan_only(
    text: str,
    media: Sequence[Path] = (),
    *,
    settings: Settings,
    listener: Listener,
    seed: int = 0,
    revise: str = "",
) -> tuple[Film, Estimate | None]:
    """The plan of `text` and what it will take; nothing is made and no session is kept. A refused
    plan has no estimate."""
    check_text(text)
    async with open_workplace(settings) as workplace:
        earlier = outcome_in(workplace, revise) if revise else None
        brief = brief_in(workplace, text, media, seed=seed, earlier=earlier, is_note=bool(revise))
        return await workplace.crew(listener).plan(brief)


async def resume(
    session: str,
    *,
    settings: Settings,
    listener: Listener,
    gates: Gates | None = None,
    use_cache: bool = True,
) -> Outcome:
    """Go on with a session that was interrupted. InputError when there is none of that name."""
    async with open_workplace(settings, use_cache=use_cache) as workplace:
        workplace.introduce(listener)
        return await resume_in(workplace, workplace.crew(listener, gates), session)


async def resume_in(workplace: Workplace, crew: Crew, session: str) -> Outcome:
    """Go on with a session in a workplace that is open already, and write its report."""
    outcome = await crew.resume(session)
    _report(workplace, outcome)
    return outcome


def _report(workplace: Workplace, outcome: Outcome) -> Path:
    events = workplace.sessions.events(outcome.session)
    return write_report(events, workplace.artifacts, workplace.settings.paths.outputs)
