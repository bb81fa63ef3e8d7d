"""The same store on SQLite and on a real PostgreSQL, new, older, and of a newer program."""

import getpass
import os
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from studio.errors import SettingsError, StoreError
from studio.store.artifacts import ArtifactStore, CachedCall
from studio.store.database import named, open_database
from studio.store.jobs import Claim, JobStore
from studio.store.schema import Base
from studio.store.sessions import SessionStore
from studio.store.upgrading import NEWEST, take_steps, version_of

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def as_postgres(*command: object) -> None:
    """Run a program of PostgreSQL's, which refuses to be root: root runs it as `postgres`."""
    other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run(
        [*other, *map(str, command)], check=True, capture_output=True, cwd="/", timeout=120
    )


@pytest.fixture(scope="module")
def postgres():
    """The URL of a server on a unix socket, all its own."""
    if not BINARIES or not (BINARIES[-1] / "initdb").exists():
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    programs = BINARIES[-1]
    owner = "postgres" if os.geteuid() == 0 else getpass.getuser()
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        data = Path(folder) / "data"
        as_postgres(programs / "initdb", "-D", data, "-A", "trust", "--no-sync")
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        log = Path(folder) / "log"
        as_postgres(programs / "pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")
        try:
            yield f"postgresql+psycopg://{owner}@/postgres?host={folder}"
        finally:
            as_postgres(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/studio.db"
    url = request.getfixturevalue("postgres")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("drop schema public cascade"))
        connection.execute(text("create schema public"))
    engine.dispose()
    return url


@pytest.fixture
def opened(url):
    engine = open_database(url)
    yield engine
    engine.dispose()


def test_what_is_stored_comes_back(opened, tmp_path):
    store = SessionStore(opened)
    session = store.open("Mina says 'Ahoy!'")
    store.append(session, "notice", "studio", {"text": "はい"})
    store.append(session, "ended", "studio", {"outcome": "approved", "message": "", "fix": ""})
    assert [event.number for event in store.events(session)] == [1, 2]
    assert store.latest(session, "notice").data == {"text": "はい"}
    assert store.recent("notice", 5) == [{"text": "はい"}]
    [listed] = store.sessions()
    assert (listed.outcome, listed.events) == ("approved", 2)
    artifacts = ArtifactStore(tmp_path / "artifacts", opened)
    table = artifacts.add_table({"a": 1})
    artifacts.remember_call("key", "speak", {"a": table.handle}, [table.handle])
    assert artifacts.cached_call("key") == CachedCall({"a": table.handle}, [table.handle])


def test_an_older_store_is_brought_up_and_keeps_its_sessions(url):
    older = create_engine(url)
    Base.metadata.create_all(older)  # as it was made before the steps were counted
    session = SessionStore(older).open("kept")
    older.dispose()
    engine = open_database(url)
    assert version_of(engine) == NEWEST and SessionStore(engine).has(session)
    engine.dispose()


def test_a_store_of_a_newer_program_is_left_alone(url, opened):
    with opened.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(StoreError, match=r"newer program.*9999") as error:
        open_database(url)
    assert "database.url" in error.value.fix and version_of(opened) == "9999"


def test_the_steps_make_the_tables_that_the_program_has(url):
    """Columns, kinds of NULL and indexes: what the steps made against what is declared."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = create_engine(url)
    take_steps(engine, "")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    assert version_of(engine) == NEWEST
    engine.dispose()


def test_of_many_who_open_a_new_store_one_makes_it(url):
    def ask(number: int) -> str:
        engine = open_database(url)
        try:
            SessionStore(engine).open(f"brief {number}")
            return version_of(engine)
        finally:
            engine.dispose()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {NEWEST}
    engine = open_database(url)
    assert len(list(SessionStore(engine).sessions())) == 8
    with engine.connect() as connection:
        assert connection.scalar(text("select count(*) from alembic_version")) == 1
    engine.dispose()


def test_of_many_who_claim_a_job_one_gets_it(url, opened):
    def ask(number: int) -> int:
        engine = open_database(url)
        try:
            return JobStore(engine).claim("job", f"worker {number}", 60).attempt
        finally:
            engine.dispose()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(ask, range(8))) == [0] * 7 + [1]


def test_who_lost_a_job_cannot_finish_it_beside_its_successor(opened):
    jobs = JobStore(opened)
    first = jobs.claim("job", "stopped, not dead", 0)
    assert first == Claim(1) and jobs.note("job", first.attempt, ["s1"])
    second = jobs.claim("job", "successor", 60)
    assert second == Claim(2, ("s1",)) and jobs.claim("job", "third", 60) == Claim(0, ("s1",))
    assert not jobs.renew("job", 1, 60) and not jobs.release("job", 1)
    assert not jobs.note("job", 1, ["s2"]) and not jobs.finish("job", 1, {"by": "twin"})
    assert jobs.finish("job", 2, {"by": "successor"}, ["s1"])
    assert not jobs.finish("job", 2, {"by": "successor, again"})
    assert jobs.claim("job", "late", 60) == Claim(0, ("s1",), {"by": "successor"})
    assert jobs.results(["job", "other"]) == {"job": {"by": "successor"}}


def test_a_job_that_is_given_back_may_be_claimed_at_once(opened):
    jobs = JobStore(opened)
    assert jobs.claim("job", "one", 60).attempt == 1 and jobs.release("job", 1)
    assert jobs.claim("job", "two", 60).attempt == 2


def test_an_event_of_no_session_is_refused(opened):
    with pytest.raises(StoreError) as error:
        SessionStore(opened).append("nowhere", "notice", "studio", {"text": "x"})
    assert isinstance(error.value.__cause__, IntegrityError) and named(opened) in str(error.value)


def test_an_address_that_is_none_is_worded_without_its_password():
    with pytest.raises(SettingsError, match=r"database\.url") as error:
        open_database("my secret")
    assert "secret" not in str(error.value) and error.value.exit_code == 2
    with pytest.raises(StoreError, match="cannot open the session store") as refused:
        open_database("postgresql+psycopg://me:secret@127.0.0.1:1/studio")
    assert "secret" not in str(refused.value)
