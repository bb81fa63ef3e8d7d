"""What it costs to check stored files: hashing within a warm run, and the look at a file's size.

    python -m benchmarks.store [--brief TEXT] [--rounds 5] [--checks 500]

A brief is made once with the real crew, planner, sandbox and engines, then again and again with
every call answered from the store. Before each warm run the process forgets which files it has
hashed, as a new process would; what it hashes then, and at delivery, is timed. Then the checks are
timed alone: of one file, and of a stored call with all its files.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text

from agents.outcome import Outcome
from benchmarks.options import parsed
from benchmarks.studio import settings_in
from interfaces.listener import Silent
from interfaces.produce import produce
from interfaces.stores import open_stores
from studio.nouns.artifact import sha256_of
from studio.settings import Settings
from studio.store import integrity

BRIEF = "A two-second shot of Mina waving in the harbour, saying 'Welcome aboard!'"
SHARE = 0.05  # of a warm run that hashing may take
CHECK_MS = 2.0  # that a check may take, at the median


class Clock:
    """Times the hashing of stored files while it is installed."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.bytes = 0
        self.files = 0

    def hashed(self, path: Path) -> str:
        """The file's SHA-256, timed."""
        began = time.perf_counter()
        digest = sha256_of(path)
        self.seconds += time.perf_counter() - began
        self.bytes += path.stat().st_size
        self.files += 1
        return digest


async def warm_run(brief: str, settings: Settings) -> tuple[float, Clock, Outcome]:
    """Seconds of a whole run, what was hashed in it, and what came of it. A run opens the store
    anew, so that nothing is known yet to be whole."""
    clock = Clock()
    integrity.sha256_of = clock.hashed
    try:
        began = time.perf_counter()
        outcome = await produce(brief, settings=settings, listener=Silent())
        seconds = time.perf_counter() - began
    finally:
        integrity.sha256_of = sha256_of
    return seconds, clock, outcome


def timed(check: Callable[[], object], times: int) -> list[float]:
    """Milliseconds of each of many checks."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        assert check() is not None
        found.append((time.perf_counter() - began) * 1000)
    return found


def time_checks(settings: Settings, outcome: Outcome, times: int) -> dict[str, list[float]]:
    """The checks alone, on what the runs have stored."""
    with open_stores(settings) as (_, artifacts):
        handle = outcome.deliverables[0].handle
        kept, path = artifacts.get(handle), artifacts.path(handle)
        with artifacts._engine.connect() as connection:
            keys = connection.execute(text("SELECT key FROM calls ORDER BY length(document)"))
            key = list(keys.scalars())[-1]  # the call that says most

        known = integrity.Integrity()

        def look() -> bool:
            return known.is_whole(path, kept.facts.bytes, kept.sha256)

        return {
            "the size of one file": timed(look, times),
            "path of a handle": timed(lambda: artifacts.path(handle), times),
            "a stored call": timed(lambda: artifacts.cached_call(key), times),
        }


async def measure(brief: str, rounds: int, checks: int) -> None:
    """Run all, print the tables."""
    with tempfile.TemporaryDirectory() as place:
        settings = settings_in(Path(place))
        began = time.perf_counter()
        outcome = await produce(brief, settings=settings, listener=Silent())
        cold = time.perf_counter() - began
        assert outcome.files, f"{outcome.message} {outcome.fix}"
        runs = [await warm_run(brief, settings) for _ in range(rounds)]
        for _, _, again in runs:
            assert again.cost.cached_calls == again.cost.tool_calls, "a call was not stored"
        report(cold, runs, time_checks(settings, outcome, checks))


def report(
    cold: float, runs: list[tuple[float, Clock, Outcome]], checks: dict[str, list[float]]
) -> None:
    """Both tables and what they had to show."""
    print(f"One brief, made once in {cold:.1f} s, then {len(runs)} times from the store")
    print(f"{'':<28}{'s':>9}{'hashing ms':>12}{'files':>8}{'MB':>8}{'share':>9}")
    shares = []
    for number, (seconds, clock, _) in enumerate(runs, start=1):
        shares.append(clock.seconds / seconds)
        print(
            f"{f'warm run {number}':<28}{seconds:>9.2f}{clock.seconds * 1000:>12.2f}"
            f"{clock.files:>8}{clock.bytes / 2**20:>8.1f}{shares[-1]:>9.2%}"
        )
    print()
    print(f"{'one check, ms':<28}{'p50':>9}{'p90':>9}")
    medians = {name: statistics.median(found) for name, found in checks.items()}
    for name, found in checks.items():
        p90 = statistics.quantiles(found, n=10)[-1]
        print(f"{name:<28}{medians[name]:>9.3f}{p90:>9.3f}")
    print()
    share, slowest = statistics.median(shares), max(medians.values())
    for words, held in (
        (f"hashing {share:.2%} of a warm run, {SHARE:.0%} allowed", share <= SHARE),
        (f"a check {slowest:.3f} ms, {CHECK_MS:g} allowed", slowest <= CHECK_MS),
    ):
        print(f"{'held  ' if held else 'MISSED'} {words}")


def main() -> None:
    """Parse, run."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--brief", default=BRIEF)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--checks", type=int, default=500)
    options = parsed(parser, brief="A draft 96x96 picture of Mina", rounds=1, checks=5)
    asyncio.run(measure(options.brief, options.rounds, options.checks))


if __name__ == "__main__":
    main()
