"""The gateway counts tokens by the model's own tokenizer."""

from pathlib import Path

from tests.llm.gateway.conftest import ROLES, Served, external, fake_served, gateway, three_models
from tests.llm.gateway.fake_vllm import FakeVllm

TEXT = "Andiamo al mare, perché no?"


async def test_tokens_are_counted_by_a_models_role_or_its_name(served: Served) -> None:
    for name in (ROLES[0], "tiny"):
        told = await served.http.post("/tokenize", json={"model": name, "prompt": TEXT})
        assert told.status_code == 200, told.text
        assert told.json() == {"count": len(TEXT.encode()), "max_model_len": None}


async def test_a_model_that_sleeps_is_not_woken_to_count(tmp_path: Path) -> None:
    async with gateway(three_models(tmp_path)) as gate:
        await gate.ready()
        states = {b.key: str(b.state) for b in gate.studio.backends}
        assert "asleep" in states.values()
        for name in states:
            told = await gate.http.post("/tokenize", json={"model": name, "prompt": TEXT})
            assert told.status_code == 200, told.text
            assert told.json()["count"] == len(TEXT.encode())
        assert {b.key: str(b.state) for b in gate.studio.backends} == states


async def test_what_cannot_be_counted_is_an_error_that_names_it(
    served: Served, fake: FakeVllm, tmp_path: Path
) -> None:
    unknown = await served.http.post("/tokenize", json={"model": "none", "prompt": TEXT})
    assert unknown.status_code == 404 and "'none' does not exist" in unknown.text
    empty = await served.http.post("/tokenize", json={"model": "tiny"})
    assert empty.status_code == 400 and "prompt" in empty.text
    fake.name = "renamed"
    lost = await served.http.post("/tokenize", json={"model": "tiny", "prompt": TEXT})
    assert lost.status_code == 502 and "tiny did not count" in lost.text


async def test_the_planner_has_no_tokenizer(tmp_path: Path, fake: FakeVllm) -> None:
    async with fake_served(fake) as root:
        roster = external(tmp_path, root)
        planner = roster.models["tiny"].model_copy(update={"kind": "planner", "url": ""})
        roster = roster.model_copy(update={"models": {"tiny": planner}})
        async with gateway(roster) as gate:
            told = await gate.http.post("/tokenize", json={"model": "tiny", "prompt": TEXT})
    assert told.status_code == 404 and "counts no tokens" in told.text
