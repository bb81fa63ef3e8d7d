"""Questions within the crew, within bounds: the coder asks the director, the critic the analyst."""

import json

import pytest

from agents.endpoint.reply_format import reply_format
from agents.prompting import answering_prompt
from interfaces.langgraph import converse
from llm.planner import planner
from llm.planner.questions import answer_within
from studio.conversation import write_sections
from studio.nouns.brief import Brief
from studio.nouns.exchange import Answer
from tests.agents.brain import answer, plan_for

ASKED = {"coder": "How long is it?", "critic": "What is known of Mina?"}


def curious(*askers):
    """The brain; `askers` ask once in a take, and the asked role answers by the planner's rules."""

    def brain(role, sections):
        if "QUESTION" in sections:
            return answer_within(role, sections).model_dump_json()
        if role in askers and "ANSWERS" not in sections:
            return json.dumps({"question": ASKED[role]})
        return answer(role, sections)

    return brain


@pytest.mark.parametrize("options", [{}, {"converse": converse}], ids=["chat", "graph"])
async def test_who_is_asked_answers_and_the_asker_goes_on(rig, endpoint, options):
    endpoint.brain = curious("coder", "critic")
    outcome = await rig.crew(endpoint.base_url, **options).produce(Brief(text="a bright card"))
    assert outcome.outcome == "approved"
    assert endpoint.roles() == [
        *("director", "analyst", "coder", "director", "coder", "critic", "analyst", "critic"),
    ]
    told = [(e.actor, e.data["text"]) for e in rig.events if e.kind in ("question", "answer")]
    assert [who for who, _ in told] == ["coder", "director", "critic", "analyst"]
    assert told[0][1] == ASKED["coder"] and "card_1" in told[1][1] and "Mina" in told[3][1]
    assert endpoint.sections("coder")[1]["ANSWERS"] == [
        {"question": ASKED["coder"], "answer": told[1][1]}
    ]
    assert endpoint.sections("critic")[1]["ANSWERS"][0]["answer"] == told[3][1]
    asked = endpoint.sections("director")[1]
    assert asked["QUESTION"] == ASKED["coder"] and asked["PLAN"]["shots"]
    assert "FINDINGS" in endpoint.sections("analyst")[1]


@pytest.mark.parametrize("role", ["coder", "critic"])
async def test_one_that_only_asks_ends_the_session_truly(rig, endpoint, role):
    def asks(who, sections):
        if "QUESTION" in sections:
            return json.dumps({"text": "As the plan says."})
        return json.dumps({"question": "Why?"}) if who == role else answer(who, sections)

    endpoint.brain = asks
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="a bright card"))
    assert outcome.open and outcome.outcome == "failed" and role in outcome.message
    most = rig.settings.crew.questions
    assert rig.kinds().count("question") == rig.kinds().count("answer") == most
    assert endpoint.roles().count(role) == most + 1 + rig.settings.llm.repairs


def test_the_planner_answers_in_the_role_that_its_prompt_names():
    plan = plan_for("bright").model_dump(mode="json")
    sections = {"BRIEF": {"text": "a card"}, "PLAN": plan, "QUESTION": "Who is in it?"}
    sent = [
        {"role": "system", "content": answering_prompt("director", "coder")},
        {"role": "user", "content": write_sections(sections)},
    ]
    said = json.loads(planner.answer(sent, reply_format(Answer)))
    assert "Mina" in said["text"]


async def test_with_no_questions_allowed_nobody_is_asked(rig, endpoint):
    rig.settings.crew.questions = 0
    rig.settings.crew.measurements = 0
    endpoint.brain = curious("coder")
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="a bright card"))
    assert outcome.open and "question" not in rig.kinds()


@pytest.mark.parametrize("last", ["question", "answer"])
async def test_a_session_cut_off_there_goes_on_with_the_question(rig, endpoint, last):
    endpoint.brain = curious("coder")

    def stops(event):
        rig.events.append(event)
        if event.kind == last:
            crew.cancel()

    crew = rig.crew(endpoint.base_url, on_event=stops)
    stopped = await crew.produce(Brief(text="a bright card"))
    assert stopped.open
    outcome = await rig.crew(endpoint.base_url).resume(stopped.session)
    assert outcome.outcome == "approved"
    assert rig.kinds().count("question") == rig.kinds().count("answer") == 1
    assert endpoint.roles().count("coder") == 2
