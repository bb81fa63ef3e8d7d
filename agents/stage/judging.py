"""Measures a take by the criteria of its plan."""

from agents.flow.production import Production
from agents.rules.deliverables import held_by_shot


async def judge_version(production: Production) -> str:
    """Measure every shot of the newest run, and the film that they make up."""
    state = production.state
    assert state.film and state.run
    measurements = await production.judge(
        state.film, held_by_shot(state.run), production.toolbox, production.settings
    )
    production.logbook.write(
        "judged",
        "studio",
        {
            "iteration": state.iteration,
            "measurements": [m.model_dump(mode="json") for m in measurements],
        },
    )
    passed = sum(m.passed for m in measurements)
    failed = ", ".join(f"{m.criterion} of {m.shot}" for m in measurements if not m.passed)
    return f"{passed} of {len(measurements)} criteria pass; not: {failed or 'none'}."
