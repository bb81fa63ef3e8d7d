"""The critic's examples: a shot that fails a measurement, and one that passes and is seen."""

from agents.examples import director
from agents.examples.example import Example
from agents.turns.plans import to_judge
from studio.nouns.review import Fault, Measurement, Review, Score
from studio.plan import Change

_CHANGE = Change(
    path="mina_waving.cast.Mina.strength", value=1.4, reason="the smile is hardly seen"
)
_WEAK = Measurement(
    shot="mina_waving",
    criterion="expression",
    value=0.31,
    target="happy",
    score=4.4,
    passed=False,
    evidence="happy is believed to 31 %, neutral to 52 %",
    change=_CHANGE,
)


_PLAN = {"PLAN": to_judge(director.PICTURE, "mina_waving")}
EXAMPLES = (
    Example(
        _PLAN | {"MEASUREMENTS": [_WEAK]},
        Review(
            scores=[],
            faults=[
                Fault(
                    shot="mina_waving",
                    criterion="expression",
                    description="Mina hardly smiles: one takes her for neutral.",
                    change=_CHANGE,
                )
            ],
            approved=False,
            summary="Mina waves in the meadow, but does not look happy.",
            lesson="For a happy full figure set the strength of the expression to 1.4.",
        ),
    ),
    Example(
        {"MEASUREMENTS": [], "PICTURES": [{"shot": "mina_waving"}]},
        Review(
            scores=[
                Score(
                    shot="mina_waving",
                    criterion="look",
                    score=8.5,
                    evidence="Mina waves and smiles in a bright meadow; nothing is cut off",
                )
            ],
            approved=True,
            summary="The picture shows what the brief asks for.",
        ),
    ),
)
