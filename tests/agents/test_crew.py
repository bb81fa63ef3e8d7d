"""The whole protocol over real HTTP, in the real sandbox, with tools that write real files."""

import json
from pathlib import Path

import pytest
from PIL import Image as Picture

from agents.outcome import outcome_of
from studio.errors import BriefError
from studio.nouns.brief import Brief, SourceMedia
from tests.agents.brain import answer, plan_for, program_for
from tests.agents.endpoint import Reply, completion, role_of
from tests.agents.rig import Person, brightness, judge_cards

MADE_OF = ("tool", "judged", "delivered")


async def test_good_first_version_is_approved(rig, endpoint):
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="a bright card"))
    assert (outcome.outcome, outcome.exit_code, outcome.open) == ("approved", 0, False)
    assert endpoint.roles() == ["director", "analyst", "coder", "critic"]
    [file] = outcome.deliverables
    assert Path(file.path) == (rig.settings.paths.outputs / outcome.session / "card_1.png")
    assert 0.35 < brightness(Path(file.path)) < 0.6
    assert (Path(file.path).parent / "program.py").read_text() == outcome.program
    assert outcome.cost.model_calls == 4 and outcome.cost.prompt_tokens == 400
    assert outcome.cost.tool_calls == 1 and outcome.cost.cached_calls == 0
    assert {"plan", "run", "review"} <= outcome.timings.keys()
    assert rig.memory.lessons.kept == []


async def test_the_endpoint_is_told_the_session_and_whom_it_will_ask_next(rig, endpoint):
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="a bright card"))
    assert {head["x-studio-session"] for head in endpoint.heads} == {outcome.session}
    following = [head.get("x-studio-next") for head in endpoint.heads]
    assert following == [None, None, "studio-vision", None]  # after the program has run


async def test_dark_version_is_revised_and_its_lesson_kept(rig, endpoint):
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="a card"))
    assert outcome.outcome == "approved"
    first, second = outcome.reviews
    assert [f.criterion for f in first.faults] == ["exposure"] and not first.approved
    assert second.approved and second.overall() > first.overall()
    assert outcome.plan.shots[0].exposure == 0  # the plan is true to what was made
    revision = endpoint.sections("coder")[1]
    assert "exposure=-2.0" in revision["PROGRAM"] and revision["REVIEW"]["faults"]
    assert revision["PLAN"]["shots"][0].get("exposure", 0) == 0
    [(review, film)] = rig.memory.lessons.kept
    assert review.lesson == "Expose cards at 0." and film.shots[0].exposure == -2


async def test_unchanged_shots_of_a_revision_cost_nothing(rig, endpoint):
    def one_dark(role, sections):
        reply = json.loads(answer(role, sections))
        if role == "director":
            reply["shots"][1]["exposure"] = 0
        return json.dumps(reply)

    endpoint.brain = one_dark
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="two cards"))
    assert outcome.outcome == "approved" and len(outcome.deliverables) == 2
    assert rig.runs.count("paint_card") == 3  # dark, good, mended; the good one once
    assert outcome.cost.cached_calls == 1


async def test_same_brief_again_makes_nothing_anew(rig, endpoint):
    crew = rig.crew(endpoint.base_url)
    first = await crew.produce(Brief(text="a card"))
    made = len(rig.runs)
    second = await crew.produce(Brief(text="a card"))
    assert len(rig.runs) == made and second.cost.cached_calls == second.cost.tool_calls
    assert [d.handle for d in second.deliverables] == [d.handle for d in first.deliverables]


async def test_budget_ends_with_the_best_version_unapproved(rig, endpoint):
    rig.settings.budget.iterations = 3
    exposures = iter(["-1.5", "-3", "-2.5"])

    def hopeless(role, sections):
        reply = json.loads(answer(role, sections))
        if role == "critic":
            reply["faults"][0]["change"]["value"] = next(exposures)
        return json.dumps(reply)

    async def finely(film, made, toolbox, settings):
        value = brightness(toolbox.artifacts.path(made["card_1"][0]))
        [measured] = await judge_cards(film, made, toolbox, settings)
        return [measured.model_copy(update={"score": value * 10})]

    endpoint.brain = hopeless
    outcome = await rig.crew(endpoint.base_url, judge=finely).produce(Brief(text="a card"))
    assert (outcome.outcome, outcome.exit_code) == ("delivered", 3)
    assert len(outcome.reviews) == 3
    assert outcome.plan.shots[0].exposure == -1.5  # the second was the brightest
    assert "best of 3" in outcome.message


async def test_revision_that_changes_nothing_ends_early(rig, endpoint):
    def stubborn(role, sections):
        reply = json.loads(answer(role, sections))
        if role == "critic":
            reply["faults"][0]["change"]["value"] = "-2"
        return json.dumps(reply)

    endpoint.brain = stubborn
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="a card"))
    assert outcome.outcome == "delivered" and endpoint.roles().count("coder") == 1


