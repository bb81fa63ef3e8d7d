"""The part of the set-up that needs the main environment: engines and their weights.

    python -m interfaces.setup            the studio, its voice and its ears
    python -m interfaces.setup brain      and the weights of these purposes of configs/weights.yaml

Weights that the studio can do without may fail to come; what stands in for them is told.
"""

import sys
from concurrent.futures import ThreadPoolExecutor

from rich.console import Console

from interfaces.console.style import make_console, safe
from interfaces.console.weights import pull, to_fetch
from llm.backends.models import load_roster
from studio.environments import environment
from studio.errors import StudioError, WeightsError
from studio.settings import Settings, load_settings
from studio.weights import catalogue, warehouse
from studio.weights.catalogue import Entry
from studio.weights.pulling.pull import Puller

EMBEDDED = ("blender", "voice", "hearing")
_AT_ONCE = 2  # environments that are made side by side, while the weights come


def main(asked: list[str]) -> int:
    """Make what is missing; says each step, returns the exit code."""
    console = make_console()
    try:
        settings = load_settings()
        runners = runners_of(asked)
        with ThreadPoolExecutor(_AT_ONCE) as making:
            made = [
                making.submit(environment(name, settings).make, lambda text: _say(console, text))
                for name in (*EMBEDDED, *runners)
            ]
            _fetch_all(console, settings, asked)
        for one in made:
            one.result()
    except StudioError as error:
        console.print(safe(str(error), "bad"), soft_wrap=True)
        return error.exit_code
    return 0


def runners_of(purposes: list[str]) -> list[str]:
    """The environments of the models that are served from the weights of these purposes."""
    weights = {entry.folder for entry in catalogue().chosen(purposes)}
    served = (one for one in load_roster().models.values() if one.weights in weights)
    return sorted({one.environment for one in served})


def _fetch_all(console: Console, settings: Settings, asked: list[str]) -> None:
    entries = catalogue().chosen([*catalogue().setup, *asked])
    house = warehouse(settings)
    if told := to_fetch(Puller(house, settings), house, entries):
        _say(console, f"weights: {told}")
    for entry in entries:
        _fetch(console, settings, entry)


def _fetch(console: Console, settings: Settings, entry: Entry) -> None:
    try:
        pull(console, settings, [entry], hub=settings.weights.source == "hub")
    except WeightsError as error:
        if entry.needed:
            raise
        _say(console, f"{error.message} {error.fix}")


def _say(console: Console, text: str) -> None:
    console.print("==> ", safe(text), style="bold", sep="", soft_wrap=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
