"""The rules: honest reviews, true plans, plans and replies that can be used."""

import pytest
from pydantic import ValidationError

from agents.endpoint.reply import ReplyError, read_reply
from agents.rules.asking import with_places
from agents.rules.checking import check_plan
from agents.rules.lettering import without_unwritten
from agents.rules.review_check import checked_review
from agents.rules.revision import revise, with_changes
from studio.errors import BriefError, SheetError
from studio.nouns.program import Program
from studio.nouns.review import Fault, Measurement, Review, Score
from studio.plan import (
    Asked,
    Caption,
    Change,
    Edit,
    EditStep,
    Film,
    LeftOut,
    Line,
    Picture,
    Role,
    Take,
    Title,
)
from tests.agents.rig import Book

SHOT = Take(id="a", cast=[Role(character="Mina")], lines=[Line(character="Mina", text="Hi")])
PLAN = Film(intent="x", shots=[SHOT])
SCENE = "video:0123456789abcdef"
PARODY = Edit(
    id="parody",
    source=SCENE,
    steps=[
        EditStep(kind="exaggerate", amount=2),
        EditStep(kind="grade", look="film_noir"),
        EditStep(kind="speed", where="time", start=2, amount=0.25),
    ],
)


def measured(criterion, score, passed, change=None):
    return Measurement(
        shot="a",
        criterion=criterion,
        value=1,
        score=score,
        passed=passed,
        evidence="as measured",
        change=change,
    )


def change(parameter="exposure", value="1"):
    path = parameter if parameter.startswith("film.") else f"a.{parameter}"
    return Change(path=path, value=value, reason="r")


def fault(criterion="exposure", **fields):
    return Fault(shot="a", criterion=criterion, description="d", change=change(**fields))


def review(scores=(), faults=(), approved=True):
    listed = [Score(shot="a", criterion=c, score=s, evidence="said") for c, s in scores]
    return Review(scores=listed, faults=list(faults), approved=approved)


def test_scores_are_the_measurements():
    said = review([("exposure", 10), ("pose", 9)])
    found = [measured("exposure", 6.5, True), measured("loudness", 8, True)]
    held, notes = checked_review(said, found, PLAN)
    assert {s.criterion: s.score for s in held.scores} == {"exposure": 6.5, "loudness": 8}
    assert held.approved and len(notes) == 2


def test_failure_is_never_approved_even_without_a_change():
    held, _ = checked_review(review([("exposure", 2)]), [measured("exposure", 2, False)], PLAN)
    assert not held.approved and held.faults == []


def test_unmentioned_failure_becomes_a_fault():
    failing = measured("exposure", 2, False, change())
    held, notes = checked_review(review([("exposure", 2)]), [failing], PLAN)
    assert held.faults[0].change.value == "1" and "unmentioned" in notes[0]


def test_one_fault_may_cover_several_failures():
    failing = [measured("exposure", 2, False, change()), measured("sharpness", 2, False, change())]
    held, notes = checked_review(
        review([("exposure", 2), ("sharpness", 2)], [fault()], False), failing, PLAN
    )
    assert len(held.faults) == 1 and notes == []


def test_nothing_measured_is_not_approved():
    assert not checked_review(review(), [], PLAN)[0].approved


def test_faults_of_what_passed_go_and_of_what_was_not_measured_stay():
    said = review(faults=[fault("exposure"), fault("pose")], approved=False)
    held, _ = checked_review(said, [measured("exposure", 9, True)], PLAN)
    assert [f.criterion for f in held.faults] == ["pose"]


def test_only_the_look_of_shots_that_were_shown_is_judged():
    plan = PLAN.model_copy(update={"shots": [SHOT, SHOT.model_copy(update={"id": "b"})]})
    said = review([("look", 3)], [fault("look")], approved=False)
    for seen, left in ((["a"], True), (["b"], False)):
        held, notes = checked_review(said, [measured("exposure", 9, True)], plan, seen)
        assert any(s.criterion == "look" for s in held.scores) is left
        assert bool(held.faults) is left and any("unseen" in note for note in notes) is not left


