"""Damaged weights are refused by their digest, before anything is loaded."""

import os
import shutil

import pytest

from studio.errors import WeightsError
from studio.settings import load_settings
from studio.weights import vetting
from studio.weights.vetting import NOTES, vet
from tests.weights.conftest import WHOLE
from tests.weights_here import weights
from tools.engines.kokoro.engine import kokoro_engine
from tools.engines.request import Request


def test_what_is_damaged_is_refused_and_what_is_whole_read_once(mirror, monkeypatch):
    mirror.keep()
    mirror.pull()
    vet(mirror.house, "net")
    with monkeypatch.context() as patched:
        patched.setattr(vetting, "sha256_of", lambda _: pytest.fail("it is read again"))
        vet(mirror.house, "net")
    file = mirror.root / "net" / "net.bin"
    file.write_bytes(b"\0" + WHOLE[1:])  # of the same size, and so not missing
    for _ in range(2):  # what was found wrong is noted, too
        with pytest.raises(WeightsError, match=r"net\.bin in .* is damaged") as refused:
            vet(mirror.house, "net")
        assert "models remove net && python main.py models pull net" in refused.value.fix
    file.write_bytes(WHOLE)
    os.utime(file, ns=(1, 1))  # whatever the clock's resolution
    (mirror.root / NOTES).write_text("no notes any more")
    vet(mirror.house, "net")


def test_nothing_is_known_of_what_was_not_fetched(mirror):
    (mirror.root / "net").mkdir(parents=True)
    vet(mirror.house, "net")
    assert not (mirror.root / NOTES).exists()


class Never(Request[None]):
    """What is asked of an engine that must not come to it."""


async def test_an_engine_does_not_start_on_damaged_weights(tmp_path):
    (tmp_path / "kokoro-82m").symlink_to(weights("kokoro-82m"))
    shutil.copytree(weights("kokoro-voices"), tmp_path / "kokoro-voices")
    file = max((tmp_path / "kokoro-voices").iterdir(), key=lambda path: path.stat().st_size)
    with file.open("r+b") as opened:
        opened.write(b"\0\0\0\0")
    settings = load_settings().model_copy(deep=True)
    settings.paths.models = tmp_path
    with pytest.raises(WeightsError, match=rf"{file.name} in .* is damaged"):
        await kokoro_engine(settings).run(Never(), lambda *_: None)
