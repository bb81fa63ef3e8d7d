"""Processes that produce a brief and kill themselves, by SIGKILL, at the n-th event of a kind.

Reads lines of JSON, [folder, base_url, brief, kind, n]; forks one such process for each, so that
all are imported once; answers with the signal that ended it.
"""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from studio.nouns.brief import Brief
from studio.settings import load_settings
from tests.agents.rig import open_rig


async def produce(folder: str, base_url: str, text: str, kind: str, number: int) -> None:
    """Produce until the end comes."""
    settings = load_settings()
    settings.paths.data, settings.paths.outputs = Path(folder) / "data", Path(folder) / "outputs"
    seen = 0

    def count(found: str) -> None:
        nonlocal seen
        seen += found == kind
        if seen == number:
            os.kill(os.getpid(), signal.SIGKILL)

    async with open_rig(settings) as rig:
        crew = rig.crew(
            base_url,
            on_event=lambda event: count(event.kind),
            on_progress=lambda tool, fraction, note: count(f"{tool} {fraction}"),
        )
        await crew.produce(Brief(text=text))


def main() -> None:
    """One child after another."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            asyncio.run(produce(*json.loads(line)))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(os.WTERMSIG(status), flush=True)


if __name__ == "__main__":
    main()
