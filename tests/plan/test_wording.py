"""Edits in words."""

import pytest

from studio.plan import EditStep
from studio.plan.wording import told_step


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        ({"kind": "trim", "where": "beginning", "seconds": 3}, "only the first 3 s"),
        ({"kind": "trim", "where": "time", "start": 2, "seconds": 3}, "only 3 s from 2 s on"),
        ({"kind": "trim", "where": "time", "start": 2}, "only from 2 s on"),
        ({"kind": "trim", "where": "peak", "seconds": 4}, "only 4 s around the peak"),
        ({"kind": "exaggerate", "amount": 2}, "faces exaggerated 2 times"),
        ({"kind": "grade", "look": "film_noir"}, "film noir look"),
        ({"kind": "speed", "amount": 0.75}, "1.33 times slower"),
        ({"kind": "speed", "amount": 2}, "2 times faster"),
        (
            {"kind": "speed", "where": "peak", "amount": 0.25, "seconds": 1},
            "4 times slower at the peak (1 s)",
        ),
        ({"kind": "freeze", "where": "time", "start": 2, "amount": 1.5}, "held for 1.5 s at 2 s"),
        ({"kind": "reverse"}, "backwards"),
    ],
)
def test_edits_in_words(edit, told):
    assert told_step(EditStep(**edit)) == told
