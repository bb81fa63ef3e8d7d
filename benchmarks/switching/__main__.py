"""How often models change places on one GPU, and what that costs: the gateway's own scheduler
against first come, first served, on recorded sessions of the crew.

    python -m benchmarks.switching [--sessions 4] [--pieces 5] [--draws 20] [--tools 1]

The sessions are real ones of the crew (`python -m benchmarks.switching.record` makes them again);
their models err at stated rates, and the last tables show what hangs on those. Both schedulers run
as they are, in simulated time, and get the same pieces and the same reply times. What is compared
are switches a request while all people are at work, that is until the first one's last piece is
done; the columns "to the end" count what follows as well, where fewer and fewer share the GPU. Ends
with 0 when the scheduler needs at most a third of the plain one's switches at every cost of a
switch.
"""

import argparse
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

from benchmarks.options import exit_code, parsed
from benchmarks.switching.bound import fewest_switches
from benchmarks.switching.mistakes import LEVELS
from benchmarks.switching.simulation import Result, simulate
from benchmarks.switching.workload import Session, drawn, load
from llm.backends.settings import Switching

# Seconds of a switch: sleep level 1 of int4 models (two), of large ones, and a restart.
COSTS = (1.0, 2.0, 6.0, 28.0)
LEVEL = "stated"
WANTED = 3.0
PLAIN = "first come, first served"
SCHEDULERS = {
    PLAIN: None,
    "ours, without X-Studio-Next": Switching(expect_seconds=0),
    "ours": Switching(),
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


@dataclass(frozen=True)
class Means:
    """Of all draws: for each hundred requests while all people are at work, and to the end."""

    switches: float
    minutes: float
    switches_to_the_end: float
    minutes_to_the_end: float


def means(runs: Sequence[Result]) -> Means:
    """Draws with more requests count for more."""
    requests = sum(run.together.requests for run in runs)
    return Means(
        100 * sum(run.together.switches for run in runs) / requests,
        100 * sum(run.together.minutes for run in runs) / requests,
        statistics.mean(run.whole.switches for run in runs),
        statistics.mean(run.whole.minutes for run in runs),
    )


def main_table(setting: Setting, pool: list[Session]) -> bool:
    """Everything about the stated level; whether the wanted ratio was reached at every cost."""
    print(
        f"{'':38}{'a hundred requests:':>20}{'to the end:':>20}{'wait for the model:':>22}\n"
        f"{'switch s':>9}{'scheduler':>29}"
        + f"{'switches':>10}{'minutes':>10}" * 2
        + f"{'median s':>11}{'longest s':>11}"
    )
    kept, most = True, 0.0
    for cost in COSTS:
        runs = {name: setting.runs(pool, cost, name) for name in SCHEDULERS}
        found = {name: means(some) for name, some in runs.items()}
        for name, mean in found.items():
            waits = [wait for run in runs[name] for wait in run.waits]
            print(
                f"{cost:9.1f}{name:>29}{mean.switches:10.1f}{mean.minutes:10.1f}"
                f"{mean.switches_to_the_end:10.1f}{mean.minutes_to_the_end:10.1f}"
                f"{statistics.median(waits):11.1f}{max(waits):11.0f}"
            )
        plain, ours = found[PLAIN], found["ours"]
        ratio = plain.switches / ours.switches
        to_the_end = plain.switches_to_the_end / ours.switches_to_the_end
        print(f"{'':9}{ratio:.2f} times fewer (wanted {WANTED:g}); to the end {to_the_end:.2f}")
        kept &= ratio >= WANTED
        most = max(most, plain.switches_to_the_end)
    fewest = setting.fewest(pool)
    print(
        f"To the end, no order of these requests does with fewer than {fewest:.1f} switches"
        f" ({most / fewest:.2f} times fewer),\n"
        "not even one that knows the future and has every next request at once."
    )
    return kept


def ratios(setting: Setting, pool: list[Session], head: str) -> None:
    """One line: for each cost how many times fewer switches, and the share of the plain time."""
    cells = []
    for cost in COSTS:
        plain = means(setting.runs(pool, cost, PLAIN))
        ours = means(setting.runs(pool, cost, "ours"))
        cells.append(f"{plain.switches / ours.switches:6.2f} {ours.minutes / plain.minutes:5.0%}")
    print(f"{head:>12}" + "".join(f"{cell:>14}" for cell in cells))


def heads(first: str) -> None:
    """The head of a table of ratios."""
    print(f"{first:>12}" + "".join(f"{cost:12g} s" for cost in COSTS))


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
    given = parsed(parser, sessions=2, pieces=1, draws=1)
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
    print("\nTimes fewer switches a request, and the time of one as a share of the plain one's")
    heads("mistakes")
    for level, sessions in pools.items():
        ratios(setting, sessions, level)
    heads("tools' time")
    for share in (0.1, 0.3, 1.0, 3.0):
        ratios(setting, hastened(pool, share), f"{share:.0%}")
    heads("at once")
    for people in (2, 4, 8, 16):
        ratios(replace(setting, people=people), pool, str(people))
    return exit_code(kept, given)


if __name__ == "__main__":
    sys.exit(main())
