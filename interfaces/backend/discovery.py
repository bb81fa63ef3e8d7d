"""Which endpoint a session speaks to: the one that is set, the gateway that runs here already, or
a planner of its own, with the embedded brain beside it where that is here."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass, replace
from typing import Any

import httpx

from interfaces.backend.state import Running, find_running
from llm.backends.backend import Backends
from llm.backends.command import errors
from llm.backends.gguf import digest_of
from llm.backends.models import load_roster
from llm.cascade.brain import Brain, state_name
from llm.cascade.process import OwnServer
from llm.endpoint import LocalEndpoint
from llm.server import ServerSettings
from studio.bounded_http import bounded_client
from studio.errors import SettingsError
from studio.settings import Llm
from studio.weights.services import closed_address, closed_models, refuse

PLANNER = "planner"  # as llm.base_url: never look for a gateway, nor for a model
PROFILES = ("embedded", "embedded-small")  # of configs/models.yaml, the best first
SLOW = (*PROFILES, "embedded-alone")  # on a processor, which takes minutes while it is busy
BRAIN = "The embedded brain is here: {model} helps where the rules cannot read a brief."
HINT = "A language model may understand more of it: make brain."
# What asking an endpoint for its models raises where it gives no such answer.
NO_ANSWER = (httpx.HTTPError, httpx.InvalidURL, ValueError, LookupError, TypeError)
_ANSWER_SECONDS = 5.0
_SLOW_SECONDS = 600.0


@dataclass(frozen=True)
class Endpoint:
    """Where the models are (empty: nowhere yet), the key for it, and what a person should be told
    of it. `helped`: whether the planner may have a model beside it; `seconds`: that an answer may
    take here, where that is more than usual; `by_rules`: whether its coder is the planner."""

    base_url: str
    api_key: str
    note: str = ""
    helped: bool = False
    seconds: float = 0
    by_rules: bool = True


@contextlib.asynccontextmanager
async def open_endpoint(llm: Llm) -> AsyncGenerator[Endpoint]:
    """The endpoint for as long as the block runs; the planner is started where it is wanted.
    LicenceError: what is set is a closed service."""
    found = await asyncio.to_thread(find_endpoint, llm)
    await asyncio.to_thread(_refuse_closed, found, llm)
    if found.base_url:
        yield replace(found, by_rules=False)
        return
    own = await asyncio.to_thread(own_brain) if found.helped else None
    if own is None:
        settings = ServerSettings(hint=HINT if found.helped else "")
        async with LocalEndpoint(settings=settings) as planner:
            yield Endpoint(planner.base_url, found.api_key, found.note)
        return
    server, state = own
    note = f"{found.note} {BRAIN.format(model=server.name)}".strip()
    settings = ServerSettings(brain=Brain(server, state))
    try:
        async with LocalEndpoint(settings=settings) as planner:
            yield Endpoint(planner.base_url, found.api_key, note, seconds=_SLOW_SECONDS)
    finally:
        await asyncio.to_thread(server.stop)


@contextlib.asynccontextmanager
async def open_recipes() -> AsyncGenerator[str]:
    """The base URL of a planner of its own, whose coder writes a program of any plan."""
    async with LocalEndpoint() as planner:
        yield planner.base_url


def own_brain() -> tuple[OwnServer, str] | None:
    """The model of the first embedded profile whose weights and environment are here, not started
    yet, and the file of its prompt's state; None without any."""
    try:
        roster = load_roster()
    except SettingsError:
        return None
    for name in PROFILES:
        profile = roster.profiles.get(name)
        for backend in Backends(roster.models, profile) if profile else ():
            if backend.model.kind == "llamacpp" and not errors(backend, roster.paths):
                return OwnServer(roster, backend.key), state_name(digest_of(backend.model))
    return None


def find_endpoint(llm: Llm) -> Endpoint:
    """What is set wins; then a gateway that was started here with `backend up` and is ready."""
    if llm.base_url == PLANNER:
        return Endpoint("", llm.api_key)
    if llm.base_url:
        return Endpoint(llm.base_url, llm.api_key)
    try:
        roster = load_roster()
    except SettingsError:  # `backend` tells of it; a session can do without
        return Endpoint("", llm.api_key)
    running = find_running(roster)
    if running is None:
        return Endpoint("", llm.api_key, helped=True)
    key = roster.key() or llm.api_key
    trouble = _trouble(running, key, roster.gateway.key_variable)
    where = f"the endpoint at {running.root} (profile {running.profile})"
    if trouble:
        note = f"Not using {where}: {trouble}. The planner serves."
        return Endpoint("", llm.api_key, note, helped=True)
    seconds = _SLOW_SECONDS if running.profile in SLOW else 0
    return Endpoint(f"{running.root}/v1", key, f"Using {where}.", seconds=seconds)


def list_models(endpoint: Endpoint, asked: Iterable[str]) -> list[dict[str, Any]]:
    """What an endpoint says of its models: `data` of /v1/models, a dict with an "id" for each.
    `asked`: the models that are wanted of it.

    LicenceError where it is a closed service, by its address or by what it says; SettingsError
    where its proxy cannot be used; one of NO_ANSWER where it does not answer so."""
    refuse(endpoint.base_url, closed_address(endpoint.base_url))
    with bounded_client(
        endpoint.base_url,
        timeout=_ANSWER_SECONDS,
        headers={"Authorization": f"Bearer {endpoint.api_key}"} if endpoint.api_key else {},
    ) as http:
        answer = http.get(f"{endpoint.base_url.rstrip('/')}/models")
    answer.raise_for_status()
    cards = answer.json()["data"]
    refuse(endpoint.base_url, closed_models(cards, asked))
    return [{**card, "id": str(card["id"])} for card in cards]


def _refuse_closed(endpoint: Endpoint, llm: Llm) -> None:
    """LicenceError as above. An endpoint that does not answer is not refused: whoever asks it next
    tells what is wrong with it."""
    if endpoint.base_url:
        with contextlib.suppress(*NO_ANSWER):
            list_models(endpoint, llm.models.model_dump().values())


def _trouble(running: Running, key: str, variable: str) -> str:
    """Why a session cannot use it now; empty: it can."""
    headers = {"Authorization": f"Bearer {key}"}
    try:
        with bounded_client(running.root, base_url=running.root, timeout=_ANSWER_SECONDS) as http:
            ready = http.get("/health/ready")
            if ready.status_code != 200:
                states = (f"{model} is {state}" for model, state in ready.json()["models"].items())
                return ", ".join(states)
            status = http.get("/v1/models", headers=headers).status_code
    except (httpx.HTTPError, ValueError, LookupError, AttributeError) as error:
        return f"it does not answer ({type(error).__name__})"
    if status == 401:
        return f"it wants the key that it was started with, in {variable}"
    return "" if status == 200 else f"it answers {status}"
