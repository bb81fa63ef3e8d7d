"""Stored files that are damaged between two runs, or between a stop and its resume; and two
processes at one session."""

import asyncio
import os
from pathlib import Path

import pytest

from studio.errors import InputError
from studio.nouns.brief import Brief, SourceMedia
from studio.store.artifacts import ArtifactStore
from studio.store.owner import SessionOwners
from tests.agents.rig import brightness


def stored(rig) -> list[Path]:
    return sorted((rig.settings.paths.data / "artifacts").rglob("*.png"))


def spoil(path: Path, data: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(data)


def as_new_process(rig) -> None:
    """Forget what was found whole, as a new process does."""
    rig.artifacts = ArtifactStore(rig.artifacts.folder, rig.database)
    rig.toolbox.artifacts = rig.artifacts


@pytest.mark.parametrize("damage", ["cut to 0", "cut to 100", "exchanged"])
@pytest.mark.parametrize("use_cache", [True, False])
async def test_what_is_damaged_is_made_again(rig, endpoint, damage, use_cache):
    brief = Brief(text="a bright card")
    first = await rig.crew(endpoint.base_url).produce(brief)
    good = first.files[0].read_bytes()
    [path] = stored(rig)
    bytes_of = {"cut to 0": b"", "cut to 100": good[:100], "exchanged": good[:-4] + b"oops"}
    spoil(path, bytes_of[damage])
    as_new_process(rig)
    rig.toolbox._use_cache = use_cache
    runs = len(rig.runs)
    again = await rig.crew(endpoint.base_url).produce(brief)
    assert again.outcome == "approved" and again.files[0].read_bytes() == good
    assert path.read_bytes() == good and len(rig.runs) == runs + 1
    calls = [event.data for event in rig.sessions.events(again.session, "tool")]
    assert [call["remade"] for call in calls if call["tool"] == "paint_card"] == [use_cache]


@pytest.mark.parametrize("last", ["run", "judged", "review"])
async def test_a_session_whose_files_were_damaged_resumes(rig, endpoint, last):
    def stop(event):
        if event.kind == last:
            crew.cancel()

    crew = rig.crew(endpoint.base_url, on_event=stop)
    stopped = await crew.produce(Brief(text="a bright card"))
    assert stopped.open
    [path] = stored(rig)
    good = path.read_bytes()
    spoil(path, b"")
    as_new_process(rig)
    outcome = await rig.crew(endpoint.base_url).resume(stopped.session)
    assert outcome.outcome == "approved", outcome.message
    assert outcome.files[0].read_bytes() == good and brightness(outcome.files[0]) > 0.3
    told = [e.data["text"] for e in rig.sessions.events(stopped.session, "notice")]
    assert sum("is made again" in text for text in told) == 1


async def test_a_damaged_file_of_the_person_s_own_is_named(rig, endpoint, tmp_path):
    photo = tmp_path / "photo.png"
    await rig.crew(endpoint.base_url).produce(Brief(text="a bright card"))
    photo.write_bytes(stored(rig)[0].read_bytes())
    kept = rig.artifacts.add(photo, "image")
    source = SourceMedia(handle=kept.handle, name="photo.png", facts=kept.facts)
    spoil(rig.artifacts.path(kept.handle), b"no picture")
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="a card", media=[source]))
    assert outcome.exit_code == 2 and outcome.open
    assert "photo.png" in outcome.message and "--media photo.png" in outcome.fix
    assert "own" not in outcome.message


async def test_a_session_is_made_by_one_process(rig, endpoint):
    stopped = []

    def stop(event):
        if event.kind == "program":
            crew.cancel()

    crew = rig.crew(endpoint.base_url, on_event=stop)
    stopped = await crew.produce(Brief(text="a bright card"))
    owners = SessionOwners(rig.settings.paths.locks)
    before = len(rig.sessions.events(stopped.session))
    with owners.own(stopped.session):
        with pytest.raises(InputError, match=f"process {os.getpid()} on"):
            await rig.crew(endpoint.base_url).resume(stopped.session)
        assert len(rig.sessions.events(stopped.session)) == before
    outcome = await rig.crew(endpoint.base_url).resume(stopped.session)
    assert outcome.outcome == "approved"


async def test_two_at_once_make_it_once(rig, endpoint):
    def stop(event):
        if event.kind == "plan":
            crew.cancel()

    crew = rig.crew(endpoint.base_url, on_event=stop)
    stopped = await crew.produce(Brief(text="a bright card"))
    crews = [rig.crew(endpoint.base_url) for _ in range(2)]
    found = await asyncio.gather(
        *(one.resume(stopped.session) for one in crews), return_exceptions=True
    )
    refused = [one for one in found if isinstance(one, InputError)]
    assert len(refused) == 1 and "--watch" in refused[0].fix
    kinds = [event.kind for event in rig.sessions.events(stopped.session)]
    assert kinds.count("delivered") == kinds.count("ended") == kinds.count("review") == 1