@pytest.mark.parametrize("order", [1, -1])
def test_failure_is_not_hidden_by_a_second_result_that_passes(order):
    twice = [measured("character_match", 9, True), measured("character_match", 3, False)][::order]
    held, _ = checked_review(review([("character_match", 9)]), twice, PLAN)
    assert not held.approved and [s.score for s in held.scores] == [3]
    assert "character match" in held.summary and "as measured" in held.summary


def test_what_was_left_out_of_the_plan_is_never_approved():
    plan = PLAN.model_copy(update={"left_out": [LeftOut(words="a dog", reason="unknown")]})
    held, notes = checked_review(review([("exposure", 9)]), [measured("exposure", 9, True)], plan)
    assert not held.approved and "left out" in notes[0]
    good = [measured("exposure", 9, True)]
    assert checked_review(review([("exposure", 9)]), good, PLAN)[0].approved


@pytest.mark.parametrize(
    "parameter, named",
    [("quality", "quality"), ("cast.0.action", "cast"), ("camera.view", "camera.view")],
)
def test_what_the_brief_named_is_no_fault(parameter, named):
    plan = PLAN.model_copy(update={"shots": [SHOT.model_copy(update={"fixed": [named]})]})
    said = review(faults=[fault("sharpness", parameter=parameter)], approved=False)
    held, notes = checked_review(said, [measured("sharpness", 3, False)], plan)
    assert held.faults == [] and not held.approved and "brief's own choice" in notes[0]
    assert held.summary


@pytest.mark.parametrize(
    "parameter, value, read",
    [
        ("exposure", "0.5", lambda f: f.shots[0].exposure == 0.5),
        ("exposure", 0.5, lambda f: f.shots[0].exposure == 0.5),
        ("quality", "final", lambda f: f.shots[0].quality == "final"),
        ("lines.*.rate", 0.8, lambda f: f.shots[0].lines[0].rate == 0.8),
        ("cast.Mina.action", "wave", lambda f: f.shots[0].cast[0].action == "wave"),
        ("cast.*.expression", "sad", lambda f: f.shots[0].cast[0].expression == "sad"),
        ("place.set", "meadow", lambda f: f.shots[0].place.set == "meadow"),
        ("film.subtitles", "true", lambda f: f.subtitles is True),
        ("film.sound.loudness", -18, lambda f: f.sound.loudness == -18),
    ],
)
def test_changes_reach_their_place(parameter, value, read):
    revision = revise(PLAN, review(faults=[fault(parameter=parameter, value=value)]))
    assert read(revision.film) and len(revision.applied) == 1
    assert PLAN.shots[0] == SHOT  # the old plan is as it was


@pytest.mark.parametrize(
    "parameter, value",
    [
        ("start", "the same in lip_sync() and mix_audio()"),
    ],
)
def test_changes_without_a_place_are_for_the_coder(parameter, value):
    said = review(faults=[fault(parameter=parameter, value=value)])
    revision = revise(PLAN, said)
    assert revision.film == PLAN and len(revision.open) == 1
    assert not revise(PLAN, said, [said]).matters  # asked for before, without effect


@pytest.mark.parametrize(
    "parameter, value",
    [
        ("exposure", 99),
        ("camera.framing", "moon"),
        ("character", "Nico"),
        ("cast.Luca.character", "Nico"),
        ("left_out", []),
        ("criteria", []),
        ("shots", []),
    ],
)
def test_changes_to_what_cannot_be_are_for_nobody(parameter, value):
    revision = revise(PLAN, review(faults=[fault(parameter=parameter, value=value)]))
    assert revision.film == PLAN and not revision.matters


def test_change_back_to_what_was_tried_is_not_made():
    back = review(faults=[fault(value="1"), fault(parameter="camera.framing", value="wide")])
    first = PLAN.model_copy(update={"shots": [SHOT.model_copy(update={"exposure": 1.0})]})
    revision = revise(PLAN, back, before=[first])
    assert revision.film.shots[0].exposure == PLAN.shots[0].exposure
    assert [change.parameter for change in revision.applied] == ["camera.framing"]
    assert revise(PLAN, back).film.shots[0].exposure == 1


