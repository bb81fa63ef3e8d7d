"""What the cascade does with replies, right and wrong ones; the model's part is scripted here."""

from typing import Any

import pytest

from llm.cascade.director import Asking
from llm.planner import director
from studio.plan import Film
from studio.plan.wording import told_reading
from tests.llm.brain.conftest import Scripted, sections

RACE = "Two boys race to the pier; one trips, the other helps him up and they both laugh"
RUN = [["Alberto", "run", "excited"], ["Luca", "run", "excited"]]
RACE_REPLY = {
    "1": RUN,
    "2": [["Luca", "sit", "surprised"]],
    "3": [["Alberto", "wave", "happy"], ["Luca", "sit", "sad"]],
    "4": [["Alberto", "idle", "happy"], ["Luca", "idle", "happy"]],
}
SHOUT = "A girl trudges home at night and shouts 'Mamma mia!'"


def plan(text: str, *replies: dict[str, Any], **more: Any) -> tuple[Film, Scripted]:
    brain = Scripted(*replies)
    return Asking(brain).plan(sections(text, **more)), brain


@pytest.mark.parametrize(
    "text",
    [
        "A picture of Nico running through the meadow at sunset, excited",
        "Luca waves in the harbour, then Giulia jumps in the meadow, with epic music",
        "Mina says 'The ferry leaves at noon.' calmly",
        "A picture of Luca with a dragon",  # understood, and not to be had
        "Picture of Darth Vader",
        "Write my tax return",
        "Draw me a castle",
        "Luca says '...'",
        "Luca trudges home and says '你好'",
    ],
)
def test_what_the_rules_understand_asks_no_model(text: str) -> None:
    film, brain = plan(text)
    assert film == director.plan(sections(text)) and not brain.asked


def test_a_free_word_is_read_as_the_model_says_and_told() -> None:
    text = "A picture of Nico, chuffed, in the meadow"
    assert [one.words for one in director.plan(sections(text)).left_out] == ["chuffed"]
    film, brain = plan(text, {"chuffed": "happy"})
    assert film.shots[0].cast[0].expression == "happy" and not film.left_out
    assert "“chuffed” is read as happy" in film.message
    assert {"chuffed"} & {one.words for one in film.asked if one.path.endswith("expression")}
    ask, schema = brain.asked[0]
    assert ask.endswith("Words: chuffed") and "none" in schema["properties"]["chuffed"]["enum"]


def test_a_person_who_is_there_is_asked_before_the_model() -> None:
    text, there = "A picture of a boy, chuffed, in the meadow", {"may_ask": True}
    film, brain = plan(text, BRIEF=sections(text)["BRIEF"] | there)
    assert film.question and film.question.words == "a boy" and not brain.asked
    film, brain = plan(text, {"chuffed": "happy"}, {"1": [["Alberto", "idle", "happy"]]})
    assert film.question and len(brain.asked) == 2 and not film.refused


def test_what_nothing_takes_stays_left_out() -> None:
    film, _ = plan("A picture of Nico, chuffed, with a lute", {"chuffed": "happy", "lute": "none"})
    assert [one.words for one in film.left_out] == ["with a lute"]
    assert "lute" not in film.message


def test_a_noun_of_place_cannot_become_a_deed() -> None:
    _, brain = plan(
        "Nico skedaddles to the wharfside", {"skedaddles": "run", "wharfside": "seaside_town"}
    )
    allowed = brain.asked[0][1]["properties"]
    assert (
        "run" not in allowed["wharfside"]["enum"] and "seaside_town" in allowed["wharfside"]["enum"]
    )
    assert "seaside_town" not in allowed["skedaddles"]["enum"]


