"""How often models change places on one GPU, and what that costs: the gateway's own scheduler
against first come, first served, on recorded sessions of the crew.

    python -m benchmarks.switching [--sessions 4] [--pieces 5] [--draws 20] [--tools 1]

The sessions are real ones of the crew (`python -m benchmarks.switching.record` makes them again);
their models err at stated rates, and the last tables show what hangs on those. Both schedulers run
as they are, in simulated time, and get the same pieces and the same reply times. Ends with 0 when
the scheduler needs at most a third of the plain one's switches at every cost of a switch.
"""

import argparse
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

from benchmarks.switching.bound import fewest_switches
from benchmarks.switching.mistakes import LEVELS
from benchmarks.switching.simulation import Result, simulate
from benchmarks.switching.workload import Session, drawn, load
from llm.roster.settings import Switching

# Seconds of a switch: sleep level 1 of int4 models (two), of large ones, and a restart.
COSTS = (1.0, 2.0, 6.0, 28.0)
LEVEL = "stated"
WANTED = 3.0
SCHEDULERS = {
    "first come, first served": None,
    "ours": Switching(),
    "ours, 30 s of lingering": Switching(linger_seconds=30, patience_seconds=300),
}


@dataclass(frozen=True)
class Setting:
    """What is simulated: so many people at once with so many pieces each, in so many draws."""

    people: int
    pieces: int
    draws: int

    def runs(self, pool: list[Session], cost: float, name: str) -> list[Result]:
        """One run a draw."""
        return [
            simulate(pool, self.people, self.pieces, cost, seed, SCHEDULERS[name])
            for seed in range(self.draws)
        ]

    def fewest(self, pool: list[Session]) -> float:
        """Switches that not even the best order could do without; mean of the draws."""
        found = []
        for seed in range(self.draws):
            work = drawn(pool, self.people, self.pieces, seed)
            models = [[step.model for step in steps] for steps in work]
            found.append(fewest_switches(models, "reasoning"))
        return statistics.mean(found)


def switches(runs: Sequence[Result]) -> float:
    """The mean of the draws."""
    return statistics.mean(run.switches for run in runs)


def minutes(runs: Sequence[Result]) -> float:
    """The mean of the draws."""
    return statistics.mean(run.minutes for run in runs)


def main_table(setting: Setting, pool: list[Session]) -> bool:
    """Everything about the stated level; whether the wanted ratio was reached at every cost."""
    print(
        f"{'switch s':>9}{'scheduler':>26}{'switches':>10}{'a request':>11}{'minutes':>9}"
        f"{'median wait s':>15}{'longest s':>11}"
    )
    kept, most = True, 0.0
    for cost in COSTS:
        runs = {name: setting.runs(pool, cost, name) for name in SCHEDULERS}
        for name, found in runs.items():
            waits = [wait for run in found for wait in run.waits]
            print(
                f"{cost:9.1f}{name:>26}{switches(found):10.1f}"
                f"{switches(found) * len(found) / len(waits):11.2f}{minutes(found):9.1f}"
                f"{statistics.median(waits):15.1f}{max(waits):11.0f}"
            )
        plain, ours = (switches(runs[name]) for name in ("first come, first served", "ours"))
        print(f"{'':9}{plain / ours:.2f} times fewer (wanted {WANTED:g})")
        kept &= plain / ours >= WANTED
        most = max(most, plain)
    fewest = setting.fewest(pool)
    print(
        f"No order of these requests does with fewer than {fewest:.1f} switches"
        f" ({most / fewest:.2f} times fewer),\n"
        "not even one that knows the future and has every next request at once."
    )
    return kept


def ratios(setting: Setting, pool: list[Session], head: str) -> None:
    """One line: for each cost how many times fewer switches, and the time beside the plain one's;
    then how many times fewer there could be at most, at any of the costs."""
    cells, most = [], 0.0
    for cost in COSTS:
        plain = setting.runs(pool, cost, "first come, first served")
        ours = setting.runs(pool, cost, "ours")
        cells.append(
            f"{switches(plain) / switches(ours):6.2f} {minutes(ours) / minutes(plain):5.0%}"
        )
        most = max(most, switches(plain))
    bound = most / setting.fewest(pool)
    print(f"{head:>12}" + "".join(f"{cell:>14}" for cell in cells) + f"{bound:12.2f}")


def heads(first: str) -> None:
    """The head of a table of ratios."""
    print(f"{first:>12}" + "".join(f"{cost:12g} s" for cost in COSTS) + f"{'at most':>12}")


def hastened(pool: list[Session], share: float) -> list[Session]:
    """The sessions with their tools' time changed to a share of it."""
    return [
        replace(one, steps=tuple(replace(s, pause=s.pause * share) for s in one.steps))
        for one in pool
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--sessions", type=int, default=4, help="people at once")
    parser.add_argument("--pieces", type=int, default=5, help="that each has made")
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--tools", type=float, default=1.0, help="their time, as a share")
    given = parser.parse_args()
    setting = Setting(given.sessions, given.pieces, given.draws)
    pools = {level: hastened(sessions, given.tools) for level, sessions in load().items()}
    pool, rates = pools[LEVEL], LEVELS[LEVEL]
    print(
        f"{len(pool)} recorded sessions of {len({one.brief for one in pool})} briefs,"
        f" {sum(len(one.steps) for one in pool)} requests; {setting.people} at once,"
        f" {setting.pieces} pieces each, mean of {setting.draws} draws.\n"
        f"Mistakes: {rates.reply:.0%} of replies do not parse, {rates.program:.0%} of programs"
        f" are wrong, {rates.change:.0%} of reviews ask for more.\n"
    )
    kept = main_table(setting, pool)
    print("\nTimes fewer switches, and the total time as a share of the plain one's")
    heads("mistakes")
    for level, sessions in pools.items():
        ratios(setting, sessions, level)
    heads("tools' time")
    for share in (0.1, 0.3, 1.0):
        ratios(setting, hastened(pool, share), f"{share:.0%}")
    heads("at once")
    for people in (2, 4, 8, 16):
        ratios(replace(setting, people=people), pool, str(people))
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
