"""Edits of footage: what the director plans, and what notes, lessons and reviews change."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from llm.planner import critic
from llm.planner.director import plan
from studio.nouns.review import Change, Lesson, Measurement
from studio.nouns.treatment import Edit, Shot, Treatment
from studio.nouns.vocabulary import EditKind, words
from tests.llm.test_briefs import SCENE, cast_section, works

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "briefs_edits.yaml").read_text()
)
PICTURE = {"handle": "image:0123456789abcdef", "name": "still.png", "facts": {"width": 64}}
SONG = {"handle": "audio:0123456789abcdef", "name": "song.wav", "facts": {"duration": 3.0}}
BRIEF = SCENE | {"facts": SCENE["facts"] | {"duration": 2.1667, "frames": 52}}
MEDIA = {
    "none": [],
    "picture": [PICTURE],
    "scene": [SCENE],
    "song": [SCENE, SONG],
    "brief_scene": [BRIEF],
}


def planned(text: str, media: list[dict[str, Any]] | None = None, **sections: Any) -> Treatment:
    brief = {"text": text, "media": [SCENE] if media is None else media}
    return plan({"BRIEF": brief, "CHARACTERS": cast_section(), **sections})


def of_case(case: dict[str, Any]) -> Treatment:
    return planned(case["brief"], MEDIA[case.get("media", "scene")])


def agrees(wanted: str, edit: Edit) -> bool:
    """Whether `edit` is as the table has it: kind, place, amount or look, seconds."""
    kind, place, amount, seconds = wanted.split()
    where = place if not place[0].isdigit() else "time"
    found = [edit.kind == kind, edit.where == where]
    found += [edit.start == float(place)] if where == "time" else [edit.start == 0]
    if kind == "grade":
        found.append(edit.look == amount)
    elif amount != ".":
        found.append(edit.amount == pytest.approx(float(amount)))
    return all(found) and (seconds == "." or edit.seconds == pytest.approx(float(seconds)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["brief"][:40])
def test_the_director_plans_edits(case: dict[str, Any]) -> None:
    treatment = of_case(case)
    Treatment.model_validate_json(treatment.model_dump_json())
    assert treatment.refused == case.get("refused", False), treatment.message
    for text in case.get("says", []):
        assert text in treatment.message
    for word in case.get("words", []):
        assert word in treatment.not_understood and word in treatment.message
    if treatment.refused:
        assert works(treatment.message, MEDIA[case.get("media", "scene")])
        return
    if "kinds" in case:
        assert [shot.kind for shot in treatment.shots] == case["kinds"]
        return
    (shot,) = treatment.shots
    assert (shot.kind, shot.source) == ("edit", SCENE["handle"])
    assert (shot.width, shot.height, shot.fps) == (640, 360, 24)
    told = [f"{e.kind} {e.where} {e.start} {e.amount} {e.look} {e.seconds}" for e in shot.edits]
    assert len(case["edits"]) == len(shot.edits), told
    assert all(map(agrees, case["edits"], shot.edits)), told
    order = [words(EditKind).index(edit.kind) for edit in shot.edits]
    assert order == sorted(order)
    for name in ("title", "music", "seed", "id", "fixed"):
        if name in case:
            assert getattr(shot, name) == case[name]
    if "amounts" in case:
        assert [edit.amount for edit in shot.edits] == case["amounts"]
    named = {criterion.name: criterion.target for criterion in shot.criteria[::-1]}
    assert named["source_kept"] == ""
    if "criteria" in case:
        assert named == case["criteria"]


def test_several_videos_are_edited_each_with_an_id_of_its_own() -> None:
    other = SCENE | {"handle": "video:fedcba9876543210", "name": "7 days (final).mov"}
    media = [SCENE, other, SCENE | {"handle": "video:00000000000000aa"}]
    treatment = planned("Make it black and white", media)
    assert [shot.id for shot in treatment.shots] == [
        "scene_bw",
        "clip_7_days_final_bw",
        "scene_bw_2",
    ]
    (alone,) = planned("Slow down scene.mp4", [SCENE, other]).shots
    assert alone.source == SCENE["handle"]


def test_the_name_of_a_file_asks_for_nothing() -> None:
    named = SCENE | {"name": "black and white slow reverse.mp4"}
    (shot,) = planned("Shake Black and white slow reverse.mp4", [named]).shots
    assert [edit.kind for edit in shot.edits] == ["shake"]


def test_a_new_piece_beside_an_edit_is_told_to_be_left_out() -> None:
    treatment = planned("Slow this clip down and make a picture of Luca waving")
    assert [shot.kind for shot in treatment.shots] == ["edit"]
    assert treatment.not_understood == ["a picture of Luca", "waving"]


def test_more_changes_than_fit_are_told() -> None:
    times = " and ".join(f"at {n / 2:g} s" for n in range(1, 11))
    treatment = planned(f"Shake it {times}")
    assert len(treatment.shots[0].edits) == 8 and "At most 8 changes" in treatment.message


def test_other_files_are_told_to_be_left_aside() -> None:
    treatment = planned("Slow this clip down", [PICTURE, SCENE])
    assert "not still.png" in treatment.message and len(treatment.shots) == 1


@pytest.mark.parametrize(
    ("facts", "size", "fps"),
    [
        ({"width": 7680, "height": 4320, "fps": 119.88}, (4096, 4096), 60),
        ({"width": 32, "height": 48, "fps": 2.0}, (64, 64), 6),
        ({"width": 1080, "height": 1920, "fps": 29.97}, (1080, 1920), 30),
        ({}, (512, 512), 24),
    ],
)
def test_size_and_rate_are_those_of_the_source(facts: Any, size: Any, fps: int) -> None:
    (shot,) = planned("the first three seconds only", [SCENE | {"facts": facts}]).shots
    assert (shot.width, shot.height, shot.fps) == (*size, fps)


def test_a_refusal_without_facts_is_not_made_up() -> None:
    treatment = planned("freeze at 12 s", [SCENE | {"facts": {}}])
    assert treatment.shots[0].edits[0].start == 12


def test_much_slow_motion_holds_its_frames() -> None:
    large = SCENE | {"facts": SCENE["facts"] | {"width": 3840, "height": 2160}}
    treatment = planned("the whole clip in slow motion", [large])
    assert treatment.shots[0].quality == "draft" and "holds its frames" in treatment.message
    asked = planned("the whole clip in slow motion, high quality", [large])
    assert asked.shots[0].quality == "final" and "quality" in asked.shots[0].fixed


PARODY = "Create a funny parody of this scene with exaggerated expressions and slow motion"


@pytest.mark.parametrize(
    ("brief", "note", "wanted"),
    [
        ("Slow this clip down", "- make it slower", ["speed all 0.25 0"]),
        ("Slow this clip down", "- faster", ["speed all 2 0"]),
        ("speed it up 4x", "- at half speed", ["speed all 0.5 0"]),
        (PARODY, "- no zoom", ["exaggerate all 2.5 .", "speed peak 0.5 1"]),
        (
            PARODY,
            "- more exaggerated",
            ["exaggerate all 3.25 .", "zoom peak 1.6 .", "speed peak 0.5 1"],
        ),
        (
            "a parody",
            "- no slow motion\n- no shake",
            ["exaggerate all 2.5 .", "zoom peak 1.6 ."],
        ),
        ("freeze at 2 s", "- at 3 s instead", ["freeze 3 1 ."]),
        ("freeze at 2 s", "- freeze at 3 s for 2 s", ["freeze 3 2 ."]),
        ("black and white", "- film noir instead", ["grade all film_noir ."]),
        ("black and white", "- add a shake", ["grade all black_and_white .", "shake peak 1 ."]),
    ],
)
def test_a_note_changes_the_edits(brief: str, note: str, wanted: list[str]) -> None:
    treatment = planned(brief, NOTES=note)
    assert not treatment.refused, treatment.message
    (shot,) = treatment.shots
    told = [f"{e.kind} {e.where} {e.start} {e.amount} {e.look} {e.seconds}" for e in shot.edits]
    assert len(wanted) == len(shot.edits) and all(map(agrees, wanted, shot.edits)), told


def test_notes_about_music_and_titles() -> None:
    (shot,) = planned("black and white with tense music", NOTES="- without music").shots
    assert shot.music is None and "loudness" not in {c.name for c in shot.criteria}
    (shot,) = planned("black and white", NOTES="- sad music\n- the title 'Fin'").shots
    assert (shot.music, shot.title) == ("sad", "Fin")
    refused = planned("black and white", NOTES="- put a dragon behind him")
    assert refused.refused and "dragon" in refused.message


def failed(criterion: str, **more: Any) -> Measurement:
    return Measurement(
        shot="scene_parody",
        criterion=criterion,
        value=1.0,
        score=3,
        passed=False,
        evidence=f"{criterion} is low",
        **more,
    )


def reviewed(treatment: Treatment, *measured: Measurement) -> Any:
    sections = {
        "TREATMENT": treatment.model_dump(mode="json"),
        "MEASUREMENTS": [one.model_dump(mode="json") for one in measured],
    }
    return critic.review(sections)


def test_the_critic_raises_an_exaggeration_that_the_brief_leaves_open() -> None:
    review = reviewed(planned(PARODY), failed("exaggeration"))
    change = review.faults[0].change
    assert (change.parameter, change.value) == ("exaggerate", "3.5")
    assert "edits" in review.lesson and "seaside" not in review.lesson
    fixed = planned("Funny parody of this scene with expressions exaggerated 2.5x")
    assert not reviewed(fixed, failed("exaggeration")).faults


def test_another_seed_is_no_remedy_for_an_edit() -> None:
    review = reviewed(planned(PARODY), *map(failed, ("source_kept", "speed", "hold", "grade")))
    assert not review.faults and not review.approved


def test_the_critic_tells_of_one_measurement() -> None:
    one = failed("speed").model_copy(update={"score": 9.0, "passed": True})
    summary = reviewed(planned("Slow this clip down"), one).summary
    assert summary == "Approved: the one measurement that counts passes, 9 of 10."


def test_what_the_critic_changed_is_kept_when_planned_again() -> None:
    before = planned(PARODY)
    edits = [
        e.model_copy(update={"amount": 3.0}) if e.kind == "exaggerate" else e
        for e in before.shots[0].edits
    ]
    changed = before.shots[0].model_copy(update={"edits": edits})
    plan_so_far = before.model_copy(update={"shots": [changed]}).model_dump(mode="json")
    again = planned(PARODY, TREATMENT=plan_so_far, NOTES="- with comic music")
    assert again.shots[0].edits[0].amount == 3 and again.shots[0].music == "comic"


def test_a_lesson_about_edits_sets_the_amount() -> None:
    change = Change(shot="old", parameter="exaggerate", value="3", reason="hardly seen")
    lesson = Lesson(
        text="Expressions hardly changed.",
        brief="x",
        changes=[change],
        similarity=0.8,
        context={"kind": "edit", "edits": "exaggerate, zoom"},
    ).model_dump(mode="json")
    treatment = planned(PARODY, LESSONS=[lesson])
    assert treatment.shots[0].edits[0].amount == 3
    assert "exaggerate 3" in treatment.lessons_applied[0]
    assert treatment.shots[0].criteria[1:] != planned(PARODY).shots[0].criteria[1:]
    slow = planned("Slow this clip down", LESSONS=[lesson])
    assert slow == planned("Slow this clip down")


def test_the_intent_tells_the_edit() -> None:
    intent = planned(PARODY).intent
    assert intent.startswith("A parody of scene.mp4: ") and "2 times slower at the peak" in intent
    assert isinstance(planned(PARODY).shots[0], Shot)
