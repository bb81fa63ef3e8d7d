"""A turn fits into the context that the endpoint tells, with room for the reply."""

import json

import pytest
from autogen_core import Image
from PIL import Image as Picture

from agents.endpoint.client import EndpointClient
from agents.endpoint.exchange import connect
from agents.endpoint.facts import estimated_tokens
from agents.endpoint.fitting import fit, picture_tokens
from studio.conversation import read_sections
from studio.errors import EndpointError
from studio.nouns.brief import Brief
from studio.settings import Llm
from tests.agents.endpoint import Reply

MODEL = "studio-code"
SECTIONS = {"BRIEF": {"text": "a card"}, "NOTES": "x" * 4000, "PROGRAM": "y" * 4000}
THINNER = [
    (name, lambda sections, name=name: {k: v for k, v in sections.items() if k != name})
    for name in ("NOTES", "PROGRAM")
]


def listing(**card):
    body = {"object": "list", "data": [{"id": MODEL, **card}]}
    return Reply(body=json.dumps(body))


async def fitted(endpoint, room=500, llm=None):
    async with connect(endpoint.base_url, Llm()) as connection:
        client = EndpointClient(connection, endpoint.base_url, MODEL, llm or Llm(), 0)
        return await fit("coder", "You are.", SECTIONS, client, room=room, thinner=THINNER)


@pytest.mark.parametrize(
    "card", [{"max_model_len": 4096}, {"meta": {"n_ctx": 4096, "n_ctx_train": 32768}}]
)
async def test_the_context_is_what_the_endpoint_says(endpoint, card):
    endpoint.listing = listing(**card)
    found = await fitted(endpoint)
    assert found.context == 4096 and not found.left_away
    assert found.tokens and found.most == 4096 - found.tokens


async def test_what_a_turn_can_do_without_is_left_away_one_after_another(endpoint):
    endpoint.listing = listing(max_model_len=2600)
    one = await fitted(endpoint)
    assert one.left_away == ("NOTES",) and set(read_sections(one.text)) == {"BRIEF", "PROGRAM"}
    endpoint.listing = listing(max_model_len=1000)
    both = await fitted(endpoint)
    assert both.left_away == ("NOTES", "PROGRAM") and set(read_sections(both.text)) == {"BRIEF"}
    assert both.tokens and both.tokens + both.most <= 1000


async def test_no_room_for_a_reply_is_an_error_that_names_the_numbers_and_the_way_out(endpoint):
    endpoint.listing = listing(max_model_len=400)
    with pytest.raises(EndpointError) as caught:
        await fitted(endpoint)
    assert "of the 400 tokens that studio-code" in str(caught.value)
    assert "max-model-len" in caught.value.fix


async def test_the_settings_overrule_the_endpoint_and_where_nobody_tells_nothing_is_cut(endpoint):
    assert (await fitted(endpoint)).context is None
    endpoint.listing = listing(max_model_len=400)
    assert (await fitted(endpoint, llm=Llm(context=9000))).context == 9000


async def test_a_reply_may_be_no_longer_than_its_context_has_room_for(rig, endpoint):
    cards = [
        {"id": name, "max_model_len": 8192} for name in ("studio-reasoning", MODEL, "studio-vision")
    ]
    endpoint.listing = Reply(body=json.dumps({"data": cards}))
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="a bright card"))
    assert outcome.outcome == "approved"
    replies = [event.data for event in rig.events if event.kind == "reply"]
    assert {one["context"] for one in replies} == {8192}
    most = rig.settings.llm.max_tokens
    assert all(0 < request["max_tokens"] <= most for request in endpoint.requests)
    assert any(request["max_tokens"] < most for request in endpoint.requests)


def test_pictures_count_by_their_size():
    pictures = [Image.from_pil(Picture.new("RGB", size)) for size in ((768, 768), (28, 29))]
    assert picture_tokens(pictures) == 28 * 28 + 2 + 2 + 2
    assert estimated_tokens("") > 0
