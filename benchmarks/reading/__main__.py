"""How well and how fast a reader understands the held-out briefs.

Reads every brief of tests/planner/heldout with a reader and prints a table by group: the fields
that are right, the briefs without a flaw, false refusals, silent drops, right refusals, and the
milliseconds a brief. Single briefs and what went wrong with them are not shown: nobody is to tune
on them. See tests/planner/heldout/README.md.

    .venv/bin/python -m benchmarks.reading [--reader planner] [--group films] [--json]
"""

import argparse
import json
import statistics
import time
from dataclasses import asdict, dataclass

from benchmarks.options import parsed
from benchmarks.reading.format import HeldOutBrief, load_heldout
from benchmarks.reading.plans import ReadPlan
from benchmarks.reading.readers import READERS, Reader
from benchmarks.reading.scoring import BriefScore, score

HEADS = ("group", "briefs", "fields right", "flawless", "false refusals", "silent drops")
HEADS += ("right refusals", "ms a brief")


@dataclass(frozen=True)
class GroupResult:
    """The sums of a group. `milliseconds`: the median of one reading; `slowest` of all readings."""

    group: str
    briefs: int
    fields: int
    fields_right: int
    flawless: int
    to_make: int
    false_refusals: int
    drops: int
    briefs_with_drops: int
    to_refuse: int
    right_refusals: int
    milliseconds: float
    slowest: float


def measure(reader: Reader, briefs: list[HeldOutBrief]) -> list[tuple[BriefScore, float]]:
    """The score of each brief and the milliseconds that reading it took."""
    found = []
    for brief in briefs:
        earlier: ReadPlan | None = None
        if brief.after:
            earlier = reader.read(brief.after, brief.media)
        start = time.perf_counter()
        plan = reader.read(brief.text, brief.media, brief.after)
        took = (time.perf_counter() - start) * 1000
        found.append((score(brief, plan, earlier), took))
    return found


def summarise(group: str, scored: list[tuple[BriefScore, float]]) -> GroupResult:
    """Add up the scores of a group."""
    scores, times = [s for s, _ in scored], [t for _, t in scored]
    return GroupResult(
        group=group,
        briefs=len(scores),
        fields=sum(s.fields for s in scores),
        fields_right=sum(s.right for s in scores),
        flawless=sum(s.flawless for s in scores),
        to_make=sum(s.outcome == "make" for s in scores),
        false_refusals=sum(s.false_refusal for s in scores),
        drops=sum(s.drops for s in scores),
        briefs_with_drops=sum(s.drops > 0 for s in scores),
        to_refuse=sum(s.outcome == "refuse" for s in scores),
        right_refusals=sum(s.right_refusal for s in scores),
        milliseconds=round(statistics.median(times), 1),
        slowest=round(max(times), 1),
    )


def table(results: list[GroupResult]) -> str:
    """The results as a Markdown table."""
    rows = [HEADS, tuple("---" for _ in HEADS)]
    for r in results:
        share = 100 * r.fields_right / r.fields
        rows.append(
            (
                r.group,
                str(r.briefs),
                f"{r.fields_right} of {r.fields} ({share:.0f} %)",
                f"{r.flawless} of {r.briefs}",
                f"{r.false_refusals} of {r.to_make}",
                f"{r.drops} in {r.briefs_with_drops}",
                f"{r.right_refusals} of {r.to_refuse}",
                f"{r.milliseconds} (slowest {r.slowest})",
            )
        )
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def main() -> None:
    groups = load_heldout()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reader", choices=sorted(READERS), default="planner")
    parser.add_argument("--group", choices=sorted(groups), action="append", help="only this one")
    parser.add_argument("--json", action="store_true", help="one object in place of the table")
    chosen = parsed(parser, group=sorted(groups)[:1])
    reader = READERS[chosen.reader]()
    reader.read("A picture of Luca")  # what is loaded once is not counted
    scored = {name: measure(reader, groups[name]) for name in chosen.group or groups}
    results = [summarise(name, found) for name, found in scored.items()]
    results.append(summarise("all", [each for found in scored.values() for each in found]))
    if chosen.json:
        print(json.dumps({"reader": chosen.reader, "groups": [asdict(r) for r in results]}))
    else:
        print(table(results))


if __name__ == "__main__":
    main()
