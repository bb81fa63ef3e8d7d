"""Counts where runs were killed and what became of them, and prints that."""

from collections import Counter

KILLED: Counter[str] = Counter()


def pytest_terminal_summary(terminalreporter) -> None:
    """The counts."""
    if KILLED:
        told = ", ".join(f"{name} {number}" for name, number in sorted(KILLED.items()))
        terminalreporter.write_line(f"crash, runs killed and resumed: {KILLED.total()} ({told})")