async def test_coder_that_repeats_itself_ends_early(rig, endpoint):
    first = json.dumps({"code": program_for(plan_for("a card"))})
    endpoint.brain = lambda role, s: first if role == "coder" else answer(role, s)
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="a card"))
    assert outcome.outcome == "delivered" and rig.kinds().count("run") == 1


async def test_refused_brief(rig, endpoint):
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="nonsense"))
    assert (outcome.outcome, outcome.exit_code) == ("refused", 2)
    assert outcome.message == "That is no picture. Try: a card."
    assert endpoint.roles() == ["director"] and rig.kinds()[-1] == "ended"


async def test_unknown_character_is_repaired_then_refused(rig, endpoint):
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="a stranger"))
    assert outcome.exit_code == 2 and "Did you mean Mina or Nico?" in outcome.message
    assert rig.kinds().count("repair") == rig.settings.llm.repairs
    repair = endpoint.sections("director")[1]["REPAIR"]
    assert "no character 'Stranger'" in repair["error"]


async def test_empty_brief_opens_no_session(rig, endpoint):
    with pytest.raises(BriefError):
        await rig.crew(endpoint.base_url).produce(Brief(text="  \n"))
    assert rig.sessions.sessions() == []


@pytest.mark.parametrize(
    "bad, told",
    [
        (
            "from tools import paint_card\nawait paint_card(character='Mina', brightnes=1)",
            "brightnes",
        ),
        ("1/0", "ZeroDivisionError"),
        ("{}", "no entry for card_1"),
        ("7", "not a dict"),
        ("{'card_1': 'image:0123456789abcdef'}", "no artifact"),
        ("{'card_1': 3}", "not a handle"),
        (
            "from tools import break_down\nx = await break_down()\n{'card_1': x['image']}",
            "brush broke",
        ),
    ],
)
async def test_failed_program_goes_back_to_the_coder(rig, endpoint, bad, told):
    programs = iter([bad])

    def once_bad(role, sections):
        code = next(programs, None) if role == "coder" else None
        return json.dumps({"code": code}) if code else answer(role, sections)

    endpoint.brain = once_bad
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="a bright card"))
    assert outcome.outcome == "approved"
    mending = endpoint.sections("coder")[1]
    assert mending["PROGRAM"] == bad and told in mending["RUN"]["error"]


async def deliver_instead(rig, endpoint, *results, brief="a bright card"):
    """The outcome, and what the coder was told, when its first programs are just these results."""
    programs = iter(results)

    def brain(role, sections):
        code = next(programs, None) if role == "coder" else None
        return json.dumps({"code": code}) if code else answer(role, sections)

    endpoint.brain = brain
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text=brief))
    return outcome, [s["RUN"]["error"] for s in endpoint.sections("coder")[1:] if "RUN" in s]


async def test_nothing_is_measured_or_delivered_that_the_program_does_not_hold(
    rig, endpoint, tmp_path
):
    """Another session's picture: in the words of one that does not exist."""
    Picture.new("L", (32, 32), 120).save(tmp_path / "foreign.png")
    foreign = rig.artifacts.add(tmp_path / "foreign.png", "image").handle
    unknown = "image:0123456789abcdef"
    outcome, told = await deliver_instead(
        rig, endpoint, f"{{'card_1': '{foreign}'}}", f"{{'card_1': ['{unknown}']}}"
    )
    assert outcome.outcome == "approved"
    assert told[0].replace(foreign, unknown) == told[1] and "holds no artifact" in told[1]
    assert foreign not in json.dumps([e.data for e in rig.events if e.kind in MADE_OF], default=str)


async def test_a_right_ends_with_the_attempt_that_it_was_given_in(rig, endpoint):
    """The same card by its bare handle, after the attempt that painted it has failed. What an
    earlier version handed over stays."""
    paint = "from tools import paint_card\nx = await paint_card(character='Mina', exposure=-2.0)\n"
    card = {}

    def brain(role, sections):
        if role != "coder":
            return answer(role, sections)
        attempt = len(endpoint.sections("coder"))
        for event in rig.events:
            if event.kind == "tool":
                card["handle"] = event.data["result"]["image"]
        bare = f"{{'card_1': '{card.get('handle')}'}}"
        code = {1: f"{paint}1 / 0", 2: bare, 3: f"{paint}{{'card_1': x['image']}}", 4: bare}
        return json.dumps({"code": code[attempt]}) if attempt in code else answer(role, sections)

    endpoint.brain = brain
    rig.settings.budget = rig.settings.budget.model_copy(update={"iterations": 2})
    await rig.crew(endpoint.base_url).produce(Brief(text="a card"))
    runs = [event.data for event in rig.events if event.kind == "run"]
    assert [run["outcome"] for run in runs[:4]] == ["error", "error", "done", "done"], runs
    assert "ZeroDivision" in runs[0]["error"] and "holds no artifact" in runs[1]["error"]
    assert runs[3]["held"] == [card["handle"]] == runs[2]["held"]


