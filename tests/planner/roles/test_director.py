"""The director: briefs, notes while a piece is made, and notes on earlier pieces."""

from typing import Any

import pytest

from llm.planner.director import plan
from studio.plan import Change, Film, apply_changes
from tests.planner.conftest import direct, footage, shipped_cast

NIGHT = "A picture of Luca running in the street at night"
PARODY = "A parody of this scene with exaggerated expressions, slow motion and tense music"


def noted(brief: str, note: str, **sections: Any) -> Film:
    """The plan of a brief, after a note on it."""
    before = direct(brief).model_dump(mode="json")
    return direct(brief, PLAN=before, NOTES=note, **sections)


def later(brief: str, note: str, revised: bool = False) -> Film:
    """The plan of a note that comes when the piece of `brief` is finished."""
    before = direct(brief).model_dump(mode="json")
    return direct(note, EARLIER={"session": "a", "text": brief, "plan": before, "revised": revised})


@pytest.mark.parametrize(
    ("brief", "names"),
    [
        (
            "256x256 draft picture of Luca in the meadow, wide shot",
            {"size", "quality", "camera.framing", "place.set"},
        ),
        (
            "A 5 second shot of Luca, happy, running at sunset, seed 7",
            {"length", "cast.Luca.expression", "cast.Luca.action", "place.time_of_day", "seed"},
        ),
        ("A picture of Luca", set()),
    ],
)
def test_the_brief_fixes_what_it_names(brief: str, names: set[str]) -> None:
    fixed = set(direct(brief).shots[0].fixed)
    assert fixed - {"kind", "cast.Luca.character"} == names


@pytest.mark.parametrize(
    ("brief", "judged"),
    [
        ("draft picture of Luca", False),
        ("256x256 picture of Luca", False),
        ("640x640 picture of Luca", True),
        ("A picture of Luca", True),
    ],
)
def test_sharpness_is_judged_where_it_can_be_had(brief: str, judged: bool) -> None:
    assert ("sharpness" in {c.name for c in direct(brief).shots[0].criteria}) == judged


def test_the_one_who_acts_is_the_one_whose_pose_is_judged() -> None:
    shot = direct("picture of Luca and Giulia, Giulia waving, wide shot").shots[0]
    assert [c.target for c in shot.criteria if c.name == "pose"] == ["wave"]


@pytest.mark.parametrize(
    ("note", "path", "value"),
    [
        ("- make it at sunset", "place.time_of_day", "sunset"),
        ("- closer please", "camera.framing", "medium"),
        ("- at sunset\n- no, in the morning", "place.time_of_day", "morning"),
        ("- brighter", "exposure", 0.5),
        ("- in the meadow, wide shot", "camera.framing", "wide"),
    ],
)
def test_a_note_changes_the_plan(note: str, path: str, value: object) -> None:
    film = noted(NIGHT, note)
    found: Any = film.shots[0]
    for name in path.split("."):
        found = getattr(found, name)
    assert not film.refused and found == value
    assert film.shots[0].cast[0].action == "run"


def test_a_note_changes_who_does_and_feels_what() -> None:
    role = noted(NIGHT, "- he should be sad\n- and let Luca walk").shots[0].cast[0]
    assert (role.action, role.expression) == ("walk", "sad")
    spoken = noted("A shot of Luca saying 'Hello' with epic music", "- without music")
    assert spoken.sound.music is None and spoken.shots[0].lines[0].text == "Hello"


def test_a_note_that_is_not_understood_is_refused_with_its_words() -> None:
    film = noted(NIGHT, "- put a dragon behind him")
    assert film.refused and "dragon" in film.message
    assert "dragon" in later(NIGHT, "put a dragon behind him", revised=True).message


def test_planning_again_keeps_what_the_critic_changed() -> None:
    brighter = Change(path="*.exposure", value=0.8)
    before = apply_changes(direct(NIGHT), [brighter]).film.model_dump(mode="json")
    again = direct(NIGHT, PLAN=before, NOTES="- make him happy")
    assert again.shots[0].exposure == 0.8 and again.shots[0].cast[0].expression == "happy"


def test_a_changed_plan_is_judged_by_what_it_has_become() -> None:
    before = {c.target for c in direct(NIGHT).shots[0].criteria}
    after = {c.target for c in noted(NIGHT, "- let him wave").shots[0].criteria}
    assert "run" in before and "wave" in after and "run" not in after


@pytest.mark.parametrize("revised", [False, True])
def test_a_note_on_an_earlier_piece_gives_its_plan_with_the_change(revised: bool) -> None:
    before, film = direct(NIGHT), later(NIGHT, "the same at sunset", revised)
    assert film.shots[0].id == before.shots[0].id
    assert film.shots[0].place.time_of_day == "sunset" and film.shots[0].place.set == "night_street"


def test_a_brief_of_its_own_is_no_note_on_what_was_before() -> None:
    film = later(NIGHT, "A picture of Giulia cheering in the meadow")
    assert [role.character for role in film.shots[0].cast] == ["Giulia"]
    assert film.shots[0].place.set == "meadow"


