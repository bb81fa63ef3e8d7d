"""The crew's rig and its endpoint, fresh for each test."""

import pytest

from tests.agents.brain import answer
from tests.agents.endpoint import Endpoint
from tests.agents.rig import open_rig


@pytest.fixture
async def rig(studio_settings):
    studio_settings.llm = studio_settings.llm.model_copy(update={"timeout": 5})
    async with open_rig(studio_settings) as made:
        yield made


@pytest.fixture
async def endpoint():
    async with Endpoint(answer) as running:
        yield running
