"""The real embedding, loaded once for all tests of the memory."""

import pytest

from memory.embedding import WEIGHTS, MiniLm
from tests.weights_here import weights


@pytest.fixture(scope="session")
def embedding() -> MiniLm:
    return MiniLm(weights(WEIGHTS))
