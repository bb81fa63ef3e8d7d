"""Titles and captions in signs that the lettering lacks."""

from agents.rules.lettering import without_unwritten
from studio.plan import Caption, Title
from tests.agents.rules.plans import PLAN, SHOT


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
