"""Where the running gateway is, as it says itself in a file."""

import contextlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from llm.backends.models import Roster
from llm.switching.lease import birth


@dataclass(frozen=True)
class Running:
    """A gateway: its process (`born` tells it from a later one of the same number), its address
    without /v1, its profile."""

    pid: int
    born: str
    root: str
    profile: str

    def write(self, roster: Roster) -> None:
        """Tell others."""
        file = state_file(roster)
        file.parent.mkdir(parents=True, exist_ok=True)
        partial = file.with_suffix(".partial")
        partial.write_text(json.dumps(asdict(self)))
        partial.replace(file)

    @property
    def alive(self) -> bool:
        return birth(self.pid) == self.born != ""


def this_process(root: str, profile: str) -> Running:
    """The gateway of this process."""
    return Running(os.getpid(), birth(os.getpid()), root, profile)


def state_file(roster: Roster) -> Path:
    return roster.paths.state / "gateway.json"


def log_file(roster: Roster) -> Path:
    """What the gateway itself prints."""
    return roster.paths.log("gateway")


def find_running(roster: Roster) -> Running | None:
    """The gateway that runs with this roster, if one does. The record of one that died is removed,
    unless another has taken its place meanwhile."""
    file = state_file(roster)
    found = _read(file)
    if found is None or found.alive:
        return found
    if _read(file) == found:
        with contextlib.suppress(OSError):
            file.unlink()
    return None


def _read(file: Path) -> Running | None:
    try:
        return Running(**json.loads(file.read_text()))
    except (OSError, ValueError, TypeError):
        return None
