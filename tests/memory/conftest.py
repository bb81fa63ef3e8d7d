"""The real embedding, loaded once for all tests of the memory."""

import pytest

from memory.embedding import MiniLm


@pytest.fixture(scope="session")
def embedding() -> MiniLm:
    return MiniLm()
