"""A plan of one take and one of an edit, and what a critic says of them."""

from studio.nouns.review import Fault, Measurement, Review, Score
from studio.plan import Change, Edit, EditStep, Film, Line, Role, Take

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