async def test_programs_that_never_run_end_the_session(rig, endpoint):
    bad = json.dumps({"code": "1/0"})
    endpoint.brain = lambda role, s: bad if role == "coder" else answer(role, s)
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="a card"))
    assert outcome.exit_code == 1 and "ZeroDivisionError" in outcome.message
    assert rig.kinds().count("run") == rig.settings.budget.program_attempts


async def test_time_budget_ends_without_a_new_version(rig, endpoint):
    rig.settings.budget.minutes = 1e-9
    crew = rig.crew(endpoint.base_url, gates=Person())
    outcome = await crew.produce(Brief(text="a card"))
    assert outcome.exit_code == 1 and "budget.minutes" in outcome.fix


async def test_sources_are_measured_for_the_analyst(rig, endpoint, tmp_path):
    Picture.new("L", (16, 16), 51).save(tmp_path / "reference.png")
    handle = rig.artifacts.add(tmp_path / "reference.png", "image").handle
    media = [SourceMedia(handle=handle, name="reference.png")]
    await rig.crew(endpoint.base_url).produce(Brief(text="a bright card", media=media))
    source, mina = endpoint.sections("analyst")[0]["MEASUREMENTS"]
    assert source["subject"] == handle and source["facts"]["brightness"] == pytest.approx(0.2)
    assert mina["subject"] == "Mina" and mina["facts"]["sheet"]


async def test_fenced_python_is_a_program(rig, endpoint):
    code = program_for(plan_for("bright"))
    text = f"Here it is:\n```py\n{code}\n```\nGood luck!"
    endpoint.brain = lambda role, s: text if role == "coder" else answer(role, s)
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="a bright card"))
    assert outcome.outcome == "approved" and outcome.program == code, outcome.message


async def test_prints_and_progress_are_heard(rig, endpoint):
    heard, progress = [], []
    crew = rig.crew(
        endpoint.base_url, on_output=heard.append, on_progress=lambda *p: progress.append(p)
    )
    await crew.produce(Brief(text="a bright card"))
    assert "painted card_1" in "".join(heard)
    assert progress[0][:2] == ("paint_card", 0.0) and progress[-1][:2] == ("paint_card", 1.0)


async def test_finished_session_reopens_from_its_events(rig, endpoint):
    crew = rig.crew(endpoint.base_url)
    outcome = await crew.produce(Brief(text="a card"))
    asked = len(endpoint.requests)
    again = await crew.resume(outcome.session)
    assert again == outcome == outcome_of(rig.sessions.events(outcome.session))
    assert len(endpoint.requests) == asked


async def test_requests_stay_flat_as_the_chat_grows(rig, endpoint):
    rig.settings.budget.iterations = 12
    values = iter(range(1, 100))

    def restless(role, sections):
        reply = json.loads(answer(role, sections))
        if role == "critic":
            reply["faults"][0]["change"]["value"] = str(-2 - next(values) / 100)
        return json.dumps(reply)

    endpoint.brain = restless
    await rig.crew(endpoint.base_url).produce(Brief(text="a card"))
    for role in ("coder", "critic"):
        sizes = [
            len(json.dumps(request)) for request in endpoint.requests if role_of(request) == role
        ][2:]
        assert len(sizes) >= 10 and max(sizes) - min(sizes) < 200
    assert all(len(request["messages"]) == 2 for request in endpoint.requests)


async def test_truncated_reply_is_repaired(rig, endpoint):
    endpoint.planned = [Reply(body=completion('{"intent": "A gr', "length"))]
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="a bright card"))
    assert outcome.outcome == "approved"
    assert "cut off" in endpoint.sections("director")[1]["REPAIR"]["error"]


async def test_a_critic_that_swings_back_is_not_followed_and_teaches_nothing(rig, endpoint):
    """From far too dark to far too bright, and back: that is where it came from."""

    def swinging(role, sections):
        reply = json.loads(answer(role, sections))
        if role == "critic":
            dark = sections["PLAN"]["shots"][0]["exposure"] < 0
            for found in reply["faults"]:
                path = f"{found['shot']}.exposure"
                found["change"] = {"path": path, "value": 2 if dark else -2, "reason": "the mean"}
            reply["lesson"] = "Expose cards otherwise."
        return json.dumps(reply)

    endpoint.brain = swinging
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="a card"))
    assert outcome.outcome == "delivered" and len(outcome.reviews) == 2
    assert rig.runs.count("paint_card") == 2
    assert rig.memory.lessons.kept == []
