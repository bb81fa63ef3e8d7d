"""The analyst and the critic choose what is measured: a bounded loop of calls."""

import json

import pytest
from PIL import Image as Picture

from agents.flow.steps import MOST_ROUNDS
from interfaces.langgraph import converse
from llm.planner import analyst, critic
from studio.nouns.brief import Brief, SourceMedia
from tests.agents.brain import answer


@pytest.fixture
def media(rig, tmp_path):
    Picture.new("L", (16, 16), 51).save(tmp_path / "reference.png")
    handle = rig.artifacts.add(tmp_path / "reference.png", "image").handle
    return [SourceMedia(handle=handle, name="reference.png")]


def called(tool, **arguments):
    """A reply that wants one call."""
    return json.dumps({"calls": [{"tool": tool, "arguments": arguments}]})


def results_of(rig):
    return [one for e in rig.events if e.kind == "results" for one in e.data["results"]]


def by_rules(role, sections):
    """The brain, with the planner's own analyst and critic."""
    own = {"analyst": analyst.find, "critic": critic.review}
    if role not in own:
        return answer(role, sections)
    return own[role](sections).model_dump_json(exclude_defaults=True)


@pytest.mark.parametrize("options", [{}, {"converse": converse}], ids=["chat", "graph"])
async def test_the_rules_measure_what_the_brief_came_with(rig, endpoint, media, options):
    endpoint.brain = by_rules
    outcome = await rig.crew(endpoint.base_url, **options).produce(
        Brief(text="a bright card", media=media)
    )
    assert outcome.outcome == "approved"
    first, second = endpoint.sections("analyst")
    assert "measure_image(image" in first["TOOLS"] and media[0].handle in first["TOOLS"]
    assert "break_down" not in first["TOOLS"] and "paint_card" not in first["TOOLS"]
    assert [one["tool"] for one in second["CALLS"]] == ["measure_image"]
    assert second["MEASUREMENTS"][0]["facts"]["brightness"] == pytest.approx(0.2)
    kinds = rig.kinds()
    assert kinds.index("calls") < kinds.index("results") < kinds.index("findings")
    assert rig.runs.count("measure_image") == 1
    rig.runs.clear()  # the same again: from the store
    await rig.crew(endpoint.base_url, **options).produce(Brief(text="a bright card", media=media))
    assert rig.runs == []


async def test_without_anything_to_measure_nothing_is_offered(rig, endpoint):
    endpoint.brain = by_rules
    await rig.crew(endpoint.base_url).produce(Brief(text="a bright card"))
    assert endpoint.roles() == ["director", "analyst", "coder", "critic"]
    assert "TOOLS" not in endpoint.sections("analyst")[0]


@pytest.mark.parametrize(
    ("tool", "arguments", "why"),
    [
        ("paint_card", {"character": "Mina"}, "no measuring tool"),
        ("nothing", {}, "no measuring tool"),
        ("measure_image", {"image": "image:0123456789abcdef"}, "here to measure"),
        ("measure_image", {"picture": "SOURCE"}, "bad arguments"),
        ("measure_image", {"image": "SOURCE"}, "made already"),
    ],
)
async def test_what_is_not_to_be_called_is_refused_and_told(
    rig, endpoint, media, tool, arguments, why
):
    """An analyst that wants the same thing each time it may."""
    own = {name: media[0].handle if one == "SOURCE" else one for name, one in arguments.items()}

    def stubborn(role, sections):
        wants = role == "analyst" and "TOOLS" in sections
        return called(tool, **own) if wants else answer(role, sections)

    endpoint.brain = stubborn
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="a bright card", media=media))
    assert outcome.outcome == "approved"
    results = results_of(rig)
    first = 1 if why == "made already" else 0
    assert len(results) == MOST_ROUNDS and why in results[first]["error"]
    assert why in endpoint.sections("analyst")[first + 1]["CALLS"][-1]["error"]
    assert rig.runs.count("paint_card") == 1  # the program's own


async def test_calls_are_no_more_than_the_settings_say(rig, endpoint, media):
    rig.settings.crew.measurements = 1
    handle = media[0].handle

    def greedy(role, sections):
        if role != "analyst" or "TOOLS" not in sections:
            return answer(role, sections)
        calls = [("probe_media", "media"), ("measure_image", "image")]
        return json.dumps({"calls": [{"tool": t, "arguments": {p: handle}} for t, p in calls]})

    endpoint.brain = greedy
    await rig.crew(endpoint.base_url).produce(Brief(text="a bright card", media=media))
    assert [one["tool"] for one in results_of(rig)] == ["probe_media"]
    rig.settings.crew.measurements = 0
    rig.events.clear()
    await rig.crew(endpoint.base_url).produce(Brief(text="a bright card", media=media))
    assert results_of(rig) == []


async def test_an_analyst_that_never_answers_ends_the_session_truly(rig, endpoint, media):
    handle = media[0].handle
    endpoint.brain = lambda role, sections: (
        called("measure_image", image=handle) if role == "analyst" else answer(role, sections)
    )
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="a bright card", media=media))
    assert outcome.open and outcome.outcome == "failed" and "no Findings" in outcome.message
    most = MOST_ROUNDS + 1 + rig.settings.llm.repairs
    assert endpoint.roles().count("analyst") == most


async def test_the_critic_measures_one_shot_and_keeps_what_it_said_of_others(rig, endpoint):
    def curious(role, sections):
        shot = sections["MEASUREMENTS"][0]["shot"] if role == "critic" else ""
        if shot == "card_2" and "CALLS" not in sections:
            handle = sections["TOOLS"].rpartition("# ")[2].partition(": ")[0]
            return called("measure_image", image=handle)
        return answer(role, sections)

    endpoint.brain = curious
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="two cards"))
    assert outcome.outcome == "approved" and len(outcome.reviews) == 2
    [asked_again] = [one for one in endpoint.sections("critic") if "CALLS" in one]
    assert asked_again["CALLS"][0]["result"]["brightness"] > 0
    of_first = [
        one for one in endpoint.sections("critic") if one["MEASUREMENTS"][0]["shot"] == "card_1"
    ]
    assert len(of_first) == 2  # once a take: the failed one, and the good one for all
    assert rig.kinds().count("part") == 1


async def test_a_session_cut_off_between_calls_and_results_goes_on_with_them(rig, endpoint, media):
    endpoint.brain = by_rules

    def stops(event):
        rig.events.append(event)
        if event.kind == "calls":
            crew.cancel()

    crew = rig.crew(endpoint.base_url, on_event=stops)
    brief = Brief(text="a bright card", media=media)
    stopped = await crew.produce(brief)
    assert stopped.open
    outcome = await rig.crew(endpoint.base_url).resume(stopped.session)
    assert outcome.outcome == "approved"
    assert rig.kinds().count("calls") == rig.kinds().count("results") == 1
    assert endpoint.roles().count("analyst") == 2
