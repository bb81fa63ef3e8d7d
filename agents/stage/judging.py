"""Measures a version by the criteria of its treatment."""

from agents.flow.production import Production
from agents.rules.deliverables import held_by_shot
from agents.stage.execution import make_whole


async def judge_version(production: Production) -> str:
    """Measure every shot of the newest run."""
    state = production.state
    assert state.treatment and state.run
    handles = held_by_shot(state.run)
    assert state.program
    made = [handle for found in handles.values() for handle in found]
    await make_whole(production, state.program.code, made)
    measurements = []
    for shot in state.treatment.shots:
        measurements += await production.judge(
            shot, handles[shot.id], production.toolbox, production.settings
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
