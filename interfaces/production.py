"""From a person's words to an outcome with a report: the one way that every interface takes."""

from collections.abc import Sequence
from pathlib import Path

from agents.crew import Crew
from agents.flow.production import Gates
from agents.outcome import Outcome
from interfaces.intake import take_in
from interfaces.listener import Listener
from interfaces.report.build import write_report
from interfaces.words import check_text
from interfaces.workplace import Workplace, open_workplace
from studio.settings import Settings


async def produce(
    text: str,
    media: Sequence[Path] = (),
    *,
    settings: Settings,
    listener: Listener,
    seed: int = 0,
    use_cache: bool = True,
    gates: Gates | None = None,
) -> Outcome:
    """Make the piece that `text` asks for, in a workplace of its own.

    Raises BriefError and MediaError before a session begins, StoreError, and what the workplace
    cannot do without; any other fault is in the outcome.
    """
    check_text(text)  # before anything is started for it
    async with open_workplace(settings, use_cache=use_cache) as workplace:
        workplace.introduce(listener)
        crew = workplace.crew(listener, gates)
        return await produce_in(workplace, crew, text, media, seed=seed)


async def produce_in(
    workplace: Workplace, crew: Crew, text: str, media: Sequence[Path] = (), *, seed: int = 0
) -> Outcome:
    """Make a piece in a workplace that is open already, and write its report."""
    brief = take_in(
        text, media, seed=seed, artifacts=workplace.artifacts, settings=workplace.settings
    )
    outcome = await crew.produce(brief)
    _report(workplace, outcome)
    return outcome


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
        outcome = await workplace.crew(listener, gates).resume(session)
        _report(workplace, outcome)
        return outcome


def _report(workplace: Workplace, outcome: Outcome) -> Path:
    events = workplace.sessions.events(outcome.session)
    return write_report(events, workplace.artifacts, workplace.settings.paths.outputs)
