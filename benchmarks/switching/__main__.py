"""How often models change places on one GPU, and what that costs: the scheduler's own policy
against first come, first served, on recorded sessions of the crew.

    python -m benchmarks.switching [--sessions 4] [--database .studio/studio.db]

The order of the roles and the time that tools took between them are those of the recorded sessions
(of the studio's database, else of benchmarks/agent_sessions.json). How long a reply takes is drawn
from what such models need on such a card; both schedulers get the same draws. Simulated time.
"""

import argparse
import heapq
import itertools
import json
import random
import sqlite3
import statistics
import sys
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from llm.roster.settings import Switching
from llm.switching.policy import Policy, Queue
from studio.settings import ROOT

RECORDED = ROOT / "benchmarks" / "agent_sessions.json"
MODELS = {"director": "reasoning", "analyst": "vision", "coder": "code", "critic": "vision"}
# Seconds of one reply on a 16 GB card, from the lengths of the crew's replies at 30-60 tokens/s.
REPLY_SECONDS = {"reasoning": (8, 20), "vision": (4, 12), "code": (6, 18)}
# Seconds of one switch: sleep level 1 of small int4 models, of larger ones, and a restart.
SWITCH_SECONDS = (1.0, 2.0, 6.0, 28.0)
WANTED_RATIO = 3.0
RUNS = 40


@dataclass(frozen=True)
class Step:
    """A request to `model`, after `pause` seconds of other work."""

    model: str
    pause: float


@dataclass
class Asked:
    """A request that waits: since when, of which session, how long it will take."""

    since: float
    session: int
    seconds: float


def recorded(database: Path | None) -> list[list[Step]]:
    """Sessions as they were: roles in their order, and the seconds between a reply and the next
    role's turn."""
    if database is None:
        return [[Step(**step) for step in session] for session in json.loads(RECORDED.read_text())]
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as opened:
        rows = opened.execute(
            "SELECT session, kind, actor, time FROM events ORDER BY session, number"
        ).fetchall()
    sessions = []
    for _, events in itertools.groupby(rows, key=lambda row: row[0]):
        steps, last = [], None
        for _, kind, actor, stamp in events:
            now = datetime.fromisoformat(stamp)
            last = last or now
            if kind == "reply":
                steps.append(Step(MODELS[actor], round((now - last).total_seconds(), 3)))
                last = now
        if steps:
            sessions.append(steps)
    return sessions


class Simulation:
    """`count` sessions at once, one after another from `pool`, until each has had `rounds`."""

    def __init__(
        self, pool: list[list[Step]], count: int, rounds: int, switch: float, seed: int
    ) -> None:
        self._draw = random.Random(seed)
        self._steps = [
            deque(step for _ in range(rounds) for step in self._draw.choice(pool))
            for _ in range(count)
        ]
        self._replies = [
            deque(self._draw.uniform(*REPLY_SECONDS[step.model]) for step in steps)
            for steps in self._steps
        ]
        self._switch = switch
        self._queues: dict[str, deque[Asked]] = {model: deque() for model in REPLY_SECONDS}
        self._events: list[tuple[float, int, str, int]] = []
        self._number = itertools.count()
        self.now = 0.0
        self.switches = 0
        self.waits: list[float] = []

    def run(self, policy: Policy | None) -> float:
        """Until all is done; seconds. Without a policy: first come, first served."""
        for session in range(len(self._steps)):
            self._ask_after(session, session * 3.0)  # people do not all begin at once
        awake: str | None = None
        running, idle_since = 0, 0.0
        while self._events:
            self.now, _, kind, session = heapq.heappop(self._events)
            if kind == "ask":
                step = self._steps[session].popleft()
                self._queues[step.model].append(
                    Asked(self.now, session, self._replies[session].popleft())
                )
            elif kind == "done":
                running -= 1
                idle_since = self.now
                self._ask_after(session, 0.0)
            target = self._next(policy, awake, running, idle_since)
            if target is not None and target != awake and not running:
                if awake is not None:
                    self.switches += 1
                    self.now += self._switch
                awake, idle_since = target, self.now
            if awake is not None and target in (None, awake):
                running += self._serve(awake, only_first=policy is None)
        return self.now

    def _ask_after(self, session: int, delay: float) -> None:
        if self._steps[session]:
            self._at(self.now + delay + self._steps[session][0].pause, "ask", session)

    def _at(self, when: float, kind: str, session: int = -1) -> None:
        heapq.heappush(self._events, (when, next(self._number), kind, session))

    def _next(
        self, policy: Policy | None, awake: str | None, running: int, idle_since: float
    ) -> str | None:
        """The model that is to be awake; None: as it is."""
        waiting = {model: queue for model, queue in self._queues.items() if queue}
        if policy is None:
            return min(waiting, key=lambda model: waiting[model][0].since, default=None)
        queues = [
            Queue(model, len(queue), queue[0].since)
            for model, queue in waiting.items()
            if model != awake
        ]
        busy = bool(running or (awake and self._queues[awake]))
        decision = policy.decide(self.now, awake, busy, idle_since, queues)
        if decision.look_again is not None and not running:
            self._at(self.now + decision.look_again, "look")
        return decision.switch_to

    def _serve(self, model: str, only_first: bool) -> int:
        """Let in what waits for `model` (with `only_first`, as long as nobody else came before);
        vLLM answers them side by side."""
        begun = 0
        queue = self._queues[model]
        while queue:
            others = [q[0].since for m, q in self._queues.items() if q and m != model]
            if only_first and others and min(others) < queue[0].since:
                break
            asked = queue.popleft()
            self.waits.append(self.now - asked.since)
            self._at(max(self.now, asked.since) + asked.seconds, "done", asked.session)
            begun += 1
        return begun


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=5, help="pieces that each session makes")
    parser.add_argument("--database", type=Path)
    given = parser.parse_args()
    pool = recorded(given.database)
    settings = Switching()
    print(
        f"{len(pool)} recorded sessions, {given.sessions} at once, {given.rounds} pieces each, "
        f"{RUNS} draws; patience {settings.patience_seconds:g} s"
    )
    print(
        f"{'switch s':>9}{'scheduler':>26}{'switches':>10}{'a request':>11}{'minutes':>9}"
        f"{'longest wait s':>16}"
    )
    kept = True
    for cost in SWITCH_SECONDS:
        ratios = []
        policies = {
            "first come, first served": None,
            "ours": Policy(settings.patience_seconds, settings.linger_seconds),
        }
        counts: dict[str, list[int]] = {}
        for name, policy in policies.items():
            minutes, longest, each = [], [], []
            for seed in range(RUNS):
                simulation = Simulation(pool, given.sessions, given.rounds, cost, seed)
                minutes.append(simulation.run(policy) / 60)
                counts.setdefault(name, []).append(simulation.switches)
                each.append(simulation.switches / len(simulation.waits))
                longest.append(max(simulation.waits))
            print(
                f"{cost:9.1f}{name:>26}{statistics.mean(counts[name]):10.1f}"
                f"{statistics.mean(each):11.2f}{statistics.mean(minutes):9.1f}"
                f"{max(longest):16.0f}"
            )
        fcfs, ours = counts.values()
        ratios = [a / b for a, b in zip(fcfs, ours, strict=True)]
        print(f"{'':9}{statistics.mean(ratios):.2f} times fewer (wanted {WANTED_RATIO})")
        kept &= statistics.mean(ratios) >= WANTED_RATIO
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
