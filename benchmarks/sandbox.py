"""What a sandbox costs beyond the tools, beside AutoGen's Docker executor on the same engine.

    python -m benchmarks.sandbox [--rounds 30] [--many 200] [--at-once 20]

Each round runs one trivial program in every contestant, one after another. Ours make one tool call,
which is answered at once; AutoGen's executor has no tools, so its program makes none. Every program
differs from the last by a comment, so that no type check is remembered. Then many programs run one
after another and some at once, while memory, descriptors and containers are counted. Last, the
checks of what a program hands over are timed alone, of a usual call and of the largest that may
cross.
Needs a Docker engine with the sandbox's image: python main.py sandbox build.
"""

import argparse
import asyncio
import itertools
import json
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from autogen_core import CancellationToken
from autogen_core.code_executor import CodeBlock
from autogen_ext.code_executors.docker import DockerCommandLineCodeExecutor

from benchmarks.options import parsed
from sandbox.channel.said import read_said
from sandbox.docker.client import connect
from sandbox.docker.confinement import Confinement
from sandbox.docker.engine import DockerSandbox
from sandbox.docker.image import has_image, image_name
from sandbox.docker.labels import LABEL
from sandbox.docker.runner.values import MOST_NODES, count
from sandbox.embedded.engine import MontySandbox
from sandbox.interface import Answer, Interface, Limits, Sandbox
from studio.printable import printable
from studio.settings import Settings, load_settings

INTERFACE = Interface(
    {"probe": ("text",)},
    "from typing import TypedDict\nclass Answer(TypedDict):\n    text: str\n"
    "async def probe(text: str) -> Answer: ...\n",
)
LIMITS = Limits(seconds=60, calls=10)
PROGRAM = "from tools import probe\nanswer = await probe('hello')\nprint(answer['text'])\n1"
PLAIN = "print('hello')"
FASTER = 8.0  # times AutoGen's executor, at the median
BEYOND_MS = 20.0
MONTY_MS = 3.0
CHECK_MS = 2.0  # of a usual call
GROWTH = 1.1  # of memory, between the first quarter of many programs and the end
AUTOGEN, DOCKER, DOCKER_CHECKED = "AutoGen's Docker executor", "docker, warm", "docker, type check"
MONTY, MONTY_CHECKED = "monty", "monty, type check"

Run = Callable[[int], Awaitable[None]]


async def probe(_tool: str, arguments: dict[str, Any]) -> Answer:
    """A tool that takes no time."""
    return Answer(arguments)


def runner(sandbox: Sandbox) -> Run:
    """Runs the trivial program in one of ours."""

    async def run(number: int) -> None:
        record = await sandbox.run(f"{PROGRAM}  # {number}", probe, lambda _: None)
        assert record.outcome == "done" and record.output == "hello\n", record

    return run


def autogen_runner(executor: DockerCommandLineCodeExecutor) -> Run:
    """Runs it, without the call, in AutoGen's executor."""

    async def run(number: int) -> None:
        block = CodeBlock(code=f"{PLAIN}  # {number}", language="python")
        result = await executor.execute_code_blocks([block], CancellationToken())
        assert result.exit_code == 0 and result.output == "hello\n", result

    return run


def docker_sandbox(settings: Settings, type_check: bool) -> DockerSandbox:
    """A sandbox as the settings say, on an engine that is there."""
    client = connect(settings.sandbox.docker_host)
    if not has_image(client):
        raise SystemExit("The image is not there: python main.py sandbox build")
    confinement = Confinement.of(settings.sandbox, image_name(), LIMITS.memory_mb)
    return DockerSandbox(
        INTERFACE,
        LIMITS,
        client,
        confinement,
        warm=1,
        most=settings.sandbox.containers,
        type_check=type_check,
    )


