"""The worker protocol between real processes."""

import asyncio
import sys
from pathlib import Path

import pytest

from studio.errors import EngineError, ToolError
from tools.engines.worker.client import Worker


@pytest.fixture
async def worker(tmp_path):
    process = Worker(
        "echo",
        [sys.executable, "-m", "tests.tools.echo_worker"],
        log=tmp_path / "echo.log",
        scratch=tmp_path / "scratch",
        timeout=10,
        grace=0.5,
    )
    yield process
    await process.close()


def quiet(fraction, note):
    """A caller who does not care how far it is."""


def alive(pid: int) -> bool:
    """Whether a process runs (and is no zombie)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


async def test_a_warm_process_serves_many_jobs(worker):
    first = await worker.call("echo", {"text": "sì"}, quiet)
    second = await worker.call("echo", {"text": "x" * 100_000}, quiet)
    assert first["said"] == "sì" and len(second["said"]) == 100_000
    assert first["pid"] == second["pid"]
    assert worker.hello["engine"] == "echo"


async def test_progress_is_reported_in_order(worker):
    seen = []
    await worker.call("echo", {"text": "", "steps": 4}, lambda *step: seen.append(step))
    assert seen == [(0.0, "step 0"), (0.25, "step 1"), (0.5, "step 2"), (0.75, "step 3")]


async def test_faults_keep_their_kind(worker):
    with pytest.raises(ToolError, match="Use meadow"):
        await worker.call("refuse", {}, quiet)
    with pytest.raises(ToolError, match="no method"):
        await worker.call("nope", {}, quiet)
    with pytest.raises(EngineError, match="out of luck"):
        await worker.call("fail", {}, quiet)
    assert (await worker.call("echo", {"text": "still here"}, quiet))["said"] == "still here"


async def test_a_crash_is_tried_once_more_then_told(worker, tmp_path):
    marker = str(tmp_path / "once")
    assert await worker.call("crash", {"once": True, "marker": marker}, quiet) == {"survived": True}
    with pytest.raises(EngineError, match="about to fall"):
        await worker.call("crash", {"once": False, "marker": str(tmp_path / "never")}, quiet)
    assert (await worker.call("echo", {"text": "back"}, quiet))["said"] == "back"


async def test_cancel_stops_the_job_and_keeps_the_process(worker):
    before = await worker.call("echo", {"text": ""}, quiet)
    reached = asyncio.Event()
    job = asyncio.create_task(
        worker.call("echo", {"text": "", "steps": 500, "pause": 0.01}, lambda *_: reached.set())
    )
    await reached.wait()
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    assert (await worker.call("echo", {"text": ""}, quiet))["pid"] == before["pid"]


async def test_a_job_that_ignores_the_cancel_is_killed(worker, tmp_path):
    marker = tmp_path / "pid"
    job = asyncio.create_task(worker.call("stubborn", {"marker": str(marker)}, quiet))
    while not (marker.exists() and marker.read_text()):
        await asyncio.sleep(0.01)
    pid = int(marker.read_text())
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    assert not alive(pid)


async def test_a_worker_that_never_starts_is_told_and_ended(tmp_path):
    pid = tmp_path / "pid"
    worker = Worker(
        "mute",
        ["sh", "-c", f"echo $$ > {pid}; exec sleep 60"],
        log=tmp_path / "log",
        scratch=tmp_path / "scratch",
        timeout=1,
    )
    with pytest.raises(EngineError, match="did not start within 1 s"):
        await worker.call("echo", {"text": ""}, quiet)
    assert not alive(int(pid.read_text()))


async def test_a_job_over_its_time_is_told_and_ended(tmp_path):
    worker = Worker(
        "echo",
        [sys.executable, "-m", "tests.tools.echo_worker"],
        log=tmp_path / "log",
        scratch=tmp_path / "scratch",
        timeout=3,
        grace=0.2,
    )
    marker = tmp_path / "pid"
    with pytest.raises(EngineError, match="within 3 s"):
        await worker.call("stubborn", {"marker": str(marker)}, quiet)
    assert not alive(int(marker.read_text()))


async def test_close_ends_the_process_and_idle_does_too(tmp_path):
    worker = Worker(
        "echo",
        [sys.executable, "-m", "tests.tools.echo_worker"],
        log=tmp_path / "log",
        scratch=tmp_path / "scratch",
        idle=0.05,
    )
    pid = (await worker.call("echo", {"text": ""}, quiet))["pid"]
    while alive(pid):
        await asyncio.sleep(0.02)
    again = (await worker.call("echo", {"text": ""}, quiet))["pid"]
    await worker.close()
    assert again != pid and not alive(again)


async def test_a_missing_interpreter_says_what_to_do(tmp_path):
    worker = Worker(
        "ghost", [str(tmp_path / "python")], log=tmp_path / "log", scratch=tmp_path / "scratch"
    )
    with pytest.raises(EngineError, match="make setup"):
        await worker.call("echo", {}, quiet)
    assert [path.name for path in (tmp_path / "scratch").iterdir()] == ["lock"]
