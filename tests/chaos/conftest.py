"""Counts what was answered and what came of it, and prints that at the end of a long run."""

from collections import Counter

OUTCOMES: Counter[str] = Counter()
ANSWERS: Counter[str] = Counter()


def pytest_terminal_summary(terminalreporter) -> None:
    """The counts."""
    if OUTCOMES:
        for title, counted in (("outcomes", OUTCOMES), ("answers", ANSWERS)):
            told = ", ".join(f"{name} {number}" for name, number in counted.most_common())
            terminalreporter.write_line(f"chaos, {title}: {counted.total()} ({told})")
