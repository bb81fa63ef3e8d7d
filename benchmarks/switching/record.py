"""Records the workload of `python -m benchmarks.switching`: real sessions of the crew.

    python -m benchmarks.switching.record [--briefs 24] [--seed 1]

Real are the group chat over HTTP, type checks, sandbox, tools, engines and measures, and every
second between one reply and the next request. The models are the offline planner with mistakes at
the rates of `mistakes.LEVELS`; how long they take to write is not recorded, but how much they read
and write is. All levels share one folder: a render that an earlier level has stored is charged
with the time that it took then.
"""

import argparse
import asyncio
import contextlib
import json
import tempfile
from pathlib import Path

from benchmarks.studio import settings_in
from benchmarks.switching.mistakes import LEVELS, Mistakes, erring_endpoint
from benchmarks.switching.workload import MODELS, RECORDED, Session, Step, save
from interfaces.listener import Silent
from interfaces.produce import produce_in
from interfaces.workplace import open_workplace
from studio.nouns.event import Event

# Small and short, so that recording takes minutes: pictures that take about as long as full ones on
# a faster machine; shots of a second.
BRIEFS = (
    "A 256x256 picture of Giulia laughing on the beach in the morning",
    "Mina says 'Full speed ahead, and mind the gulls!' cheerfully",
    "A one-second 256x144 close-up shot of Nico in the harbour, saying 'Over here!'",
    "A 256x256 picture of Nico thinking in the bedroom at night, a little sad, medium shot",
    "'I don't want to go,' whispers Nico sadly",
    "Luca jumping for joy in a green meadow at sunset, 256x256",
    "Record Mina saying 'Bonjour, mes amis' in French, slowly",
    "A one-second 256x144 close-up shot of Giulia waving in the meadow, saying 'Ciao!'",
    "A draft quality 256x256 close-up of Luca looking surprised, front view",
    "A draft 192x192 picture of Alberto, furious, and a voice line of Alberto saying 'Stop!'",
    "A voice line for Giulia: 'We are going to win the race!' very happy",
    "A draft 256x256 picture of Mina, hands on her hips, looking stern, in the harbour",
    "A one-second 192x108 full shot of Luca nodding in the bedroom",
    "'Vamos, amigos!' shouts Alberto in Spanish",
    "Two draft 192x192 pictures: Luca smiling in the morning, and Giulia scared at night",
    "A draft 256x256 picture of Giulia cheering with depth pass",
    "A one-second 256x144 close-up shot of Mina in the bedroom, saying 'Cast off!'",
    "Captain Mina says 'The ferry leaves at noon and it will not wait for anybody' calmly",
    "Full-body 256x256 picture of Alberto pointing at the camera, determined, plain backdrop",
    "A three-second voice line of Mina saying 'The ferry leaves at noon and will not wait for us'",
    "A draft 256x256 picture of Luca and Giulia in the village",
    "Luca asks 'Are you awake?' quietly",
    "A draft 256x256 picture of Nico sitting in the grass seen from above",
    "Giulia says 'The boat is gone!' in shock",
)


class Charges:
    """Seconds of every tool call when it was really made, and which sessions have paid for it."""

    def __init__(self) -> None:
        self._made: dict[str, float] = {}
        self._paid: set[tuple[str, str]] = set()

    def missing(self, event: Event) -> float:
        """What a call would have taken, were there no sessions before this one; seconds. Within a
        session a stored result costs nothing, as in life."""
        key = event.data["cache_key"]
        made = self._made.setdefault(key, event.data["seconds"])
        known = (event.session, key) in self._paid
        self._paid.add((event.session, key))
        return made if event.data["cached"] and not known else 0.0


class Diary(Silent):
    """Writes the steps of one session down."""

    def __init__(self, charges: Charges) -> None:
        self.steps: list[Step] = []
        self._charges, self._charged, self._last = charges, 0.0, 0.0

    def on_event(self, event: Event) -> None:
        now = event.time.timestamp()
        if event.kind == "brief":
            self._last = now
        elif event.kind == "tool":
            self._charged += self._charges.missing(event)
        elif event.kind == "reply":
            pause = now - event.data["seconds"] - self._last + self._charged
            read, written = event.data["prompt_tokens"], event.data["completion_tokens"]
            self.steps.append(
                Step(MODELS[event.data["role"]], round(max(0.0, pause), 2), read, written)
            )
            self._last, self._charged = now, 0.0


async def record(briefs: tuple[str, ...], seed: int) -> dict[str, list[Session]]:
    """One session of each brief at each level, one after another, in one warm studio."""
    charges, mistakes = Charges(), Mistakes()
    recorded: dict[str, list[Session]] = {level: [] for level in LEVELS}
    async with contextlib.AsyncExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = await stack.enter_async_context(erring_endpoint(mistakes))
        settings = settings_in(place, url)
        workplace = await stack.enter_async_context(open_workplace(settings))
        for brief in ("A 64x64 picture of Nico", "Nico says 'One, two, three!'"):
            await produce_in(workplace, workplace.crew(Silent()), brief)  # engines start
        for level, rates in LEVELS.items():
            print(level, rates, flush=True)
            mistakes.begin(rates, seed)
            for brief in briefs:
                diary = Diary(charges)
                outcome = await produce_in(workplace, workplace.crew(diary), brief)
                recorded[level].append(Session(brief, outcome.outcome, tuple(diary.steps)))
                told = " ".join(f"{step.model[0]}{step.pause:g}" for step in diary.steps)
                print(f"{outcome.outcome:>10}  {told}  {brief}", flush=True)
            save(recorded)  # what there is, should a later level fail
    return recorded


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--briefs", type=int, default=len(BRIEFS), help="how many of them")
    parser.add_argument("--seed", type=int, default=1, help="of the mistakes")
    given = parser.parse_args()
    recorded = asyncio.run(record(BRIEFS[: given.briefs], given.seed))
    counts = {level: sum(len(s.steps) for s in sessions) for level, sessions in recorded.items()}
    print(json.dumps(counts), "requests in", RECORDED)


if __name__ == "__main__":
    main()
