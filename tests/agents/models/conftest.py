"""The crew's client of one model, over the tests' endpoint."""

import pytest

from agents.endpoint.client import EndpointClient
from agents.endpoint.exchange import connect
from studio.replies.dialect import Server
from studio.settings import Llm


@pytest.fixture
async def client(endpoint):
    llm = Llm(timeout=5)
    async with connect(endpoint.base_url, llm) as connection:
        yield EndpointClient(connection, endpoint.base_url, "m", llm, 3, known=Server())
