"""A critic who sees is shown the pictures, and may find fault with their look; no other may."""

import json

import numpy as np
import pytest
from PIL import Image

from studio.conversation import read_sections
from studio.nouns.brief import Brief, SourceMedia
from tests.agents.brain import answer
from tests.agents.endpoint import pictures_of, role_of

LOOK = {"shot": "card_1", "criterion": "look", "score": 4, "evidence": "a bare card"}
FAULT = {
    "shot": "card_1",
    "criterion": "look",
    "description": "it looks bare",
    "change": {"path": "card_1.seed", "value": 9, "reason": "another one"},
}


def picky(role: str, sections: dict) -> str:
    """Finds fault with the look of the first card's first version, whatever it was shown."""
    reply = json.loads(answer(role, sections))
    if role == "critic":
        first = sections["PLAN"]["shots"][0]["seed"] == 1
        reply["scores"].append(LOOK | {"score": 4 if first else 8})
        reply["faults"] += [FAULT] if first else []
        reply["approved"] = not reply["faults"]
    return json.dumps(reply)


def asked_critics(endpoint):
    return [request for request in endpoint.requests if role_of(request) == "critic"]


async def test_what_it_sees_is_mended(rig, endpoint):
    endpoint.brain, endpoint.seeing = picky, ("studio-vision",)
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="two bright cards"))
    assert outcome.outcome == "approved" and len(outcome.reviews) == 2
    look = [[s.score for s in review.scores if s.criterion == "look"] for review in outcome.reviews]
    assert look == [[4], [8]] and outcome.reviews[0].faults[0].criterion == "look"
    assert outcome.plan.shots[0].seed == 9
    asked = asked_critics(endpoint)
    assert len(asked) == 4, "of each card by itself, in each version"
    for number, request in enumerate(asked):
        [picture] = pictures_of(request)
        assert picture.size == (32, 32)
        assert np.asarray(picture.convert("L")).mean() == pytest.approx(118, abs=4)
        told, other = ("card_1", "card_2") if number % 2 == 0 else ("card_2", "card_1")
        text = request["messages"][-1]["content"][0]["text"]
        sections = read_sections(text)
        assert sections["PICTURES"] == [{"shot": told}]
        sections.pop("CHAT", None)  # where others speak of all of it
        assert other not in str(sections)
    assert {e.data["pictures"] for e in rig.events if e.kind == "reply"} == {0, 1}


@pytest.mark.parametrize("vision", ["auto", "off"])
async def test_what_it_has_not_seen_is_no_fault(rig, endpoint, vision):
    endpoint.brain = picky
    endpoint.seeing = () if vision == "auto" else ("studio-vision",)
    rig.settings.llm = rig.settings.llm.model_copy(update={"vision": vision})
    outcome = await rig.crew(endpoint.base_url).produce(Brief(text="a bright card"))
    [review] = outcome.reviews
    assert not review.faults and not [s for s in review.scores if s.criterion == "look"]
    assert isinstance(asked_critics(endpoint)[0]["messages"][-1]["content"], str)
    told = [e.data["text"] for e in rig.events if e.kind == "notice"]
    assert any("unseen" in text for text in told)


async def test_it_is_shown_pictures_where_the_settings_say_so(rig, endpoint):
    rig.settings.llm = rig.settings.llm.model_copy(update={"vision": "on"})
    await rig.crew(endpoint.base_url).produce(Brief(text="a bright card"))
    assert len(pictures_of(asked_critics(endpoint)[0])) == 1


async def test_the_analyst_is_shown_the_sources(rig, endpoint, tmp_path):
    endpoint.seeing = ("studio-vision",)
    path = tmp_path / "reference.png"
    Image.new("RGBA", (2000, 500), (200, 40, 40, 128)).save(path)
    handle = rig.artifacts.add(path, "image").handle
    media = [SourceMedia(handle=handle, name=path.name)] * 6
    await rig.crew(endpoint.base_url).produce(Brief(text="a bright card", media=media))
    [request] = [request for request in endpoint.requests if role_of(request) == "analyst"]
    pictures = pictures_of(request)
    assert [picture.size for picture in pictures] == [(1536, 384)] * 4, "no more than it can take"
    half = pictures[0].getpixel((500, 100))
    assert half == pytest.approx((164, 84, 84), abs=4), "half transparent, on grey"
    assert handle in request["messages"][-1]["content"][0]["text"].split("## PICTURES")[1]
    assert request["model"] == "studio-vision"


async def test_with_nothing_to_see_the_analyst_asks_the_model_that_is_awake(rig, endpoint):
    endpoint.seeing = ("studio-vision",)
    await rig.crew(endpoint.base_url).produce(Brief(text="a bright card"))
    models = {role_of(request): request["model"] for request in endpoint.requests}
    assert models == {
        "director": "studio-reasoning",
        "analyst": "studio-reasoning",
        "coder": "studio-code",
        "critic": "studio-vision",
    }
