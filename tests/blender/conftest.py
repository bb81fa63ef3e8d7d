"""One Blender worker for all tests of the stage."""

from collections.abc import Iterator

import pytest

from tests.blender.stage_worker import PYTHON, Worker


@pytest.fixture(scope="session")
def worker(tmp_path_factory) -> Iterator[Worker]:
    if not PYTHON.exists():
        pytest.skip("the Blender environment is not set up: make setup")
    running = Worker(tmp_path_factory.mktemp("scratch"))
    yield running
    assert running.close() == 0
