"""What tools and workers leave in their temporary folders is gone when they are, however they
ended."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from studio.errors import EngineError, StoreError
from studio.settings import ROOT, Settings
from tools.context import ToolContext
from tools.engines.worker.client import Worker
from tools.scratch import Scratch


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


def tool_call(settings: Settings) -> ToolContext:
    """One call of a tool that needs nothing but its folder."""
    return ToolContext(
        tool="render_shot",
        parameters={},
        artifacts=None,
        sheets=None,
        engine=None,
        settings=settings,
        progress=quiet,
    )


LIVING = {
    "worker": "Scratch(settings.paths.scratch, 'echo').folder",
    "tool": "tool_call(settings).folder",
}


@pytest.mark.parametrize("kind", LIVING)
def test_what_a_killed_studio_left_is_swept_by_the_next(tmp_path, studio_settings, kind):
    home = studio_settings.paths.scratch
    program = (
        "import sys, time; from studio.settings import load_settings;"
        "from tests.tools.test_scratch import Scratch, tool_call;"
        f"settings = load_settings(); print({LIVING[kind]}, flush=True); time.sleep(60)"
    )
    environment = os.environ | {"STUDIO_PATHS__DATA": str(studio_settings.paths.data)}
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment,
    ) as studio:
        left = Path(studio.stdout.readline().strip())
        beside = Scratch(home, "echo")
        assert left.is_dir() and left.parent == home  # its owner lives
        studio.kill()
    after = Scratch(home, "echo")
    assert sorted(path for path in home.iterdir() if path.is_dir()) == sorted(
        [beside.folder, after.folder]
    )
    beside.remove()
    after.remove()


def test_a_tool_s_folder_is_gone_when_its_call_ends(studio_settings):
    call = tool_call(studio_settings)
    call.close()
    assert not studio_settings.paths.scratch.exists()  # it wanted none
    call = tool_call(studio_settings)
    (call.folder / "frame.png").write_bytes(b"")
    assert call.folder.parent == studio_settings.paths.scratch
    call.close()
    assert not call.folder.exists()


def test_folders_that_go_meanwhile_are_no_fault(tmp_path):
    program = (
        "import sys; from pathlib import Path; from tools.scratch import Scratch;"
        "kept = [Scratch(Path(sys.argv[1]), 'a') for _ in range(200)]; print(flush=True);"
        "[one.remove() for one in reversed(kept)]"
    )
    for _ in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT
        ) as beside:
            beside.stdout.readline()
            while beside.poll() is None:
                Scratch(tmp_path, "b").remove()
        assert beside.returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


def test_a_place_that_cannot_be_written_to_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"temporary folder in .*/scratch: .*paths\.data"):
        Scratch(tmp_path / "file" / "scratch", "echo")
