"""Jobs in forks: what becomes of the process when one of them dies."""

import os
import threading
import time
from pathlib import Path

import pytest

from studio.fork_server import ForkServer


@pytest.fixture(scope="module")
def server():
    made = ForkServer("tests.studio.dying", "that dies")
    yield made
    made.close()


def test_only_the_fork_dies(server):
    assert server.ask({"way": "well"}, 5) == {"said": "well"}
    process = server.process
    assert server.ask({"way": "crash"}, 5) == {"died": 11}
    assert server.ask({"way": "raise"}, 5) == {"died": 0}
    assert server.ask({"way": "well"}, 5) == {"said": "well"} and server.process is process


def test_a_fork_does_not_outlive_its_process(server, tmp_path):
    note = tmp_path / "pid"
    job = {"way": "wait", "file": str(note)}
    told: list[dict] = []
    asked = threading.Thread(target=lambda: told.append(server.ask(job, 60)), daemon=True)
    asked.start()
    deadline = time.monotonic() + 20
    while not note.is_file() or not note.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    server.process.kill()
    while _is_alive(int(note.read_text())):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    asked.join()
    assert told == [{"said": "wait"}]  # it is done once more, by another process


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
