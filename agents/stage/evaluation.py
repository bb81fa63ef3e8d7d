"""Measures a take by the criteria of its plan."""

from agents.flow.production import Production
from agents.rules.deliverables import held_by_shot
from agents.stage.execution import make_whole


async def judge_version(production: Production) -> None:
    """Measure every shot of the newest run, and the film that they make up."""
    state = production.state
    assert state.film and state.run and state.program
    handles = held_by_shot(state.run)
    made = [handle for found in handles.values() for handle in found]
    await make_whole(production, state.program.code, made)
    measurements = await production.judge(
        state.film, handles, production.toolbox, production.settings
    )
    production.logbook.write(
        "judged",
        "studio",
        {
            "iteration": state.iteration,
            "measurements": [m.model_dump(mode="json") for m in measurements],
        },
    )