def test_a_story_of_nobody_named_becomes_shots_of_the_facts() -> None:
    film, _ = plan(RACE, RACE_REPLY)
    assert [shot.kind for shot in film.shots] == ["take"] * 4 and len(film.cut) == 4
    assert film.characters == ["Alberto", "Luca"] and not film.refused
    assert told_reading(film) == "Read “Two boys” as Alberto and Luca."
    assert [role.action for role in film.shots[0].cast] == ["run", "run"]
    assert {shot.place.set for shot in film.shots} == {"seaside_town"}
    assert {role.expression for role in film.shots[3].cast} == {"happy"}
    # No action shows that somebody trips or helps: that stays true.
    left = " ".join(one.words for one in film.left_out)
    assert "trips" in left and "helps" in left and "race" not in left and "laugh" not in left
    said = {one.words for one in film.asked if one.path.endswith("action")}
    assert said == {"race"}, "only what words ask for counts as asked"


def test_the_facts_are_the_schema_of_the_request() -> None:
    _, brain = plan(RACE, RACE_REPLY)
    ask, schema = brain.asked[0]
    assert "Cast: Alberto, Luca" in ask and "race = run" in ask
    who, action, _ = schema["properties"]["1"]["items"]["prefixItems"]
    assert who["enum"] == ["Alberto", "Luca"] and action["enum"] == ["run", "idle"]
    assert schema["properties"]["2"]["maxItems"] == 1
    assert "run" not in schema["properties"]["2"]["items"]["prefixItems"][1]["enum"]
    assert all(
        len(p.get("anyOf", [p])[0]["items"]["prefixItems"]) == 3
        for p in schema["properties"].values()
    )


def test_quoted_words_are_said_once_by_somebody_of_the_story() -> None:
    right = {"1": [["Giulia", "walk", "sad"]], "2": [["Giulia", "talk", "angry", "Q1"]]}
    film, brain = plan(SHOUT, {"trudges": "walk"}, right)
    assert [(line.character, line.text) for shot in film.shots for line in shot.lines] == [
        ("Giulia", "Mamma mia!")
    ]
    assert "Mamma" not in brain.asked[1][0] and "Q1" in brain.asked[1][0]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"1": [RUN[0], RUN[0]]}, "names somebody twice"),
        ({"1": [["Alberto", "idle", "sad"], ["Luca", "idle", "sad"]]}, "nobody does run in part 1"),
        (
            {n: [["Alberto", "idle", "happy"]] for n in "234"} | {"1": RUN[:1]},
            "Luca is in no part",
        ),
    ],
)
def test_a_reply_that_breaks_the_facts_goes_back_once_with_the_reason(
    wrong: dict[str, Any], why: str
) -> None:
    film, brain = plan(RACE, {**RACE_REPLY, **wrong}, RACE_REPLY)
    assert why in brain.asked[1][0] and len(brain.asked) == 2
    assert not film.refused and film.characters == ["Alberto", "Luca"]


def test_a_line_left_unsaid_goes_back_and_then_the_rules_answer_alone() -> None:
    unsaid = {"1": [["Giulia", "walk", "sad"]], "2": [["Giulia", "talk", "angry", "-"]]}
    film, brain = plan(SHOUT, {"trudges": "walk"}, unsaid, unsaid)
    assert "Q1 is said 0 times" in brain.asked[2][0]
    assert film.refused and "twice; the rules read it alone" in film.message


def test_a_note_is_read_with_words_that_the_model_knows() -> None:
    earlier = director.plan(sections("A picture of Nico running through the meadow"))
    known = {"session": "s", "text": "…", "plan": earlier.model_dump(mode="json"), "revised": True}
    film, _ = plan("make him chuffed", {"chuffed": "happy"}, EARLIER=known)
    assert not film.refused and film.shots[0].cast[0].expression == "happy"


def test_of_a_note_only_what_it_can_mean_is_offered() -> None:
    earlier = director.plan(sections("A picture of Nico running through the meadow"))
    known = {"session": "s", "text": "…", "plan": earlier.model_dump(mode="json"), "revised": True}
    film, brain = plan(
        "brood", {"brood": "none"}, {"action": "keep", "feeling": "sad"}, EARLIER=known
    )
    ask, schema = brain.asked[-1]
    assert "Nico run" in ask and set(schema["properties"]) == {"action", "feeling"}
    assert film.shots[0].cast[0].expression == "sad" and "is read as" in film.message
    assert film.shots[0].cast[0].action == "run" and film.shots[0].place.set == "meadow"
