"""A disk that is really full: what is full is named, and once there is room the session goes on."""

import subprocess

import pytest

from interfaces.workplace import open_workplace
from studio.errors import StoreError
from studio.nouns.brief import Brief
from studio.store import space
from tests.agents.brain import answer
from tests.agents.endpoint import Endpoint
from tests.agents.rig import open_rig
from tests.crash.test_killed import within

MEGABYTES = 16


@pytest.fixture
def disk(tmp_path):
    """A small disk."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, text=True)
    except FileNotFoundError as error:
        pytest.skip(f"no disk can be mounted here: {error}")
    if done.returncode:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


async def test_too_small_a_disk_is_told_before_a_session_begins(studio_settings, disk):
    settings = within(studio_settings, disk)
    with pytest.raises(StoreError, match=rf"MB are free on the disk of {disk}.*Free some space"):
        async with open_workplace(settings):
            pass


@pytest.mark.parametrize("full", ["data", "outputs"])
async def test_a_disk_that_fills_up_stops_the_session_and_room_lets_it_go_on(
    studio_settings, disk, tmp_path, monkeypatch, full
):
    monkeypatch.setattr(space.require_space, "__defaults__", (0,))  # the margin is no help
    monkeypatch.setattr("agents.stage.delivery.require_space", lambda folder: None)
    settings = within(studio_settings, tmp_path / "elsewhere")
    setattr(settings.paths, full, disk / full)
    ballast = disk / "ballast"

    def fill(event) -> None:
        if event.kind == "program" and not ballast.exists():
            with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match="space"):
                while True:
                    file.write(bytes(4096))

    async with open_rig(settings) as rig, Endpoint(answer) as endpoint:
        try:
            stopped = await rig.crew(endpoint.base_url, on_event=fill).produce(Brief(text="a card"))
            said = f"{stopped.message} {stopped.fix}"
            assert stopped.open, said
        except StoreError as error:
            said = str(error)
        assert str(disk / full) in said, said
        assert "space" in said or "full" in said, said
        ballast.unlink()
        [session] = rig.sessions.sessions()
        outcome = await rig.crew(endpoint.base_url).resume(session.id)
        assert outcome.outcome == "approved" and not outcome.open, outcome.message
        assert not list(settings.paths.outputs.rglob("*.part"))
