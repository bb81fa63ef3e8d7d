"""The commands read no endless answer of what says that it is the gateway, and follow nobody."""

import asyncio
import os
from pathlib import Path

import pytest

from interfaces.backend.control import call
from interfaces.backend.discovery import find_endpoint
from interfaces.backend.state import Running
from interfaces.checkup import check_up
from llm.backends.models import FILE, Roster, load_roster
from llm.endpoint import LocalEndpoint
from llm.switching.lease import birth
from studio.errors import EndpointError
from studio.settings import Llm
from tests.llm.gateway.raw import raw
from tests.llm.gateway.replies.test_large_replies import BAD, MOST_SENT, Endless


@pytest.fixture
def roster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Roster:
    monkeypatch.setenv("STUDIO_PATHS__DATA", str(tmp_path))
    monkeypatch.setenv("STUDIO_MODELS_CONFIG", str(FILE))
    return load_roster()


@pytest.mark.parametrize("name", BAD)
async def test_no_command_reads_it(name: str, roster: Roster, studio_settings) -> None:
    make, told = BAD[name]
    async with LocalEndpoint() as planner:
        answer = make(f"{planner.base_url}/models")
        async with raw(answer) as root:
            running = Running(os.getpid(), birth(os.getpid()), root, "offline")
            with pytest.raises(EndpointError, match=told) as caught:
                await asyncio.to_thread(call, roster, running, "GET", "/admin/status")
            assert root in str(caught.value)

            running.write(roster)
            found = await asyncio.to_thread(find_endpoint, Llm())
            assert found.base_url == "" and root in found.note
            assert "does not answer" in found.note

            studio_settings.llm = Llm(base_url=f"{root}/v1")
            checks = await asyncio.to_thread(lambda: list(check_up(studio_settings)))
            [check] = [each for each in checks if each.name == "language models"]
            assert check.state == "missing" and told in check.found and root in check.found
    if isinstance(answer, Endless):
        assert answer.sent < 3 * MOST_SENT
