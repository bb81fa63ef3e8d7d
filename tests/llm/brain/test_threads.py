"""How many threads llama.cpp takes: as many as there are idle cores now."""

import os
import subprocess
import sys

import pytest

from llm.llamacpp.serve import idle_cores, threads


def test_what_is_asked_is_taken_and_else_what_is_idle(monkeypatch):
    cores = len(os.sched_getaffinity(0))
    assert threads(3) == 3
    assert 0 <= idle_cores() <= cores + 0.2
    for idle, taken in ((0.1, 1), (1.6, 2), (3.2, 3), (64.0, 8)):
        monkeypatch.setattr("llm.llamacpp.serve.idle_cores", lambda idle=idle: idle)
        assert threads(0) == taken


def test_a_busy_core_is_none_that_is_idle():
    cores = sorted(os.sched_getaffinity(0))
    busy = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2 * len(cores))
    ]
    try:
        assert idle_cores() < 0.5 * len(cores)
    finally:
        for process in busy:
            process.kill()
            process.wait(30)


def test_where_the_system_does_not_tell_the_load_of_the_last_minute_counts(monkeypatch):
    def untold(*_: object) -> int:
        raise OSError

    monkeypatch.setattr("llm.llamacpp.serve._idle_ticks", untold)
    monkeypatch.setattr("os.getloadavg", lambda: (0.5, 9.0, 9.0))
    assert idle_cores() == pytest.approx(len(os.sched_getaffinity(0)) - 0.5)
