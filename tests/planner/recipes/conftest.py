"""Where programs are run."""

from collections.abc import AsyncIterator

import pytest

from tests.planner.recipes.studio import Stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """A sandbox whose tool calls are validated."""
    made = Stage()
    yield made
    await made.sandbox.close()
