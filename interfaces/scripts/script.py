"""What a scripted session may hold: what to say, one thing after another, in one workplace.

seed: 7
budget: {iterations: 2}
briefs:
  - Luca running along the sea, excited
  - note: the same at night
    expect: {outcome: approved, score: 7}
  - ask: why at night?
    of: director
    contains: night
  - text: Giulia says 'Andiamo!'
    media: [reference.png]
    gates: {plan: [{revise: make her sad}, approve]}
  - text: A funny parody of this scene
    media: [last]

The docstrings of the fields are the descriptions in the published schema, which editors show.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
)

from interfaces.intake.media import MAX_MEDIA, MAX_SEED
from studio.nouns.artifact import Kind
from studio.nouns.review import JudgedName

MAX_BRIEFS = 100
MAX_ANSWERS = 20  # at one gate
LAST = Path("last")
Seed = Annotated[int, Field(ge=0, le=MAX_SEED)]
Mark = Annotated[float, Field(ge=0, le=10)]
Count = Annotated[int, Field(ge=0)]
Several = Annotated[int, Field(ge=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


def _as_list(value: object) -> object:
    return value if isinstance(value, list) else [value]


class ScriptedBudget(_Strict):
    """What a piece may cost; where nothing is said, `budget` of configs/studio.yaml holds."""

    iterations: Several | None = None
    """Most takes to make, as `run --iterations` says."""
    minutes: Annotated[float, Field(gt=0)] | None = None
    """Most minutes to work on it."""
    tool_calls: Several | None = None
    """Most tools to call."""


class Revise(_Strict):
    """An answer at a gate: no, and what to do instead."""

    revise: Annotated[str, Field(min_length=1)]
    """The change, in words."""


Reply = Literal["approve", "stop"] | Revise
Replies = Annotated[
    list[Reply],
    BeforeValidator(_as_list, json_schema_input_type=Reply | list[Reply]),
    Field(max_length=MAX_ANSWERS),
]


Answers = Annotated[
    list[Annotated[str, Field(max_length=400)]],
    BeforeValidator(_as_list, json_schema_input_type=str | list[str]),
    Field(max_length=MAX_ANSWERS),
]


class ScriptedGates(_Strict):
    """Which gates ask, and what the script answers: `approve`, `stop`, or `revise:` with words. Of
    a list, one answer each time it is asked; after the last one, it approves."""

    plan: Replies = []
    """Before anything is made."""
    budget: Replies = []
    """Where a plan does not fit the budget. Where nothing is said, it is made within the budget."""
    question: Answers = []
    """Where a brief can be read in two ways, or lacks what cannot be guessed: the answers, in words
    or the number of a choice; an empty one, and none, for the likelier reading."""
    delivery: Replies = []
    """Before anything is handed over."""


class Expected(_Strict):
    """What a piece must come to."""

    outcome: Literal["approved", "delivered", "refused"] | None = None
    """How it ends: approved, delivered without approval, or refused."""
    score: Mark | None = None
    """The least mean of the critic's scores, 0 to 10."""
    criteria: dict[JudgedName, Mark] = {}
    """The least score of a criterion, 0 to 10, in each shot that it was measured on."""
    left_out: Count | None = None
    """How many parts of the brief may be left out."""
    files: Count | dict[Kind, Count] | None = None
    """How many files are handed over, without the parts of a film; or how many of each kind."""
    seconds: Annotated[list[float], Field(min_length=2, max_length=2)] | None = None
    """The least and the most seconds that the film or sound lasts."""
    width: Several | None = None
    """The width of each picture or film in pixels."""
    height: Several | None = None
    """The height of each picture or film in pixels."""


class _Making(_Strict):
    media: Annotated[list[Path], Field(max_length=MAX_MEDIA)] = []
    """Files that come along, from the script's folder; `last` is what was made last."""
    budget: ScriptedBudget = ScriptedBudget()
    """What this piece may cost, before the script's budget."""
    gates: ScriptedGates = ScriptedGates()
    """Which gates ask, and what is answered."""
    expect: Expected = Expected()
    """What the piece must come to."""


class ScriptedBrief(_Making):
    """One brief."""

    text: str
    """What to make, in a sentence or more."""
    seed: Seed | None = None
    """Another seed, another version of the same."""


class ScriptedNote(_Making):
    """A change to the piece that was made last."""

    note: str
    """What to change, in words."""

    @property
    def text(self) -> str:
        return self.note


class ScriptedQuestion(_Strict):
    """A question about the piece that was made last."""

    ask: str
    """The question, in words."""
    of: Literal["", "director", "analyst", "coder", "critic"] = ""
    """Who of the crew is asked; with nobody named, whoever knows."""
    contains: Annotated[
        list[str], BeforeValidator(_as_list, json_schema_input_type=str | list[str])
    ] = []
    """What the answer must hold, in large or small letters."""

    @property
    def text(self) -> str:
        return self.ask


Item = ScriptedBrief | ScriptedNote | ScriptedQuestion
KINDS = {"brief": ScriptedBrief, "note": ScriptedNote, "ask": ScriptedQuestion}


def kind_of_item(value: object) -> str:
    """What an item is, so that an error in it is told of that kind alone."""
    named = [kind for kind in ("note", "ask") if isinstance(value, dict) and kind in value]
    return (named or ["brief"])[0]


def _plain(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


class Script(_Strict):
    """A scripted session of Animation AI Studio: `python main.py play FILE`."""

    briefs: Annotated[
        list[
            Annotated[
                Annotated[ScriptedBrief, Tag("brief")]
                | Annotated[ScriptedNote, Tag("note")]
                | Annotated[ScriptedQuestion, Tag("ask")],
                Discriminator(kind_of_item),
                BeforeValidator(_plain, json_schema_input_type=str | Item),
            ]
        ],
        Field(min_length=1, max_length=MAX_BRIEFS),
    ]
    """Briefs, notes and questions, one after another."""
    seed: Seed = 0
    """For the briefs that have no seed of their own."""
    budget: ScriptedBudget = ScriptedBudget()
    """For the pieces that have no budget of their own."""
