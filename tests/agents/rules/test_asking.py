"""Where the words of a plan stand in the brief."""

from agents.rules.asking import with_places
from studio.plan import Asked, LeftOut
from tests.agents.rules.plans import PLAN


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
