"""The steps of an edit, as far as a brief tells."""

from dataclasses import dataclass, field

from llm.planner.data import default
from llm.planner.data import table as data
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.slots.draft import FoundValue, LeftOutWords

KINDS = {
    "snap_zoom": "zoom",
    "slow_zoom": "zoom",
    "handheld": "shake",
    "slow": "speed",
    "ramp": "speed",
    "fast": "speed",
    "lapse": "speed",
    "pace": "speed",
}
EFFECTS = frozenset({"exaggerate", "zoom", "shake", "speed", "freeze", "reverse"})


@dataclass
class StepDraft:
    """One change to footage, as far as the brief tells. `where` is "" while it is open."""

    kind: str
    word: str = ""
    amount: float = 0.0
    where: str = ""
    start: float = 0.0
    seconds: float = 0.0
    look: str = ""
    measured: bool = False
    counted: bool = False
    open_end: bool = False
    removes: bool = False
    rest: bool = False
    items: list[Phrase] = field(default_factory=list)


@dataclass
class EditRequest:
    """All that a brief asks of its footage."""

    steps: list[StepDraft] = field(default_factory=list)
    without: set[str] = field(default_factory=set)
    fields: dict[str, FoundValue] = field(default_factory=dict)
    parody: FoundValue | None = None
    length: float = 0.0
    shorter: float = 0.0
    length_item: Phrase | None = None
    refers: bool = False
    read: list[Phrase] = field(default_factory=list)
    """Words that say what is not wanted, say something again, or tell where a title stands."""
    left: list[LeftOutWords] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def factor_of(step: StepDraft, value: float, share: bool, item: Phrase) -> float:
    """ "four times slower" is 0.25, "at 25 %" too, "30 % faster" is 1.3."""
    if step.kind != "speed":
        return 1 + value if share and value <= 1 else value
    slow = step.word in ("slow", "ramp")
    if share and step.items and step.items[0].norm in ("slower", "faster", "quicker"):
        return max(0.05, 1 - value) if slow else 1 + value
    return 1 / value if slow and value > 1 else value


def usual_places(request: EditRequest) -> None:
    """Where effects are made of which the brief does not say it, and what belongs to a parody."""
    request.steps = [step for step in request.steps if step.kind not in request.without]
    effects = {step.kind for step in request.steps if step.kind in EFFECTS}
    if request.parody and "parody" not in request.without:
        usual = {kind: float(amount) for kind, amount in data("defaults")["parody"].items()}
        extra = ["zoom"] if effects else list(usual)
        for kind in (one for one in extra if one not in effects | request.without):
            where = "all" if kind == "exaggerate" else "peak"
            request.steps.append(StepDraft(kind, kind, usual[kind], where))
        effects |= set(extra) - request.without
    graded = any(step.kind == "grade" for step in request.steps)
    among = bool(effects - {"speed", "reverse"} or request.parody or graded)
    for step in request.steps:
        step.where = step.where or _usual_place(step, among)
        if step.where == "peak" and step.kind == "speed":
            step.seconds = step.seconds or default("peak_seconds")
        if step.kind == "freeze":
            step.amount, step.seconds = min(step.amount or default("hold_seconds"), 60.0), 0.0
        if step.kind in ("grade", "reverse", "loop", "mute"):
            step.where, step.seconds = "all", 0.0


def _usual_place(step: StepDraft, among: bool) -> str:
    """Where a step is made; `among` other effects slow motion is made at the peak."""
    if step.kind == "speed":
        return "peak" if step.amount < 1 and among and not step.counted else "all"
    everywhere = step.kind in ("exaggerate", "grade", "reverse", "loop", "mute")
    return "all" if everywhere or step.word in ("handheld", "slow_zoom") else "peak"
