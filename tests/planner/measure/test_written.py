"""Our own briefs with their readings: what is right of them does not become less."""

from pathlib import Path

import pytest

from benchmarks.reading.__main__ import measure
from benchmarks.reading.format import load_heldout
from benchmarks.reading.readers import PlannerReader

FOLDER = Path(__file__).parents[1] / "written"
RIGHT, FLAWLESS, DROPS = 15290, 747, 137


@pytest.fixture(scope="module")
def scores():
    briefs = [one for group in load_heldout(FOLDER).values() for one in group]
    measured = measure(PlannerReader(), briefs)
    return {brief.id: score for brief, (score, _) in zip(briefs, measured, strict=True)}


def test_what_is_dropped_unsaid_does_not_grow(scores):
    dropped = {name: score.wrong for name, score in scores.items() if score.drops}
    assert sum(score.drops for score in scores.values()) <= DROPS, dropped


def test_what_is_right_does_not_become_less(scores):
    wrong = {name: score.wrong for name, score in scores.items() if score.wrong}
    assert sum(score.right for score in scores.values()) >= RIGHT, wrong
    assert sum(score.flawless for score in scores.values()) >= FLAWLESS, list(wrong)


def test_nothing_that_can_be_made_is_refused(scores):
    assert [name for name, score in scores.items() if score.false_refusal] == []
