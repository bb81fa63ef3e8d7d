"""What a film costs beside one of its shots, and what a change of one line costs.

    python -m benchmarks.film [--shots 3] [--seconds 3] [--shape 512x288] [--rounds 1]
                              [--keep FOLDER]

Each round, in an empty studio of its own, makes one talking shot; then, in another, a film of such
shots with dissolves and music; then changes one line of one of its shots. All with the real crew,
offline planner, sandbox and engines. Ratios of one run count, since machines differ.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from contextlib import AbstractAsyncContextManager, nullcontext
from pathlib import Path

from agents.outcome import Outcome
from benchmarks.options import exit_code, parsed
from benchmarks.studio import settings_in
from interfaces.listener import Silent
from interfaces.produce import produce_in
from interfaces.workplace import Workplace, open_workplace
from studio.settings import Settings

FILM = 1.1  # times one shot that each shot of a film may cost
CHANGE = 1.0  # times one shot that a change of one line may cost
SHOTS = (
    "Luca waves in the meadow and says 'What a day!'",
    "Giulia jumps in the harbour and says 'Andiamo!'",
    "Mina thinks in the bedroom and says 'Good night.'",
)
SOUND = "with cheerful music and dissolves"
NOTE = "in the second shot Giulia says 'Here we go!'"


def studio(place: Path) -> Settings:
    """An empty studio, in which everything is made once: what a critic asks for is not timed."""
    settings = settings_in(place)
    settings.budget.iterations = 1
    return settings


async def timed(
    text: str, opening: AbstractAsyncContextManager[Workplace], earlier: Outcome | None = None
) -> tuple[float, Outcome]:
    """Seconds of a brief, or of a note on an `earlier` piece, and what came of it."""
    began = time.perf_counter()
    async with opening as workplace:
        crew = workplace.crew(Silent())
        outcome = await produce_in(workplace, crew, text, earlier=earlier, is_note=bool(earlier))
    if not outcome.files:
        raise SystemExit(f"{text}: {outcome.message} {outcome.fix}")
    return time.perf_counter() - began, outcome


async def measure(
    shots: int, seconds: float, shape: str, place: Path, smoke: bool
) -> tuple[float, float, float]:
    """Seconds of one shot, of the film, and of the change; made in studios under `place`, the shot
    in one of its own, with engines that start anew for each. With `smoke` one serves all three."""

    def opened(name: str) -> AbstractAsyncContextManager[Workplace]:
        return open_workplace(studio(place / name))

    async with opened("film") if smoke else nullcontext() as shared:

        def at(name: str) -> AbstractAsyncContextManager[Workplace]:
            return nullcontext(shared) if shared else opened(name)

        one, _ = await timed(f"A shot of {seconds:g} seconds, {shape}: {SHOTS[0]}", at("shot"))
        brief = f"A film of {shots * seconds:g} seconds, {shape}, {SOUND}: "
        film, outcome = await timed(brief + ", then ".join(SHOTS[:shots]), at("film"))
        change, _ = await timed(NOTE, at("film"), outcome)
    return one, film, change


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shots", type=int, choices=(2, 3), default=3, help="of the film")
    parser.add_argument("--seconds", type=float, default=3.0, help="of each shot")
    parser.add_argument("--shape", default="512x288", help="of the picture")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="the folder in which what is made is left")
    options = parsed(parser, shots=2, seconds=0.5, shape="draft quality, 128x72 at 6 fps")
    shots, rounds = options.shots, range(options.rounds)
    runs = []
    for number in rounds:
        with tempfile.TemporaryDirectory() as passing:
            place = (options.keep or Path(passing)) / f"{number + 1}"
            made = measure(shots, options.seconds, options.shape, place, options.smoke)
            runs.append(asyncio.run(made))
    allowed = FILM * shots
    one, film, change = (statistics.median(each) for each in zip(*runs, strict=True))
    print(f"{'':<32}{'s':>9}{'of one shot':>14}{'allowed':>9}")
    print(f"{'one shot':<32}{one:>9.1f}")
    print(f"{f'a film of {shots} such shots':<32}{film:>9.1f}{film / one:>14.2f}{allowed:>9.1f}")
    print(f"{'one line of one shot changed':<32}{change:>9.1f}{change / one:>14.2f}{CHANGE:>9}")
    return exit_code(film <= allowed * one and change <= CHANGE * one, options)


if __name__ == "__main__":
    sys.exit(main())
