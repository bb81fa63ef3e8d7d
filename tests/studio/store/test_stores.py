"""Sessions and artifacts on a real SQLite."""

import multiprocessing
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from studio.errors import InputError, StoreError, ToolError
from studio.nouns.brief import Brief
from studio.store import space as space_module
from studio.store.artifacts import ArtifactStore, CachedCall
from studio.store.database import open_database
from studio.store.sessions import SessionStore

SECOND = datetime(2026, 5, 4, 12, 30, 15, tzinfo=UTC)


def test_events_come_back_in_order(sessions):
    session = sessions.open("Luca waving at the harbour!")
    sessions.append(session, "brief", "person", Brief(text="Luca waving"))
    sessions.append(session, "notice", "studio", {"text": "second"})
    events = sessions.events(session)
    assert [event.number for event in events] == [1, 2]
    assert Brief.model_validate(events[0].data).text == "Luca waving"
    assert sessions.latest(session, "notice").data == {"text": "second"}
    assert sessions.latest(session, "review") is None


def test_session_list_knows_the_outcome(sessions):
    first = sessions.open("one")
    sessions.append(first, "ended", "studio", {"outcome": "approved", "message": "", "fix": ""})
    second = sessions.open("two")
    listed = {summary.id: summary for summary in sessions.sessions()}
    assert listed[first].outcome == "approved" and listed[first].events == 1
    assert listed[second].outcome == "" and listed[second].events == 0


def test_unknown_session_says_where_to_look(sessions):
    with pytest.raises(InputError, match=r"main\.py sessions"):
        sessions.events("nope")


def _append(url, session, count):
    store = SessionStore(open_database(url))
    for number in range(count):
        store.append(session, "notice", "studio", {"text": str(number)})


def test_two_processes_append_without_loss(sessions, studio_settings):
    session = sessions.open("race")
    fork = multiprocessing.get_context("spawn")
    workers = [
        fork.Process(target=_append, args=(studio_settings.database_url(), session, 20))
        for _ in range(2)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert [event.number for event in sessions.events(session)] == list(range(1, 41))


def test_same_bytes_are_kept_once(artifacts, tmp_path):
    one, two = tmp_path / "a.png", tmp_path / "b.png"
    one.write_bytes(b"pixels")
    two.write_bytes(b"pixels")
    first = artifacts.add(one, "image", tool="render_character", notes={"joints": [1]})
    second = artifacts.add(two, "image")
    assert first == second and first.handle.startswith("image:")
    assert artifacts.path(first.handle).read_bytes() == b"pixels"
    assert artifacts.get(first.handle).notes == {"joints": [1]}
    assert len([path for path in artifacts.folder.rglob("*") if path.is_file()]) == 1


def test_stored_files_cannot_be_written(artifacts, tmp_path):
    source = tmp_path / "a.wav"
    source.write_bytes(b"sound")
    assert artifacts.path(artifacts.add(source, "audio").handle).stat().st_mode & 0o222 == 0


def test_unknown_handle_and_missing_file(artifacts, tmp_path):
    with pytest.raises(ToolError, match="no artifact"):
        artifacts.get("image:0123456789abcdef")
    table = artifacts.add_table({"a": [1, 2]})
    assert artifacts.table(table.handle) == {"a": [1, 2]}
    artifacts.path(table.handle).unlink()
    with pytest.raises(StoreError, match="is missing"):
        artifacts.path(table.handle)


def test_a_table_leaves_nothing_behind_and_is_utf_8_anywhere(artifacts, tmp_path, monkeypatch):
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    with pytest.raises(TypeError):
        artifacts.add_table({"a": object()})
    table = artifacts.add_table({"said": "はい"})
    assert "はい".encode() in artifacts.path(table.handle).read_bytes()
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_cached_call_counts_only_while_its_files_are_there(artifacts):
    table = artifacts.add_table({"a": 1})
    artifacts.remember_call("key", "speak", {"phonemes": table.handle}, [table.handle])
    known = artifacts.cached_call("key")
    assert known == CachedCall({"phonemes": table.handle}, [table.handle])
    assert artifacts.cached_call("another") is None
    artifacts.path(table.handle).unlink()
    assert artifacts.cached_call("key") is None


def test_a_full_disk_is_told_before_it_is_met(artifacts, tmp_path, monkeypatch):
    source = tmp_path / "a.png"
    source.write_bytes(b"pixels")
    monkeypatch.setattr(
        space_module.shutil, "disk_usage", lambda _: type("usage", (), {"free": 5 * 2**20})()
    )
    with pytest.raises(StoreError, match="5 MB are free"):
        artifacts.add(source, "image")


def test_a_store_that_cannot_be_opened(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(StoreError, match=r"paths\.data"):
        ArtifactStore(tmp_path / "a", open_database(f"sqlite:///{blocked}/studio.db"))


def test_two_sessions_of_one_second_never_share_a_name(sessions, monkeypatch):
    endings = iter(["aaaa"] * 5 + ["bbbb"])
    monkeypatch.setattr("studio.store.sessions.secrets.token_hex", lambda _: next(endings))
    monkeypatch.setattr("studio.store.sessions.datetime", SimpleNamespace(now=lambda _: SECOND))
    first, second = sessions.open("Luca waves"), sessions.open("Luca waves")
    assert first != second and {first[-4:], second[-4:]} == {"aaaa", "bbbb"}