def test_change_that_is_in_place_does_not_matter():
    assert not revise(PLAN, review(faults=[fault(value="0")])).matters


@pytest.mark.parametrize(
    "spoilt, told",
    [
        ({"shots": []}, "no shots"),
        (
            {"shots": [SHOT.model_copy(update={"lines": [Line(character="Mina", text=" ")]})]},
            "has no text",
        ),
        (
            {"shots": [SHOT.model_copy(update={"lines": [Line(character="Mina", text="Привет")]})]},
            "no voice here reads 'Привет'",
        ),
        ({"refused": True, "shots": []}, "without a message"),
    ],
)
def test_plans_that_cannot_be_made(spoilt, told):
    with pytest.raises(BriefError, match=told):
        check_plan(PLAN.model_copy(update=spoilt), Book(), {})


@pytest.mark.parametrize(
    ("footage", "spoilt", "told"),
    [
        ({}, {}, "no video came with the brief"),
        ({"video:ffffffffffffffff": 9.0}, {}, "did not come with the brief"),
        ({SCENE: 2.0}, {}, "speed at 2 s, and its source is only 2 s long"),
        ({SCENE: 9.0}, {"steps": []}, "changes nothing"),
        ({SCENE: 9.0}, {"steps": [EditStep(kind="grade")]}, "has no look"),
    ],
)
def test_edits_that_cannot_be_made(footage, spoilt, told):
    plan = Film(intent="", shots=[PARODY.model_copy(update=spoilt)])
    with pytest.raises(BriefError, match=told):
        check_plan(plan, Book(), footage)


def test_a_recording_must_have_come_with_the_brief():
    line = Line(character="Mina", text="", recording="audio:0123456789abcdef")
    plan = PLAN.model_copy(update={"shots": [SHOT.model_copy(update={"lines": [line]})]})
    assert check_plan(plan, Book(), {"audio:0123456789abcdef": 3.0}).shots[0].lines == [line]
    with pytest.raises(BriefError, match="did not come with the brief"):
        check_plan(plan, Book(), {})
    with pytest.raises(BriefError, match="lasts 61 s"):
        check_plan(plan, Book(), {"audio:0123456789abcdef": 61.0})
    with pytest.raises(ValidationError, match="neither text nor a recording"):
        Line(character="Mina", text="")


def test_an_edit_of_footage_that_came_with_the_brief_can_be_made():
    plan = Film(intent="", shots=[PARODY])
    assert check_plan(plan, Book(), {SCENE: 9.0}) == plan


@pytest.mark.parametrize(
    ("parameter", "value", "read"),
    [
        ("steps.speed.amount", 0.5, lambda shot: shot.steps[2].amount == 0.5),
        ("steps.exaggerate.amount", 3, lambda shot: shot.steps[0].amount == 3),
        ("steps.grade.look", "vintage", lambda shot: shot.steps[1].look == "vintage"),
    ],
)
def test_changes_to_an_edit_go_by_its_kind(parameter, value, read):
    wish = Fault(
        shot="parody",
        criterion="speed",
        description="d",
        change=Change(path=f"parody.{parameter}", value=value, reason="r"),
    )
    plan = Film(intent="", shots=[PARODY])
    revised = revise(plan, review(faults=[wish]))
    assert revised.applied and read(revised.film.shots[0])
    again = revise(revised.film, review(faults=[wish]))
    assert not again.matters, "it has that value already"


def test_names_are_the_sheets_own_and_strangers_are_refused():
    alias = Picture(id="a", cast=[Role(character="mina")])
    assert (
        check_plan(Film(intent="", shots=[alias]), Book(), {}).shots[0].cast[0].character == "Mina"
    )
    alias = Picture(id="a", cast=[Role(character="Zed")])
    with pytest.raises(SheetError, match="shot 'a': there is no character 'Zed'"):
        check_plan(Film(intent="", shots=[alias]), Book(), {})


