"""What must be true of every run, however it was answered."""

from pathlib import Path

from agents.crew import Crew
from agents.flow.state import fold
from agents.flow.steps import turn_limit
from agents.outcome import EXIT_CODES, Outcome, outcome_of
from studio.nouns.artifact import sha256_of
from studio.settings import Settings
from studio.store.artifacts import ArtifactStore
from studio.store.sessions import SessionStore


def check(
    outcome: Outcome, sessions: SessionStore, artifacts: ArtifactStore, settings: Settings
) -> None:
    """The outcome is true, and the run kept its bounds."""
    events = sessions.events(outcome.session)
    assert outcome == outcome_of(events)
    kinds = [event.kind for event in events]
    assert kinds.count("ended") == (0 if outcome.open else 1)
    assert "Traceback" not in outcome.message + outcome.fix
    state, budget = fold(events), settings.budget
    assert len(state.versions) <= budget.iterations
    programs = [event.data for event in events if event.kind == "program"]
    assert all(program["iteration"] <= budget.iterations for program in programs)
    assert all(program["attempt"] <= budget.program_attempts for program in programs)
    assert kinds.count("tool") <= budget.tool_calls
    asked = turn_limit(budget, len(state.notes)) * (settings.llm.repairs + 1)
    assert outcome.cost.model_calls <= asked
    best = state.best()
    if outcome.outcome == "approved":
        assert best and best.review.approved and not outcome.left_out
        assert best.measurements and all(one.passed for one in best.measurements)
    if outcome.outcome in ("approved", "delivered"):
        assert outcome.deliverables and best
        for made in outcome.deliverables:
            kept = artifacts.get(made.handle)
            assert sha256_of(Path(made.path)) == kept.sha256
    else:
        assert outcome.message and outcome.exit_code == EXIT_CODES[outcome.outcome] > 0
        assert not outcome.deliverables
    if outcome.outcome == "failed":
        assert outcome.fix


async def check_goes_on(crew: Crew, outcome: Outcome) -> Outcome:
    """A run that stopped goes on to its end, once it is answered rightly."""
    again = await crew.resume(outcome.session)
    assert not again.open and again.outcome in EXIT_CODES
    return again
