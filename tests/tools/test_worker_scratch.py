"""What a worker leaves in its temporary folder is gone when it is, however it ended."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from studio.errors import EngineError
from studio.settings import ROOT
from tools.engines.worker.client import Worker
from tools.engines.worker.scratch import Scratch


def quiet(fraction, note):
    """A caller who does not care how far it is."""


def echo(folder: Path, **changes) -> Worker:
    command = [sys.executable, "-m", "tests.tools.echo_worker"]
    told = {"log": folder / "log", "scratch": folder / "scratch", "timeout": 10, "grace": 0.2}
    return Worker("echo", command, **(told | changes))


def kept(folder: Path) -> list[Path]:
    return [path for path in (folder / "scratch").iterdir() if path.is_dir()]


async def gone(folder: Path) -> None:
    while kept(folder):
        await asyncio.sleep(0.01)


async def test_temporary_files_go_to_a_folder_of_the_worker_s_own(tmp_path):
    first, second = echo(tmp_path), echo(tmp_path)
    files = [Path((await worker.call("scribble", {}, quiet))["file"]) for worker in (first, second)]
    assert sorted(file.parent for file in files) == sorted(kept(tmp_path))
    assert len(set(files)) == 2
    await first.close()
    assert kept(tmp_path) == [files[1].parent]
    await second.close()
    assert kept(tmp_path) == []


async def test_an_idle_worker_s_files_are_removed_when_it_ends(tmp_path):
    worker = echo(tmp_path, idle=0.05)
    await worker.call("scribble", {}, quiet)
    await gone(tmp_path)


async def test_a_killed_worker_s_files_are_removed(tmp_path):
    worker = echo(tmp_path)
    pid = (await worker.call("scribble", {}, quiet))["pid"]
    os.kill(pid, signal.SIGKILL)
    await gone(tmp_path)
    assert (await worker.call("scribble", {}, quiet))["pid"] != pid
    await worker.close()
    assert kept(tmp_path) == []


async def test_files_of_a_crash_and_of_a_job_over_its_time_are_removed(tmp_path):
    worker = echo(tmp_path, timeout=3)
    with pytest.raises(EngineError):
        await worker.call("crash", {"once": False, "marker": str(tmp_path / "never")}, quiet)
    await gone(tmp_path)
    with pytest.raises(EngineError, match="within 3 s"):
        await worker.call("stubborn", {"marker": str(tmp_path / "pid")}, quiet)
    assert kept(tmp_path) == []


async def test_what_a_killed_studio_left_is_swept_by_the_next(tmp_path):
    home = tmp_path / "scratch"
    program = (
        "import sys, time; from pathlib import Path;"
        "from tools.engines.worker.scratch import Scratch;"
        "print(Scratch(Path(sys.argv[1]), 'echo').folder, flush=True); time.sleep(60)"
    )
    studio = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, str(home), stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    left = Path((await studio.stdout.readline()).decode().strip())
    beside = Scratch(home, "echo")
    assert left.is_dir()  # its owner lives
    studio.kill()
    await studio.wait()
    after = Scratch(home, "echo")
    assert sorted(kept(tmp_path)) == sorted([beside.folder, after.folder])
    beside.remove()
    after.remove()
    assert kept(tmp_path) == []