@pytest.mark.parametrize(
    "text",
    [
        '{"code": "1"}',
        'Sure!\n```json\n{"code": "1"}\n```',
        '```\n{"code": "1"}\n```',
        'The program: {"code": "1"} as asked.',
        "```python\n1\n```",
        "```py\r\n1\r\n```",
        "```\n1\n```",
        "```python\n1",
        '{"code": "```python\\n1\\n```"}',
    ],
)
def test_programs_in_many_wrappings(text):
    assert read_reply(text, Program).code == "1"


@pytest.mark.parametrize(
    "text, told",
    [
        ("", "empty"),
        ("no", "no JSON"),
        ("[1]", "valid dictionary"),
        ('{"code": ""}', "code:"),
        ('{"kode": "1"}', "code: Field required"),
    ],
)
def test_replies_that_are_no_program(text, told):
    with pytest.raises(ReplyError, match=told):
        read_reply(text, Program)


@pytest.mark.parametrize(
    "said, kept",
    [
        ('{"code": "a\tb\nc"}', "a\tb\nc"),  # literal, as guided decoding may put them
        ('{"code": "\\u001b[2Ja\x1b[0m"}', "a"),
        ('{"code": "a\\ud800b\\udfff"}', "ab"),
        ('{"code": "a\u202e)b\u2066"}', "a)b"),
        ('{"code": "\\ud83d\\ude00"}', "\U0001f600"),
    ],
)
def test_what_a_terminal_or_a_database_cannot_take_is_left_out(said, kept):
    assert read_reply(said, Program).code == kept


def test_json_without_end_is_no_reply():
    with pytest.raises(ReplyError, match="no JSON"):
        read_reply('{"code": ' + "[" * 100_000, Program)


def test_words_get_their_place_in_the_brief_and_words_that_nobody_said_set_nothing():
    brief = "Mina waves in the Meadow with a dragon"
    asked = [
        Asked(path="a.cast.Mina.action", words="waves", start=5, end=10),
        Asked(path="a.place.set", words="in the meadow"),
        Asked(path="a.exposure", words="brighter"),
        Asked(path="a.camera.angle", words="from below"),
        Asked(path="a.speed", words="waves", start=30, end=35),
    ]
    left = [LeftOut(words="a dragon", reason="none"), LeftOut(words="a horse", reason="none")]
    plan = PLAN.model_copy(update={"asked": asked, "left_out": left})
    placed = with_places(plan, brief, ["make it Brighter"])
    assert [(one.words, one.start, one.end) for one in placed.asked] == [
        ("waves", 5, 10),
        ("in the meadow", 11, 24),
        ("brighter", 0, 0),
        ("waves", 5, 10),
    ]
    assert [(one.start, one.end) for one in placed.left_out] == [(30, 38), (0, 0)]


def test_what_was_changed_by_hand_holds_whatever_the_director_writes() -> None:
    change = Change(path="luca.exposure", value=0.5)
    written = Film(intent="i", shots=[Picture(id="luca", cast=[Role(character="Luca")])])
    film = with_changes(written, [change])
    assert film.shots[0].exposure == 0.5 and film.shots[0].fixed == ["exposure"]
    with pytest.raises(BriefError, match=r"luca\.exposure is lost"):
        with_changes(written.model_copy(update={"shots": []}), [change])


def test_what_the_lettering_cannot_write_is_left_out_and_told():
    captions = [Caption(text="Привет, ça va?"), Caption(text="你好!")]
    shots = [SHOT.model_copy(update={"captions": captions})]
    title, end = Title(text="日の出"), Title(text="Fine")
    plan = PLAN.model_copy(update={"shots": shots, "opening": title, "closing": end})
    film = without_unwritten(plan)
    assert (film.opening, film.closing) == (None, end)
    assert film.shots[0].captions == captions[:1]
    assert [(one.words, one.reason[-5:]) for one in film.left_out] == [
        ("日の出", "'日の出'"),
        ("你好!", " '你好'"),
    ]
    assert without_unwritten(PLAN) is PLAN
