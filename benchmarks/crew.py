"""What the crew costs beyond its tools and its model, against a raw loop over the `openai` client.

    python -m benchmarks.crew [--calls 200] [--rounds 5] [--profile]

A server in a process of its own answers at once. The crew talks to it through the whole protocol:
group chat, state machine, events in SQLite, prompts rebuilt for every call, replies validated; its
programs and its measures take no time. The raw loop sends the very same requests, recorded from a
first run, and does nothing else. Rounds are interleaved; CPU time of this process alone counts.
"""

import argparse
import asyncio
import cProfile
import itertools
import json
import pstats
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from openai import AsyncOpenAI

from agents.crew import Crew
from benchmarks.options import parsed
from benchmarks.studio import settings_in
from studio.nouns.artifact import MediaFacts
from studio.nouns.brief import Brief
from studio.nouns.program import RunRecord
from studio.nouns.review import Measurement
from studio.nouns.sheet import CharacterSheet
from studio.plan import Change, Film
from studio.settings import Settings
from studio.store.artifacts import ArtifactStore
from studio.store.database import open_database
from studio.store.sessions import SessionStore
from tools.toolbox import Toolbox

CALLS_BEFORE_A_VERSION = 2  # director, analyst; then coder and critic for each version
POINTS = (10, 50, 200)
WINDOW = 15  # calls on each side that a point is averaged over
ALLOWED = 1.5


class NoSandbox:
    """Runs nothing: every program has made the same picture."""

    name = "none"

    def __init__(self, handle: str):
        self._handle = handle

    async def check(self, code: str) -> None:
        return None

    async def run(
        self, code: str, call: Any, on_output: Any, held: Collection[str] = ()
    ) -> RunRecord:
        return RunRecord(
            outcome="done",
            result={"mina": self._handle},
            held=[self._handle],
            engine=self.name,
        )


class NoMemory:
    """Remembers one character and no lessons."""

    def __init__(self) -> None:
        self.sheets = self.lessons = self

    def get(self, name: str) -> CharacterSheet:
        return CharacterSheet(name=name)

    def all(self) -> list[CharacterSheet]:
        return [self.get("Mina")]

    async def recall(self, *_: Any) -> list[Any]:
        return []

    async def remember(self, *_: Any) -> None:
        return None


async def never_good(film: Film, *_: Any) -> list[Measurement]:
    """A measure that every version fails, so that the chat goes on to its last version."""
    shot = film.shots[0]
    change = Change(path=f"{shot.id}.exposure", value=1.0, reason="too dark")
    return [
        Measurement(
            shot=shot.id,
            criterion="exposure",
            value=0.1,
            score=3,
            passed=False,
            evidence="mean 0.10",
            change=change,
        )
    ]


@asynccontextmanager
async def server(record: Path | str = ""):
    """The endpoint, in a process of its own; yields its base URL. Writes requests to `record`."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.crew_server",
        str(record),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout
        yield (await process.stdout.readline()).decode().strip()
    finally:
        process.terminate()
        await process.wait()


def marks(clock: list[float]) -> list[float]:
    """CPU milliseconds of each call, from the clock at each call's end."""
    return [(b - a) * 1000 for a, b in itertools.pairwise(clock)]


async def run_crew(base_url: str, calls: int, folder: Path) -> list[float]:
    """One session of `calls` calls; CPU ms of each."""
    settings = bench_settings(folder, calls)
    database = open_database(settings.database_url())
    artifacts = ArtifactStore(settings.paths.data / "artifacts", database)
    picture = folder / "picture.png"
    picture.write_bytes(b"a picture")
    handle = artifacts.add(picture, "image", MediaFacts(width=8, height=8)).handle
    memory = NoMemory()
    toolbox = Toolbox(artifacts, memory, settings)  # finds the engines and their versions, once
    clock = [time.process_time()]

    def on_event(event: Any) -> None:
        if event.kind == "reply":
            clock.append(time.process_time())

    crew = Crew(
        settings=settings,
        sessions=SessionStore(database),
        memory=memory,
        toolbox=toolbox,
        sandbox=NoSandbox(handle),
        base_url=base_url,
        judge=never_good,
        on_event=on_event,
    )
    outcome = await crew.produce(Brief(text="A picture of Mina waving in the meadow"))
    assert outcome.outcome == "delivered" and outcome.cost.model_calls == calls, outcome.message
    database.dispose()
    return marks(clock)