async def compare(settings: Settings, rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each run, by contestant; rounds are interleaved."""
    async with AsyncExitStack() as stack:
        contestants: dict[str, Run] = {}
        for name, check in ((DOCKER, False), (DOCKER_CHECKED, True)):
            sandbox = docker_sandbox(settings, check)
            await sandbox.open()
            stack.push_async_callback(sandbox.close)
            contestants[name] = runner(sandbox)
        for name, check in ((MONTY, False), (MONTY_CHECKED, True)):
            embedded = MontySandbox(INTERFACE, LIMITS, type_check=check)
            stack.push_async_callback(embedded.close)
            contestants[name] = runner(embedded)
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        place.chmod(0o755)  # the image's user is not this one
        executor = DockerCommandLineCodeExecutor(image_name(), work_dir=place)
        await stack.enter_async_context(executor)
        contestants[AUTOGEN] = autogen_runner(executor)
        for run in contestants.values():
            await run(0)
        times: dict[str, list[float]] = {name: [] for name in contestants}
        for number in range(1, rounds + 1):
            for name, run in contestants.items():
                began = time.perf_counter()
                await run(number)
                times[name].append((time.perf_counter() - began) * 1000)
        return times


async def endure(settings: Settings, many: int, at_once: int) -> list[tuple[str, dict[str, int]]]:
    """Run many programs; what is held at four points of them, and after as many at once."""
    sandbox = docker_sandbox(settings, False)
    client = connect(settings.sandbox.docker_host)
    run = runner(sandbox)
    points: list[tuple[str, dict[str, int]]] = []

    def count() -> dict[str, int]:
        containers = client.containers(all=True, filters={"label": LABEL})
        inside = [client.stats(found["Id"], stream=False) for found in containers]
        return {
            "RSS MB": _rss() // 2**20,
            "descriptors": len(list(Path("/proc/self/fd").iterdir())),
            "containers": len(containers),
            "container MB": sum(stats["memory_stats"].get("usage", 0) for stats in inside) // 2**20,
        }

    await sandbox.open()
    try:
        numbers = itertools.count()
        for part in range(1, 5):
            for _ in range(many // 4):
                await run(next(numbers))
            points.append((f"after {part * (many // 4)}", count()))
        for part in (1, 2):
            await asyncio.gather(*(run(next(numbers)) for _ in range(at_once)))
            await asyncio.sleep(2)  # what is over the warm pool is being removed
            points.append((f"{at_once} at once, time {part}", count()))
    finally:
        await sandbox.close()
        points.append(("closed", count()))
        client.close()
    return points


def check_costs(rounds: int) -> dict[str, list[float]]:
    """Milliseconds of all counting, reading and cleaning of one call, at both ends."""
    usual = [{"character": "Luna", "action": "wave", "at": [0.5, 1, n]} for n in range(5)]
    calls = {"a usual call": usual, "the largest call": [0.5] * (MOST_NODES - 10)}
    costs: dict[str, list[float]] = {}
    for name, shots in calls.items():
        said = {"said": "call", "id": 1, "tool": "probe", "args": [], "kwargs": {"shots": shots}}
        text = json.dumps(said).encode()
        costs[name] = []
        for _ in range(rounds):
            began = time.perf_counter()
            count([[], {"shots": shots}])
            printable(read_said(text).kwargs)
            costs[name].append((time.perf_counter() - began) * 1000)
    return costs


def report_checks(costs: dict[str, list[float]]) -> None:
    """The checks' table and what it had to show."""
    print(f"\n{'Checks of what crosses, ms':<28}{'p50':>9}{'p90':>9}")
    for name, run in costs.items():
        p90 = statistics.quantiles(run, n=10)[-1]
        print(f"{name:<28}{statistics.median(run):>9.3f}{p90:>9.3f}")
    usual = statistics.median(costs["a usual call"])
    held = usual <= CHECK_MS
    print(f"\n{'held  ' if held else 'MISSED'} checks {usual:.3f} ms, {CHECK_MS:g} wanted")


def _rss() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def report(times: dict[str, list[float]], points: list[tuple[str, dict[str, int]]]) -> None:
    """Both tables and what they had to show."""
    medians = {name: statistics.median(run) for name, run in times.items()}
    print(f"One trivial program, {len(times[AUTOGEN])} interleaved rounds, ms")
    print(f"{'':<28}{'p50':>9}{'p90':>9}{'of AutoGen':>12}")
    for name, run in times.items():
        p90 = statistics.quantiles(run, n=10)[-1]
        share = medians[AUTOGEN] / medians[name]
        print(f"{name:<28}{medians[name]:>9.1f}{p90:>9.1f}{f'1/{share:.1f}':>12}")
    print()
    columns = list(points[0][1])
    print(f"{'programs in docker':<28}" + "".join(f"{column:>14}" for column in columns))
    for name, held in points:
        print(f"{name:<28}" + "".join(f"{held[column]:>14}" for column in columns))
    print()
    ratio = medians[AUTOGEN] / medians[DOCKER]
    first, last = points[0][1], points[-2][1]
    growth = max(last[name] / max(1, first[name]) for name in ("RSS MB", "container MB"))
    for words, held in (
        (
            f"docker {ratio:.1f} times as fast as AutoGen's executor, {FASTER:g} wanted",
            ratio >= FASTER,
        ),
        (
            f"docker {medians[DOCKER]:.1f} ms beyond the tool, {BEYOND_MS:g} wanted",
            medians[DOCKER] <= BEYOND_MS,
        ),
        (f"monty {medians[MONTY]:.2f} ms, {MONTY_MS:g} wanted", medians[MONTY] <= MONTY_MS),
        (
            f"memory {growth:.2f} of what it was, descriptors {last['descriptors']} "
            f"of {first['descriptors']}, {points[-1][1]['containers']} containers at the end",
            growth <= GROWTH
            and last["descriptors"] <= first["descriptors"]
            and not points[-1][1]["containers"],
        ),
    ):
        print(f"{'held  ' if held else 'MISSED'} {words}")


def main() -> None:
    """Parse, run."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--many", type=int, default=200)
    parser.add_argument("--at-once", type=int, default=20)
    options = parsed(parser, rounds=2, many=8, at_once=2)
    settings = load_settings()
    if settings.sandbox.docker_host:  # AutoGen's executor asks the environment alone
        os.environ["DOCKER_HOST"] = settings.sandbox.docker_host
    times = asyncio.run(compare(settings, options.rounds))
    report(times, asyncio.run(endure(settings, options.many, options.at_once)))
    report_checks(check_costs(options.rounds))


if __name__ == "__main__":
    main()
