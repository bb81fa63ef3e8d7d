"""The end of a session on the console: what was made, how it scored, what it took."""

from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from interfaces.console.style import safe
from interfaces.format.facts import facts_line
from interfaces.format.history import History
from interfaces.format.wording import untold
from studio.nouns.artifact import MediaFacts
from studio.plan.wording import counted, spaced

SHORTEST = 0.05  # seconds; shorter steps are not listed
VERDICTS = {
    "approved": ("Approved", "good"),
    "delivered": ("Delivered, not approved", "warn"),
    "refused": ("Not made", "bad"),
    "failed": ("Failed", "bad"),
}


def print_summary(console: Console, told: History, report: Path | None) -> None:
    """Outcome, deliverables, scores, time and cost of a session that ended."""
    console.print()
    _print_scores(console, told)
    _print_time(console, told)
    outcome = told.outcome
    words, style = VERDICTS[outcome.outcome]
    console.print(Text("Unfinished" if outcome.open else words, style=f"bold {style}"))
    missing, said = untold(outcome)
    for one in missing:
        console.print(safe(one, "warn"))
    if outcome.message:
        console.print(safe(outcome.message))
    if outcome.fix:
        console.print(safe(outcome.fix, "fix"), soft_wrap=True)
    if said:
        console.print(safe(said, "warn"))
    for item in outcome.deliverables:
        facts = facts_line(MediaFacts.model_validate(item.facts))
        line = Text.assemble("  ", safe(near(Path(item.path)), "bold"), "  ", (facts, "quiet"))
        console.print(line, soft_wrap=True)
    if report:
        line = Text.assemble("  ", safe(near(report), "bold"), ("  the report", "quiet"))
        console.print(line, soft_wrap=True)
    console.print(Text(f"  session {told.session}", style="quiet"), soft_wrap=True)


def _print_scores(console: Console, told: History) -> None:
    takes = [take for take in told.takes if take.review]
    if not takes:
        return
    table = Table(box=None, pad_edge=False, header_style="quiet")
    table.add_column("criterion")
    for take in takes:
        table.add_column(f"take {take.number}", justify="right")
    table.add_column("evidence", style="quiet", overflow="fold")
    rows = {
        (score.shot, score.criterion): score
        for take in takes
        for score in (take.review.scores if take.review else [])
    }
    several = len({shot for shot, _ in rows}) > 1
    for (shot, criterion), newest in rows.items():
        cells = []
        for take in takes:
            measured = {(m.shot, m.criterion): m for m in take.measurements}.get((shot, criterion))
            scores = {(s.shot, s.criterion): s for s in (take.review.scores if take.review else [])}
            score = scores.get((shot, criterion))
            style = "good" if measured and measured.passed else "bad" if measured else ""
            cells.append(Text(f"{score.score:.1f}" if score else "", style=style))
        label = f"{spaced(criterion)}, {shot}" if several else spaced(criterion)
        table.add_row(safe(label), *cells, safe(newest.evidence))
    console.print(table)
    console.print()


def _print_time(console: Console, told: History) -> None:
    timings, cost = told.outcome.timings, told.outcome.cost
    steps = [f"{step} {seconds:.1f} s" for step, seconds in timings.items() if seconds >= SHORTEST]
    if steps:
        words = f"{sum(timings.values()):.1f} s: {', '.join(steps)}"
        console.print(Text.assemble(("time   ", "quiet"), words))
    if cost.model_calls or cost.tool_calls:
        words = (
            f"{counted(cost.model_calls, 'model call')}, {cost.tokens}; "
            f"{counted(cost.tool_calls, 'tool call')}, "
            f"{cost.cached_calls} from the store, {cost.tool_seconds:.1f} s"
        )
        console.print(Text.assemble(("cost   ", "quiet"), words))
        console.print()


def near(path: Path) -> str:
    """A path as seen from here, where that is shorter."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