def test_changes_made_by_hand_are_made_and_nothing_else() -> None:
    before = direct(NIGHT)
    shot = before.shots[0].id
    by_hand = [
        Change(path=f"{shot}.cast.0.action", value="wave").model_dump(mode="json"),
        Change(path=f"{shot}.place.time_of_day", value="day").model_dump(mode="json"),
    ]
    text = "Set cast 0 action of it to wave. Set place time of day of it to day."
    earlier = {"session": "a", "text": NIGHT, "plan": before.model_dump(mode="json")}
    film = direct(text, EARLIER=earlier, BRIEF={"text": text, "changes": by_hand})
    now = film.shots[0]
    assert now.cast[0].action == "wave" and now.place.time_of_day == "day"
    assert {"cast.0.action", "place.time_of_day"} <= set(now.fixed) and "waving" in film.intent
    assert "wave" in {c.target for c in now.criteria} and "run" not in {
        c.target for c in now.criteria
    }
    changed = {"cast", "place", "fixed", "criteria"}
    assert now.model_dump(exclude=changed) == before.shots[0].model_dump(exclude=changed)
    assert not any("at night" in one.words for one in film.asked)  # nobody asks for that any more


def test_notes_about_footage() -> None:
    before = footage(PARODY).model_dump(mode="json")
    film = footage(PARODY, PLAN=before, NOTES="- no zoom\n- reverse it")
    kinds = {step.kind for step in film.shots[0].steps}
    assert "zoom" not in kinds and "reverse" in kinds


@pytest.mark.parametrize(
    "sections",
    [
        {},
        {"BRIEF": None},
        {"BRIEF": {"text": 5, "seed": "x"}, "CHARACTERS": [{"name": 3}, 7, {"name": ""}]},
        {"BRIEF": {"text": "Luca"}, "EARLIER": {"plan": direct(NIGHT).model_dump()}},
        {"BRIEF": {"text": "Luca"}, "EARLIER": 3, "PLAN": [], "NOTES": "- x", "LESSONS": [1]},
    ],
)
def test_sections_that_are_nothing_like_it_give_a_plan_or_a_refusal(sections: Any) -> None:
    film = plan(sections)
    assert film.shots or (film.refused and film.message)


def test_the_seed_is_the_briefs() -> None:
    brief = {"text": NIGHT, "seed": 4}
    assert plan({"BRIEF": brief, "CHARACTERS": shipped_cast()}).shots[0].seed == 4


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("why the meadow?", "set meadow, as the brief says"),
        ("Why is it by day?", "time of day day, the studio's own choice"),
        ("who plays?", "Luca"),
        ("What did you plan?", "Luca"),
        ("perché il prato?", "set meadow"),
    ],
)
def test_a_question_is_answered_and_changes_nothing(question, told):
    answered = later("Luca runs in the meadow", question)
    assert answered.refused and not answered.shots
    assert "Nothing is changed" in answered.message and told in answered.message


@pytest.mark.parametrize(
    "request_", ["how about at night?", "why not at night?", "can it be night?"]
)
def test_a_change_that_is_asked_for_politely_is_made(request_):
    changed = later("Luca runs in the meadow", request_)
    assert not changed.refused and changed.shots[0].place.time_of_day == "night"


def asked(film: Film) -> dict[str, str]:
    return {one.path.partition(".")[2]: one.words for one in film.asked}


def test_every_parameter_that_words_set_carries_them_and_their_place() -> None:
    brief = "A close-up of Luca waving in the meadow, saying 'Ciao!' slowly, with epic music"
    film = direct(brief)
    for one in film.asked:
        assert brief[one.start : one.end] == one.words
    said = asked(film)
    assert said["camera.framing"] == "close-up" and said["cast.Luca.action"] == "waving"
    assert said["place.set"] == "meadow" and said["lines.0.rate"] == "slowly"
    assert {one.words for one in film.asked if one.path == "film.sound.music"} == {"epic", "music"}
    assert "exposure" not in said and "camera.angle" not in said
    for path in film.shots[0].fixed:
        assert any(name.startswith(path) for name in said), path


@pytest.mark.parametrize("brief", ["Luca says 'Ciao'", "Luca, in the meadow, whispers 'Ciao'"])
def test_who_speaks_was_named_by_a_name(brief: str) -> None:
    film = direct(brief)
    assert asked(film)["lines.0.character"] == "Luca" and asked(film)["lines.0.text"] == "'Ciao'"
    owners = {film.shots[0].id, "film"}
    for one in film.asked:
        owner, _, path = one.path.partition(".")
        assert owner in owners and path.split(".")[0] in type(film.shots[0]).model_fields, one.path


def test_a_note_s_words_take_the_place_of_those_before_it() -> None:
    brief = "A picture of Luca waving in the meadow by day"
    film = noted(brief, "at night please")
    assert asked(film)["place.time_of_day"] == "at night" and asked(film)["place.set"] == "meadow"
    note = next(one for one in film.asked if one.words == "at night")
    assert (note.start, note.end) == (0, 0)  # the brief is another text
    after = later(brief, "the same at night", revised=True)
    placed = {one.words: (one.start, one.end) for one in after.asked}
    assert placed["at night"] == (9, 17) and placed["meadow"] == (0, 0)
    assert "by day" not in placed and "day" not in placed
