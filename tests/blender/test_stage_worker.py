"""The Blender worker as a process: faults, cancelled jobs, temporary files."""

import os
import signal

import pytest

from studio.errors import ToolError
from tests.blender.stage_worker import PYTHON, SHEET, shot, still
from tools.engines.worker.client import Worker
from tools.engines.worker.serve import read_frame


def test_hello_names_the_engine(worker):
    assert worker.hello["hello"]["engine"] == "blender"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"set": "moon"}, "moon"),
        ({"cast": []}, "cast"),
        ({"width": 3}, "width"),
        ({"framing": "huge"}, "framing"),
        ({"cast": [{"sheet": SHEET, "action": "fly"}]}, "fly"),
        ({"out_dir": "here"}, "out_dir"),
        ({"passes": ["smell"]}, "smell"),
    ],
)
def test_bad_input_names_the_input_and_the_fix(worker, tmp_path, change, word):
    message, _ = worker.answer(worker.start("render_still", **still(tmp_path, **change)))
    assert message["error"]["kind"] == "bad_input"
    assert word in message["error"]["message"]
    assert message["error"]["fix"]


def test_cancel_ends_a_shot_and_the_worker_goes_on(worker, tmp_path):
    number = worker.start("render_shot", **shot(tmp_path, duration=20.0, on_twos=False))
    first = read_frame(worker.process.stdout)
    assert "progress" in first
    worker.send({"cancel": number})
    message, progress = worker.answer(number)
    assert message["error"]["kind"] == "cancelled"
    assert all(value < 0.5 for value in progress)
    assert worker.ask("render_still", **still(tmp_path))["image"] == "image.png"


async def test_a_killed_blender_leaves_no_temporary_files(tmp_path):
    if not PYTHON.exists():
        pytest.skip("the Blender environment is not set up: make setup")
    worker = Worker(
        "blender",
        [str(PYTHON), "-m", "tools.engines.blender.worker"],
        log=tmp_path / "log",
        scratch=tmp_path / "scratch",
    )
    with pytest.raises(ToolError, match="no cast"):
        await worker.call("render_still", {"out_dir": str(tmp_path)}, lambda *_: None)
    assert list((tmp_path / "scratch").glob("*/blender_*"))  # Blender's own folder
    os.kill(worker.hello["pid"], signal.SIGKILL)
    await worker.close()
    assert [path.name for path in (tmp_path / "scratch").iterdir()] == ["lock"]
