"""A sentence in, a painted picture out: plan, program, scene, painting and evaluation, all of it
for real but the weights, which are random; so the critic does not approve."""

import pytest

from interfaces.listener import Silent
from interfaces.produce import produce
from studio.store.artifacts import ArtifactStore
from studio.store.database import open_database
from studio.store.sessions import SessionStore
from tools.engines.blender.engine import blender_engine

pytestmark = pytest.mark.asyncio(loop_scope="module")
BRIEF = "Generate Luca in running pose, excited expression, sunny Italian seaside background"


async def test_the_mission_s_picture_takes_the_painted_way(tiny_settings, tmp_path):
    if not blender_engine(tiny_settings).status().ready:
        pytest.skip("there is no Blender: make setup")
    settings = tiny_settings.model_copy(deep=True)
    settings.llm.base_url, settings.budget.iterations = "planner", 1
    settings.paths.data, settings.paths.outputs = tmp_path / "data", tmp_path / "outputs"
    outcome = await produce(BRIEF, settings=settings, listener=Silent())
    assert outcome.outcome == "delivered", outcome.message  # random weights paint noise
    [shot] = outcome.plan.shots
    assert (shot.cast[0].action, shot.cast[0].expression) == ("run", "excited")
    assert shot.place.set == "seaside_town"
    database = open_database(settings.database_url())
    sessions = SessionStore(database)
    calls = [event.data for event in sessions.events(outcome.session, "tool")]
    [painted] = [call for call in calls if call["tool"] == "render_character"]
    assert painted["engine"] == "diffusion" and not painted["fallback"]
    [file] = outcome.deliverables
    assert (file.facts["width"], file.facts["height"]) == (shot.size.width, shot.size.height)
    store = ArtifactStore(settings.paths.data / "artifacts", database)
    notes = store.get(file.handle).notes
    assert notes["loras"] == {"luca": 0.8}
    assert notes["controls"] == {"openpose": 0.8, "depth": 0.5, "edge": 0.35}
    for said in ("Luca", "brown hair", "excited expression", "run", "seaside"):
        assert said in notes["prompt"], said
    scores = {score.criterion for score in outcome.reviews[0].scores}
    assert {"character_match", "sharpness", "exposure"} <= scores
    assert outcome.reviews[0].faults