def bench_settings(folder: Path, calls: int) -> Settings:
    """The shipped settings, with as many versions as make up `calls`."""
    settings = settings_in(folder)
    settings.budget.iterations = (calls - CALLS_BEFORE_A_VERSION) // 2
    return settings


async def run_raw(base_url: str, requests: list[dict[str, Any]]) -> list[float]:
    """The same requests over the openai client alone; CPU ms of each."""
    clock = [time.process_time()]
    async with AsyncOpenAI(base_url=base_url, api_key="local") as client:
        for request in requests:
            completion = await client.chat.completions.create(**request)
            assert completion.choices[0].message.content
            clock.append(time.process_time())
    return marks(clock)


def around(times: list[float], point: int) -> float:
    """The mean over the calls around `point`."""
    return statistics.fmean(times[max(CALLS_BEFORE_A_VERSION, point - WINDOW) : point + WINDOW])


async def measure(calls: int, rounds: int) -> None:
    """Run all, print the table."""
    with tempfile.TemporaryDirectory() as place:
        record = Path(place) / "requests.jsonl"
        async with server(record) as url:
            await run_crew(url, calls, fresh(place, "rehearsal"))
        requests = [json.loads(line) for line in record.read_text().splitlines()]
        raw, crew = [], []
        async with server() as url:
            for number in range(rounds):
                raw.append(await run_raw(url, requests))
                crew.append(await run_crew(url, calls, fresh(place, f"round{number}")))
    report(calls, raw, crew)


def fresh(place: str, name: str) -> Path:
    """A new folder for one session."""
    folder = Path(place) / name
    folder.mkdir()
    return folder


def report(calls: int, raw: list[list[float]], crew: list[list[float]]) -> None:
    """Medians over the rounds."""

    def median(of: Callable[[list[float]], float], runs: list[list[float]]) -> float:
        return statistics.median(of(run) for run in runs)

    print(f"{calls} model calls, {len(raw)} interleaved rounds, medians; CPU ms a call")
    print(f"{'at call':>10} {'raw loop':>10} {'crew':>10} {'ratio':>8}")
    ratios = {}
    for point in [point for point in POINTS if point <= calls]:
        alone = median(lambda run, p=point: around(run, p), raw)
        whole = median(lambda run, p=point: around(run, p), crew)
        ratios[point] = whole / alone
        print(f"{point:>10} {alone:>10.2f} {whole:>10.2f} {whole / alone:>8.2f}")
    alone, whole = median(statistics.fmean, raw), median(statistics.fmean, crew)
    print(f"{'all':>10} {alone:>10.2f} {whole:>10.2f} {whole / alone:>8.2f}")
    verdict = "held" if whole / alone <= ALLOWED else "MISSED"
    print(f"at most {ALLOWED} times the raw loop: {verdict}")


async def profile(calls: int) -> None:
    """Where the crew's time goes."""
    with tempfile.TemporaryDirectory() as place:
        async with server() as url:
            profiler = cProfile.Profile()
            profiler.enable()
            await run_crew(url, calls, fresh(place, "profiled"))
            profiler.disable()
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(60)


def main() -> None:
    """Parse, run."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--calls", type=int, default=200, help="model calls of one session, even")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--profile", action="store_true", help="print where the time goes instead")
    options = parsed(parser, calls=10, rounds=1)
    work = profile(options.calls) if options.profile else measure(options.calls, options.rounds)
    asyncio.run(work)


if __name__ == "__main__":
    main()
