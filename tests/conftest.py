"""Fixtures of the whole suite: a studio in a temporary folder, with real stores."""

import gc
import os
from pathlib import Path

import pytest
import pytest_asyncio

from studio.settings import Settings, load_settings
from studio.store.artifacts import ArtifactStore
from studio.store.database import open_database
from studio.store.sessions import SessionStore
from tests.made_before import MadeBefore

# Neither a gateway that runs on this machine nor one that is exported is to answer the tests.
os.environ["STUDIO_LLM__BASE_URL"] = "planner"
gc.set_threshold(50_000)  # as main.py has it


# Where a module's tests share engines, they share the event loop on which these live.
TESTS = Path(__file__).parent
SHARED = {TESTS / name for name in ("measure", "media", "restoration")}

# Workers take whole files, in this order, so that none begins a long one when the others are done:
# the longest first, the folders of quick ones last.
LONGEST = [
    TESTS / name
    for name in (
        "benchmarks/test_smoke.py",
        "end_to_end/test_films.py",
        "end_to_end/test_sessions.py",
        "measure/judging/test_judge_edits.py",
        "measure/judging/test_action.py",
        "interfaces/test_notebooks.py",
        "interfaces/talk/test_cluster.py",
        "interfaces/pieces/test_follow_ups.py",
        "measure/judging/test_judge_film.py",
    )
]
QUICK = {TESTS / name for name in ("agents", "plan", "planner", "studio", "tools", "weights")}


def _turn(item) -> int:
    if item.path in LONGEST:
        return LONGEST.index(item.path)
    return len(LONGEST) + bool(QUICK & set(item.path.parents))


def pytest_collection_modifyitems(items):
    items.sort(key=_turn)
    for item in items:
        if pytest_asyncio.is_async_test(item) and SHARED & set(item.path.parents):
            item.add_marker(pytest.mark.asyncio(loop_scope="module"), append=False)


@pytest.fixture(scope="session")
def shipped_settings() -> Settings:
    """The settings as they come with the project."""
    return load_settings()


@pytest.fixture(scope="session")
def made_before(tmp_path_factory: pytest.TempPathFactory) -> MadeBefore:
    """What the engines have made in other tests of this run, of its other process too."""
    base = tmp_path_factory.getbasetemp()
    return MadeBefore((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "made")


@pytest.fixture
def studio_settings(tmp_path, shipped_settings) -> Settings:
    """The shipped settings with data and outputs under tmp_path; environments and model files
    stay where the set-up put them."""
    paths = shipped_settings.paths.model_copy(
        update={"data": tmp_path / "data", "outputs": tmp_path / "outputs"}
    )
    return shipped_settings.model_copy(update={"paths": paths}, deep=True)


@pytest.fixture
def database(studio_settings):
    engine = open_database(studio_settings.database_url())
    yield engine
    engine.dispose()


@pytest.fixture
def artifacts(studio_settings, database) -> ArtifactStore:
    return ArtifactStore(studio_settings.paths.data / "artifacts", database)


@pytest.fixture
def sessions(database) -> SessionStore:
    return SessionStore(database)


@pytest.fixture
def impatient(monkeypatch) -> None:
    """Pauses between the crew's tries of a request are short."""
    from agents.endpoint import exchange

    monkeypatch.setattr(exchange, "FIRST_PAUSE", 0.01)
