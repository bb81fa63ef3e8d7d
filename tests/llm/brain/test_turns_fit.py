"""Every role's turn in the real tokens of Qwen2.5, which its GGUF holds and llama.cpp counts: all
of them fit into the smallest GPU profile's context, each beside its reply."""

import json
from collections.abc import AsyncIterator
from functools import cache
from typing import Any

import pytest

from agents import analyst, coder, critic, director
from agents.endpoint.client import EndpointClient
from agents.endpoint.exchange import connect
from agents.endpoint.facts import estimated_tokens
from agents.endpoint.fitting import Fitted, fit
from agents.flow.state import State
from agents.turns.plans import without_asked
from llm.backends.models import load_roster
from llm.cascade.process import OwnServer
from studio.conversation import bare, write_sections
from studio.settings import Llm
from tests.llm.brain.turns import MOST_SHOTS, Turn, mixed, takes, turns
from tests.planner.recipes.studio import written

SMALLEST, SMALLER = "rtx-16gb", 8192


@cache
def all_turns() -> list[Turn]:
    return list(turns())


@pytest.fixture
async def client(small: OwnServer) -> AsyncIterator[EndpointClient]:
    """Of the 0.5B model: the whole family has one tokenizer."""
    where = f"{small.root()}/v1"
    async with connect(where, Llm()) as connection:
        yield EndpointClient(connection, where, small.name, Llm(), 0)


@pytest.fixture
async def limited(small: OwnServer, request: pytest.FixtureRequest) -> AsyncIterator[Any]:
    where = f"{small.root()}/v1"
    llm = Llm(context=request.param)
    async with connect(where, llm) as connection:
        yield EndpointClient(connection, where, small.name, llm, 0)


def context_of(profile: str) -> int:
    """What the profile's flags give each of its models."""
    return int(load_roster().profiles[profile].flags["max-model-len"])  # ty: ignore


async def fitted(turn: Turn, client: EndpointClient) -> Fitted:
    return await fit(
        turn.role,
        turn.prompt,
        turn.sections,
        client,
        room=turn.room,
        pictures=turn.pictures,
        thinner=turn.thinner,
    )


async def test_llama_cpp_tells_its_context_and_counts_as_the_model_reads(
    client: EndpointClient,
) -> None:
    assert await client.context() == 12288
    assert await client.count("image:0123456789abcdef") == 13  # a token a digit
    assert await client.count("") == 0


async def test_the_estimate_is_never_below_the_count(client: EndpointClient) -> None:
    for turn in all_turns()[::7]:
        text = write_sections(turn.sections)
        assert estimated_tokens(text) >= await client.count(text), turn.name
    for role_prompt in {turn.prompt for turn in all_turns()}:
        assert estimated_tokens(role_prompt) >= await client.count(role_prompt)


@pytest.mark.parametrize("limited", [context_of(SMALLEST)], indirect=True)
async def test_every_turn_fits_into_the_smallest_gpu_profile(limited: EndpointClient) -> None:
    context = context_of(SMALLEST)
    assert context == 12288
    counts = {turn.name.partition(" ")[0] for turn in all_turns()}
    assert counts == {str(number) for number in range(1, MOST_SHOTS + 1)}
    for turn in all_turns():
        found = await fitted(turn, limited)
        assert found.tokens and found.tokens + turn.room <= context, f"{turn.name}: {found}"
        assert found.most >= turn.room


@pytest.mark.parametrize("limited", [SMALLER], indirect=True)
async def test_in_8192_tokens_all_turns_of_three_shots_fit(limited: EndpointClient) -> None:
    for turn in all_turns():
        shots = int(turn.name.partition(" ")[0])
        if shots <= 3 and "takes" in turn.name:
            found = await fitted(turn, limited)
            assert found.tokens and found.tokens + turn.room <= SMALLER, f"{turn.name}: {found}"


async def test_the_room_for_a_reply_is_what_a_reply_takes(client: EndpointClient) -> None:
    """The rules' own programs and plans stand for a model's."""
    for count in range(1, MOST_SHOTS + 1):
        for film in (mixed(count), takes(count)):
            code = json.dumps({"plan": "Makes it.", "code": written(film)})
            state = State(film=film)
            used = await client.count(code)
            assert used <= coder.room_for(state) <= 1.6 * used, film.shots
            again = json.dumps(bare(without_asked(film)), ensure_ascii=False)
            used = await client.count(again)
            assert used <= director.room_for(state) <= 2 * used, film.shots
    assert min(analyst.ROOM, critic.ROOM) >= 1200
