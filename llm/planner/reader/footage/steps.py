"""The steps of an edit, as far as a brief tells."""

from dataclasses import dataclass, field
from math import log10

from llm.planner.data import default, step_facts
from llm.planner.data import table as data
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.slots.draft import FoundValue, LeftOutWords
from studio.plan import Caption

OWN = ("look", "style", "sound", "side", "other")  # what some kinds of steps have
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
    scene: str = ""
    look: str = ""
    style: str = ""
    sound: str = ""
    side: str = ""
    other: str = ""
    measured: bool = False
    counted: bool = False
    open_end: bool = False
    removes: bool = False
    rest: bool = False
    items: list[Phrase] = field(default_factory=list)


@dataclass
class FootageCaption:
    """Words to be written into the footage. `seconds` 0: until it ends."""

    text: str
    start: float = 0.0
    seconds: float = 0.0
    of_end: bool = False
    """Whether these are the last ones."""
    timed: bool = False
    """Whether the brief says when it is shown."""
    where: str = "bottom"
    items: list[Phrase] = field(default_factory=list)

    def shown(self, length: float) -> Caption:
        """The caption of footage that is so long, in seconds; 0 where that is not known."""
        start = max(0.0, length - self.seconds) if self.of_end else self.start
        start = min(start, length) if length else start
        told = {"start": start, "seconds": self.seconds, "where": self.where}
        return Caption.model_validate({"text": self.text[:80], **told})


@dataclass
class EditRequest:
    """All that a brief asks of its footage."""

    steps: list[StepDraft] = field(default_factory=list)
    without: set[str] = field(default_factory=set)
    fields: dict[str, FoundValue] = field(default_factory=dict)
    captions: list[FootageCaption] = field(default_factory=list)
    exports: list[FoundValue] = field(default_factory=list)
    others: dict[str, list[str]] = field(default_factory=dict)
    """The handles of media that came with it, by their kinds."""
    parody: FoundValue | None = None
    length: float = 0.0
    shorter: float = 0.0
    scale: float = 0.0
    """Times as long as it is: "half as long"; 0 where nothing says so."""
    length_item: Phrase | None = None
    refers: bool = False
    read: list[Phrase] = field(default_factory=list)
    """Words that say what is not wanted, say something again, or tell where a title stands."""
    left: list[LeftOutWords] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def captions_shown(captions: list[FootageCaption], length: float) -> list[Caption]:
    """The captions of footage that is so long, in seconds (0: not known). Several of which the
    brief does not say when are shown one after another."""
    untimed = [one for one in captions if not one.timed]
    if len(untimed) > 1 and length:
        each = length / len(untimed)
        for number, one in enumerate(untimed):
            one.start, one.seconds = round(number * each, 3), round(each, 3)
    return [one.shown(length) for one in captions]


COMPARED = frozenset(data("readings")["compared"])
_SILENT = -60.0  # dB: a part that is muted
_SHARES = ("crop", "picture_in_picture", "brightness", "contrast", "saturation", "stylize")


def _sign(step: StepDraft) -> float:
    """Under 0 where an effect's word asks for less: "darker"."""
    return float(step_facts(step.word).get("usual") or 1)


def factor_of(step: StepDraft, value: float, share: bool) -> float:
    """ "four times slower" and "at 25 %" are 0.25, "30 % faster" 1.3; half the volume is -6 dB."""
    if step.kind == "volume":
        told = 1 - value if share and step.word == "quieter" else value
        told = 1 + value if share and step.word == "louder" else told
        return round(20 * log10(max(told, 0.001)), 1)
    if step.kind in _SHARES:
        return value if _sign(step) > 0 else -value
    if step.kind != "speed":
        return 1 + value if share and value <= 1 else value
    slow = step.word in ("slow", "ramp")
    if share and step.items and step.items[0].norm in COMPARED:
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
        facts = step_facts(step.word or step.kind)
        if "everywhere" in facts:
            _everywhere(request, step)


def _everywhere(request: EditRequest, step: StepDraft) -> None:
    """Make a step all over, which has no other place; words that tell one are left out."""
    if step.kind == "mute" and step.where not in ("", "all"):
        step.kind, step.word, step.amount = "volume", "level", _SILENT
        return
    if step.where not in ("", "all", "rest"):
        why = f"{step.kind.replace('_', ' ')} is made all over"
        for item in step.items:
            if item.has("moment", "place", "scene"):
                request.left.append(LeftOutWords(item.start, item.end, why))
    step.where, step.seconds = "all", 0.0


def _usual_place(step: StepDraft, among: bool) -> str:
    """Where a step is made; `among` other effects slow motion is made at the peak."""
    if step.kind == "speed":
        return "peak" if step.amount < 1 and among and not step.counted else "all"
    facts = step_facts(step.word or step.kind)
    return facts.get("where") or ("all" if "everywhere" in facts else "peak")
