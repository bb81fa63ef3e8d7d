"""How long a process and those below it have computed (proc(5))."""

import os
from pathlib import Path

TIMES = slice(11, 15)  # of /proc/PID/stat behind the name: its own, and its ended children's


def computed(pid: int) -> float:
    """Seconds of processor that `pid` and the processes below it have taken; those that are gone
    count where they were waited for."""
    ticks, below = 0, [pid]
    while below:
        folder = Path(f"/proc/{below.pop()}")
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            children = [path.read_text() for path in folder.glob("task/*/children")]
        except OSError:  # it has just ended
            continue
        ticks += sum(map(int, fields[TIMES]))
        below += [int(child) for line in children for child in line.split()]
    return ticks / os.sysconf("SC_CLK_TCK")
