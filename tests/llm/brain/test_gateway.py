"""The profile embedded-small behind the real gateway: keys, metrics, the cache hold for it too."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import yaml

from llm.backends.models import FILE, Roster
from studio.conversation import write_sections
from studio.plan import Film
from studio.settings import ROOT
from tests.llm.brain.conftest import SMALL, sections
from tests.llm.brain.test_real import running

KEY = "a key of the tests"
_START_SECONDS = 300
COUNT = {
    "model": SMALL,
    "messages": [{"role": "user", "content": "Count: one, two,"}],
    "max_tokens": 6,
    "temperature": 0,
}


class Gateway:
    """The gateway's process, and a client that has its key."""

    def __init__(self, process: subprocess.Popen[bytes], root: str) -> None:
        self.process, self.root = process, root
        headers = {"Authorization": f"Bearer {KEY}"}
        self.http = httpx.Client(base_url=root, timeout=600, headers=headers, trust_env=False)

    def models(self) -> dict[str, dict[str, Any]]:
        """What it says of each model."""
        return {one["model"]: one for one in self.http.get("/admin/status").json()["models"]}


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory, small_roster: Roster) -> Iterator[Gateway]:
    folder = tmp_path_factory.mktemp("gateway")
    roster = yaml.safe_load(FILE.read_text()) | {"paths": {"state": str(small_roster.paths.state)}}
    (folder / "models.yaml").write_text(yaml.safe_dump(roster))
    serve = ["-m", "interfaces.backend.serve", "--profile", "embedded-small", "--port", "0"]
    variables = {"STUDIO_MODELS_CONFIG": str(folder / "models.yaml"), "STUDIO_LLM_API_KEY": KEY}
    with (folder / "gateway.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *serve],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=log,
            env=os.environ | variables,
        )
    try:
        assert process.stdout
        root = process.stdout.readline().decode().strip()
        assert root, (folder / "gateway.log").read_text()
        served = Gateway(process, root)
        limit = time.monotonic() + _START_SECONDS
        while any(one["state"] in ("starting", "stopped") for one in served.models().values()):
            assert process.poll() is None and time.monotonic() < limit, served.models()
            time.sleep(0.2)
        yield served
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def test_the_model_and_the_cascade_are_up_the_model_first(gateway: Gateway) -> None:
    models = gateway.models()
    order = list(models)
    assert order.index(SMALL) < order.index("embedded-small")
    assert {one["state"] for one in models.values()} == {"awake"}, models
    assert all(one["pid"] for one in models.values())


def test_the_list_of_models_tells_how_much_fits(gateway: Gateway) -> None:
    cards = {card["id"]: card for card in gateway.http.get("/v1/models").json()["data"]}
    assert cards[SMALL]["max_model_len"] == 12288
    assert cards["embedded-small"]["max_model_len"] is None
    body = {"model": SMALL, "prompt": "image:0123456789abcdef"}
    told = gateway.http.post("/tokenize", json=body).json()
    assert told == {"count": 13, "max_model_len": 12288}


def test_it_wants_its_key(gateway: Gateway) -> None:
    bare = httpx.post(f"{gateway.root}/v1/chat/completions", json=COUNT, trust_env=False)
    assert bare.status_code == 401


def test_the_directors_role_answers_with_a_plan_and_its_tokens_are_counted(
    gateway: Gateway,
) -> None:
    def ask(text: str) -> tuple[Film, int]:
        form = {"type": "json_schema", "json_schema": {"name": "Film"}}
        message = {"role": "user", "content": write_sections(sections(text))}
        body = {"model": "studio-reasoning", "messages": [message], "response_format": form}
        told = gateway.http.post("/v1/chat/completions", json=body).json()
        film = Film.model_validate_json(told["choices"][0]["message"]["content"])
        return film, told["usage"]["prompt_tokens"]

    film, _ = ask("A picture of Nico running through the meadow")
    assert film.shots[0].place.set == "meadow" and not film.message
    film, tokens = ask("A picture of Nico, chuffed, in the meadow")
    # Whatever the small model makes of the word, it is told or left out.
    assert film.left_out or "“chuffed” is read as" in film.message
    assert tokens > 500, "the model's own count, not a guess by letters"
    metrics = gateway.http.get("/metrics").text
    assert 'studio_tokens_total{kind="prompt",model="embedded-small"}' in metrics


def test_the_model_can_be_asked_by_its_name_and_its_answers_are_kept(gateway: Gateway) -> None:
    first = gateway.http.post("/v1/chat/completions", json=COUNT)
    again = gateway.http.post("/v1/chat/completions", json=COUNT)
    assert first.status_code == 200, first.text
    assert [one.headers["X-Studio-Cache"] for one in (first, again)] == ["miss", "hit"]
    assert first.json()["choices"] == again.json()["choices"]


def test_the_processes_end_with_the_gateway(gateway: Gateway) -> None:
    pids = [int(one["pid"]) for one in gateway.models().values()]
    gateway.process.send_signal(signal.SIGTERM)
    gateway.process.wait(60)
    assert not [pid for pid in pids if running(pid)]
