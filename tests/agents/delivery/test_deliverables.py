"""What a finished run hands over: what it held, and nothing else."""

import pytest

from agents.flow.state import fold
from agents.rules.deliverables import check_result, held_by_shot
from studio.errors import ToolError
from studio.nouns.brief import Brief, SourceMedia
from studio.nouns.event import Event
from studio.nouns.program import RunRecord
from tests.agents.brain import plan_for

CARD, OTHER = "image:1111111111111111", "image:2222222222222222"


def done(result, held):
    return RunRecord(outcome="done", result=result, held=held)


def test_a_run_hands_over_what_it_held():
    record = done({"card_1": [CARD, OTHER]}, [OTHER, CARD])
    assert check_result(record, plan_for("a card")) is record
    assert held_by_shot(record) == {"card_1": [CARD, OTHER]}


@pytest.mark.parametrize("held", [[], [OTHER], None])
def test_what_it_did_not_hold_is_the_coder_s_error(held):
    checked = check_result(done({"card_1": CARD}, held), plan_for("a card"))
    assert checked.outcome == "error" and checked.result is None
    assert f"holds no artifact '{CARD}'" in checked.error and "End it with" in checked.error


def test_a_record_that_was_tampered_with_is_not_measured():
    with pytest.raises(ToolError, match="holds no artifact"):
        held_by_shot(done({"card_1": CARD}, [OTHER]))


def test_a_record_from_before_rights_were_kept_is_taken_as_it_was():
    """Its session can still be resumed: it was measured and reviewed then."""
    old = done({"card_1": CARD}, None).model_dump(exclude={"held"})
    assert held_by_shot(RunRecord.model_validate(old)) == {"card_1": [CARD]}


@pytest.mark.parametrize("line", [f"{CARD}\n", f" {CARD}", CARD.upper(), "../x", f"{CARD}0"])
def test_what_only_resembles_a_handle_is_none(line):
    checked = check_result(done({"card_1": line}, [line]), plan_for("a card"))
    assert "not a handle" in checked.error


def test_a_program_is_given_the_brief_s_media_and_no_tool_s_words():
    media = [SourceMedia(handle=CARD, name="a.png")]
    tool = {"result": {"description": OTHER, "image": OTHER}, "handles": [OTHER]}
    events = [
        Event(number=1, session="s", kind="brief", actor="person", data=data)
        for data in [Brief(text="a card", media=media).model_dump(mode="json")]
    ]
    events.append(Event(number=2, session="s", kind="tool", actor="sandbox", data=tool))
    assert fold(events).held() == {CARD}


def test_what_is_no_shot_is_left_out_and_the_only_one_meant_is_named():
    named = check_result(done({"card": CARD}, [CARD]), plan_for("a card"))
    assert named.outcome == "done" and named.result == {"card_1": CARD}
    more = check_result(done({"card_1": CARD, "notes": OTHER}, [CARD]), plan_for("a card"))
    assert more.outcome == "done" and more.result == {"card_1": CARD}
    two = check_result(done({"one": CARD, "other": OTHER}, [CARD, OTHER]), plan_for("a card"))
    assert two.outcome == "error" and "no entry for card_1" in two.error
    both = check_result(done({"one": CARD, "other": OTHER}, [CARD, OTHER]), plan_for("two"))
    assert both.outcome == "error"  # which is which is not known
    sound = check_result(done({"card": "audio:1111111111111111"}, None), plan_for("a card"))
    assert sound.outcome == "error"
