"""The endpoint of these tests: the real server on a free loopback port."""

from collections.abc import Iterator

import pytest
from openai import AsyncOpenAI

from llm.endpoint import LocalEndpoint


@pytest.fixture(scope="session")
def endpoint() -> Iterator[LocalEndpoint]:
    served = LocalEndpoint()
    served.start()
    yield served
    served.stop()


@pytest.fixture
async def client(endpoint: LocalEndpoint):
    async with AsyncOpenAI(base_url=endpoint.base_url, api_key="unused", max_retries=0) as opened:
        yield opened
