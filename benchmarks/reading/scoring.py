"""What a reader got right of one held-out brief.

A check is one field that the brief determines. A wrong one is a silent drop where its value stands
nowhere in the plan and no reported word can account for it: each content word of the brief that is
reported beyond the expected ones excuses one field. A content word that cannot be shown and is not
reported is one too, and so are pieces that are not as many, or not joined into films, as asked,
unless the message tells which words were read as a shot.
"""

from dataclasses import dataclass, field
from typing import Any

from benchmarks.reading.checks import Check, plan_checks
from benchmarks.reading.format import HeldOutBrief
from benchmarks.reading.matching import contentful, fits, tokens, values_of
from benchmarks.reading.plans import ReadPlan
from benchmarks.reading.staying import stayed

WORDS = {"text", "opening_title", "closing_title", "written"}


@dataclass
class BriefScore:
    """The sums of one brief, and in `wrong` the fields that are wrong, for the reader's makers'
    own briefs: those of held-out briefs are not to be shown."""

    outcome: str
    refused: bool
    fields: int = 0
    right: int = 0
    drops: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def flawless(self) -> bool:
        return not self.wrong

    @property
    def false_refusal(self) -> bool:
        return self.outcome == "make" and self.refused

    @property
    def right_refusal(self) -> bool:
        return self.outcome == "refuse" and self.refused


def score(brief: HeldOutBrief, plan: ReadPlan, earlier: ReadPlan | None = None) -> BriefScore:
    """Compare a plan with the expected reading; `earlier` is the plan that a note was about."""
    expected, refused = brief.expected, plan.refused or not plan.pieces
    found = BriefScore(expected.outcome, refused)
    checks = [Check("outcome", refused == (expected.outcome == "refuse"), content=False)]
    if expected.outcome == "either":
        checks = [Check("outcome", True, content=False)]
    if expected.outcome == "make" or not (refused or expected.outcome == "refuse"):
        checks += plan_checks(expected, ReadPlan() if refused else plan)
        if earlier is not None and earlier.pieces:
            same = not refused and stayed(earlier, plan, expected.changed)
            checks.append(Check("all else", same, content=False))
    found.fields = len(checks)
    wrong = [c for c in checks if not c.right]
    if found.false_refusal:
        wrong = checks
    found.right = found.fields - len(wrong)
    found.wrong = [f"{c.field}: {c.wanted}" for c in wrong]
    if not refused and expected.outcome != "refuse":
        found.drops = _drops(wrong, brief, plan)
    return found


def _drops(wrong: list[Check], brief: HeldOutBrief, plan: ReadPlan) -> int:
    unsaid = [c for c in wrong if c.field == "left out"]
    held = values_of(plan)
    lost = [c for c in wrong if c.content and c.field != "left out" and not _held(c, held)]
    known = tokens([*brief.expected.left_out, *brief.expected.may_leave_out])
    excuses = contentful((tokens(plan.left_out) & tokens([brief.text])) - known)
    return len(unsaid) + max(0, len(lost) - len(excuses))


def _held(check: Check, held: set[tuple[str, Any]]) -> bool:
    """Whether the value stands somewhere in the plan, if in the wrong place."""
    name = check.field.rsplit(".", 1)[-1]
    names = ("words",) if name in WORDS else (name,)
    if name in ("duration", "length"):
        names = ("duration", "length")
    return any(
        field in names and fits(name, check.wanted, value)
        for field, value in held
        if check.wanted is not None
    )
