"""A plan as models write it, put right where only one thing can be meant."""

import json

from agents.endpoint.reply import read_reply
from studio.plan import Film
from tests.agents.brain import plan_for


def test_shots_of_one_id_are_told_apart():
    plan = json.loads(plan_for("two cards").model_dump_json())
    for shot in plan["shots"]:
        shot["id"] = "a_card_whose_id_is_as_long_as_any"[:32]
    ids = [shot.id for shot in read_reply(json.dumps(plan), Film).shots]
    assert ids[0] != ids[1] and ids[1].endswith("_2") and ids[1].startswith(ids[0][:29])
    plan["shots"].append(plan["shots"][0])
    assert len({shot.id for shot in read_reply(json.dumps(plan), Film).shots}) == 3


def test_a_plan_that_needs_nothing_stays_as_it_is():
    plan = plan_for("two cards")
    assert read_reply(plan.model_dump_json(), Film) == plan
