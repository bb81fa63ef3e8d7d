"""One process makes a session: the lock, what the others are told, and that it dies with it."""

import os
import signal
import subprocess
import sys

import pytest

from studio.errors import InputError
from studio.settings import ROOT
from studio.store.owner import SessionOwners

HOLDER = """
import sys, time
from pathlib import Path
from studio.store.owner import SessionOwners
with SessionOwners(Path(sys.argv[1])).own(sys.argv[2]):
    print("mine", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def holder(tmp_path):
    """A process that makes session "s1"."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path), "s1"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout.readline() == "mine\n"
    yield process
    process.kill()
    process.wait()


def test_the_second_is_told_who_makes_it_and_how_to_watch(tmp_path, holder):
    owners = SessionOwners(tmp_path)
    assert owners.is_owned("s1")
    with pytest.raises(InputError, match=f"process {holder.pid} on") as error, owners.own("s1"):
        pass
    assert "resume s1 --watch" in error.value.fix and error.value.exit_code == 2


def test_other_sessions_are_free(tmp_path, holder):
    with SessionOwners(tmp_path).own("s2"):
        assert SessionOwners(tmp_path).is_owned("s2")
    assert not SessionOwners(tmp_path).is_owned("s2")


def test_the_lock_dies_with_its_process(tmp_path, holder):
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    owners = SessionOwners(tmp_path)
    assert not owners.is_owned("s1")
    with owners.own("s1"):
        assert owners.is_owned("s1")


def test_the_same_process_is_no_exception(tmp_path):
    owners = SessionOwners(tmp_path)
    with owners.own("s1"), pytest.raises(InputError), owners.own("s1"):
        pass
    assert not owners.is_owned("s1")
