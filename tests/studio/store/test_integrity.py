"""What is stored is verified: damaged files and rows, and the remedy that each error names."""

import os
import sqlite3
from contextlib import closing

import pytest

from studio.errors import DamagedError, StoreError
from studio.nouns.brief import Brief
from studio.store.artifacts import ArtifactStore
from studio.store.database import open_database
from studio.store.sessions import SessionStore


@pytest.fixture
def kept(artifacts, tmp_path):
    """An artifact of 4,000 bytes and its file in the store."""
    source = tmp_path / "picture.png"
    source.write_bytes(bytes(range(250)) * 16)
    artifact = artifacts.add(source, "image")
    return artifact, artifacts.path(artifact.handle), source


def overwrite(path, data):
    """Other bytes in the place of a read-only file, with its times kept, as by a hostile hand."""
    times = path.stat()
    path.chmod(0o644)
    path.write_bytes(data)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def again(artifacts, database):
    """The same store as another process sees it."""
    return ArtifactStore(artifacts.folder, database)


@pytest.mark.parametrize("length", [0, 1000])
def test_a_file_that_was_cut_is_as_if_it_were_not_there(artifacts, kept, length):
    artifact, path, source = kept
    artifacts.remember_call("key", "paint", {"image": artifact.handle}, [artifact.handle])
    assert artifacts.cached_call("key")
    overwrite(path, source.read_bytes()[:length])
    assert artifacts.cached_call("key") is None and artifacts.is_known_call("key")
    with pytest.raises(DamagedError, match=f"{artifact.handle}.*damaged"):
        artifacts.path(artifact.handle)
    assert artifacts.add(source, "image").handle == artifact.handle
    assert artifacts.path(artifact.handle).read_bytes() == source.read_bytes()
    assert artifacts.cached_call("key")


def test_a_file_that_was_exchanged_is_found_by_the_next_process(artifacts, database, kept):
    artifact, path, source = kept
    overwrite(path, source.read_bytes()[::-1])  # as long as it was
    other = again(artifacts, database)
    assert not other.is_whole(artifact.handle)
    other.add(source, "image")
    assert other.is_whole(artifact.handle)


def test_what_is_handed_over_is_hashed_whatever_is_known(artifacts, kept):
    artifact, path, source = kept
    assert artifacts.is_whole(artifact.handle)
    inode = path.stat().st_ino
    overwrite(path, source.read_bytes()[::-1])
    assert path.stat().st_ino == inode
    with pytest.raises(DamagedError):
        artifacts.path(artifact.handle, anew=True)


def test_good_bytes_are_kept_over_a_damaged_file(artifacts, database, kept):
    artifact, path, source = kept
    path.unlink()
    other = again(artifacts, database)
    other.add(source, "image")
    assert other.path(artifact.handle).read_bytes() == source.read_bytes()


def spoil(database, statement):
    with closing(sqlite3.connect(database.url.database)) as connection:
        connection.execute(statement)
        connection.commit()


def test_a_broken_row_of_an_artifact_names_the_file_and_the_remedy(artifacts, database, kept):
    artifact, _, source = kept
    spoil(database, "update artifacts set document = '{\"kind\": 7}'")
    with pytest.raises(StoreError, match=r"studio\.db") as error:
        again(artifacts, database).get(artifact.handle)
    assert "--no-cache" in error.value.fix
    other = again(artifacts, database)
    assert other.add(source, "image") and other.get(artifact.handle)  # written anew


def test_a_broken_row_of_a_call_is_no_row(artifacts, database, kept):
    artifact, _, _ = kept
    artifacts.remember_call("key", "paint", {"image": artifact.handle}, [artifact.handle])
    spoil(database, "update calls set document = '[]'")
    assert artifacts.cached_call("key") is None


@pytest.mark.parametrize("value", ["{", "'[3]'"])
def test_a_row_that_is_no_json_is_worded(artifacts, database, kept, value):
    spoil(database, f'update artifacts set document = "{value}"')
    with pytest.raises(StoreError, match=r"studio\.db"):
        again(artifacts, database).get(kept[0].handle)


def test_a_broken_event_names_its_session(sessions, database):
    session = sessions.open("a brief")
    sessions.append(session, "brief", "person", Brief(text="a brief"))
    spoil(database, "update events set kind = 'nonsense'")
    with pytest.raises(StoreError, match=f"event 1 of session {session}") as error:
        sessions.events(session)
    assert "Run its brief again" in error.value.fix
    spoil(database, "update events set data = '{'")
    with pytest.raises(StoreError, match=r"studio\.db"):
        sessions.events(session)


@pytest.mark.parametrize("damage", ["text", "truncated", "column", "table"])
def test_a_broken_database_names_file_and_remedy(tmp_path, damage):
    path = tmp_path / "studio.db"
    engine = open_database(f"sqlite:///{path}")
    sessions = SessionStore(engine)
    for number in range(50):
        sessions.append(sessions.open("x" * 200), "notice", "studio", {"text": f"{number}" * 500})
    engine.dispose()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
        if damage == "column":
            connection.execute("alter table events drop column data")
        elif damage == "table":
            connection.execute("drop table events")
        connection.commit()
    if damage == "text":
        path.write_text("this is no database, but a file of text " * 200)
    elif damage == "truncated":
        path.write_bytes(path.read_bytes()[:6000])
    for leftover in tmp_path.glob("studio.db-*"):
        leftover.unlink()
    if damage == "table":  # it is made again, empty
        store = SessionStore(open_database(f"sqlite:///{path}"))
        assert [session.events for session in store.sessions()] == [0] * 50
        return
    with pytest.raises(StoreError) as error:
        store = SessionStore(open_database(f"sqlite:///{path}"))
        for session in store.sessions(1000):
            store.events(session.id)
    assert str(path) in str(error.value)
