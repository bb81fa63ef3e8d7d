"""What is not made of a brief, and what would take too long: said first, and never approved."""

import json

import pytest
from rich.console import Console

from interfaces.commands.pieces.making import JSON_KEYS
from interfaces.console.style import THEME
from interfaces.console.summary import print_summary
from interfaces.format.history import history_of
from interfaces.report.build import write_report
from studio.nouns.brief import Brief
from tests.agents.brain import answer
from tests.agents.rig import Person, judge_cards

MISSING = {"words": "a dragon", "reason": "there are no animals"}
TOLD = "Left out: “a dragon”: there are no animals."


def in_part(role, sections):
    """Plans the card without the dragon that is asked for as well; approves it all the same."""
    reply = json.loads(answer(role, sections))
    if role == "director":
        reply["left_out"] = [MISSING]
    return json.dumps(reply)


async def test_what_leaves_something_out_is_delivered_and_never_approved(rig, endpoint):
    endpoint.brain = in_part
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="a bright card, a dragon"))
    assert (outcome.outcome, outcome.exit_code) == ("delivered", 3)
    assert len(outcome.deliverables) == 1 and len(outcome.reviews) == 1
    assert not outcome.reviews[0].approved and outcome.reviews[0].faults == []
    assert [one.words for one in outcome.left_out] == ["a dragon"]
    assert outcome.message.startswith(TOLD)
    assert JSON_KEYS.index("left_out") < JSON_KEYS.index("deliverables")


async def test_what_is_missing_is_said_once_where_the_rest_passes(rig, endpoint):
    """The criterion of the brief falls short by what is left out, which is told by itself."""

    async def judged(film, made, toolbox, settings):
        short = {"score": 5.0, "passed": False, "evidence": "left out: “a dragon”", "change": None}
        found = await judge_cards(film, made, toolbox, settings)
        return [*found, found[0].model_copy(update={"shot": "film", "criterion": "brief", **short})]

    def blind(role, sections):
        reply = json.loads(in_part(role, sections))
        return json.dumps(reply | {"faults": []} if role == "critic" else reply)

    endpoint.brain = blind
    crew = rig.crew(endpoint.base_url, judge=judged)
    outcome = await crew.produce(Brief(text="a bright card, a dragon"))
    assert outcome.message.startswith(f"{TOLD} What was made of the rest passes with 7")
    assert outcome.message.count("dragon") == 1


async def test_what_is_missing_is_the_first_that_is_said(rig, endpoint):
    endpoint.brain = in_part
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="a card, a dragon"))
    assert outcome.outcome == "delivered" and len(outcome.reviews) == 2
    told = history_of(rig.sessions.events(outcome.session))
    out = Console(theme=THEME, width=200, highlight=False, markup=False, record=True, quiet=False)
    with out.capture() as printed:
        print_summary(out, told, None)
    end = printed.get().split("Delivered, not approved")[1].strip()
    assert end.startswith(TOLD) and end.count("a dragon") == 1
    page = write_report(
        rig.sessions.events(outcome.session), rig.artifacts, rig.settings.paths.outputs
    )
    head = page.read_text().split("<header")[1].split("</header>")[0]
    message = head.split('<p class="message')[1].split(">", 1)[1]
    assert message.startswith(TOLD)


async def test_what_takes_longer_than_is_allowed_is_refused_before_anything_is_made(rig, endpoint):
    rig.settings.budget.minutes = 0.05
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="two cards"))
    assert (outcome.outcome, outcome.exit_code) == ("refused", 2)
    assert "3 s are allowed. Nothing was rendered" in outcome.message
    assert "budget.minutes" in outcome.fix
    assert rig.runs == [] and endpoint.roles() == ["director"] and "program" not in rig.kinds()


@pytest.mark.parametrize("yes", [True, False])
async def test_a_person_may_want_it_all_the_same(rig, endpoint, yes):
    rig.settings.budget.minutes = 0.2
    person = Person((yes, ""))
    outcome = await rig.crew(endpoint.base_url, gates=person).produce(Brief(text="a bright card"))
    [estimated] = [event.data for event in rig.events if event.kind == "estimate"]
    assert not estimated["fits"] and person.shown[0] == ("budget", "Estimate")
    assert outcome.outcome == ("approved" if yes else "refused")
    assert bool(rig.runs) is yes
