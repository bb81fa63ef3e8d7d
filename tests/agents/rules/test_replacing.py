"""A coder may change parts of its program in place of writing all of it again."""

import json

import pytest

from agents.rules.replacing import on_few_lines, whole
from studio.errors import ToolError
from studio.nouns.brief import Brief
from studio.nouns.program import ProgramAgain
from tests.agents.brain import answer

PROGRAM = """# Without: make_music
from tools import paint_card

# A card
card = await paint_card(
    character="Mina",
    exposure=-2.0,
)
{"card_1": card["image"]}
"""


def reply(*parts, code=""):
    replace = [{"find": find, "by": by} for find, by in parts]
    return ProgramAgain.model_validate({"code": code, "replace": replace})


def test_each_part_takes_the_place_of_what_it_names():
    made = whole(reply(("exposure=-2.0", "exposure=0.0"), ("Mina", "Nico")), PROGRAM)
    assert made.code == PROGRAM.replace("-2.0", "0.0").replace("Mina", "Nico")
    assert not made.replace


def test_parts_may_be_of_the_program_on_few_lines():
    """As it is sent where the model's context is small."""
    short = on_few_lines(PROGRAM)
    assert short.startswith("# Without: make_music\nfrom tools") and "# A card" not in short
    call = "await paint_card(character='Mina', exposure=-2.0)"
    made = whole(reply((call, call.replace("-2.0", "0.0"))), PROGRAM)
    assert made.code == short.replace("-2.0", "0.0")


def test_a_whole_program_is_taken_as_it_is():
    assert whole(reply(code="x = 1"), PROGRAM).code == "x = 1"
    assert on_few_lines("not (python") == "not (python"


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ([("brightness", "x")], "stands 0 times"),
        ([("card", "x")], "times in PROGRAM: it must stand there once"),
        ([], "neither `code` nor `replace`"),
    ],
)
def test_what_does_not_stand_there_once_goes_back_to_the_coder(parts, told):
    with pytest.raises(ToolError) as caught:
        whole(reply(*parts), PROGRAM)
    assert told in str(caught.value) and caught.value.fix


async def test_a_revision_in_parts_is_made_and_delivered(rig, endpoint):
    def brain(role, sections):
        if role == "coder" and "REVIEW" in sections:
            part = {"find": "exposure=-2.0", "by": "exposure=0.0"}
            return json.dumps({"plan": "Brighter.", "replace": [part]})
        return answer(role, sections)

    endpoint.brain = brain
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="a card"))
    assert outcome.outcome == "approved" and "exposure=0.0" in outcome.program
    assert "from tools import paint_card" in outcome.program
    again = endpoint.requests[-2]["response_format"]["json_schema"]
    assert again["name"] == "Program" and "replace" in again["schema"]["properties"]
