"""The embedded brain of these tests: real llama.cpp over the real weights, where they are here."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from llm.backends.backend import Backend
from llm.backends.command import errors
from llm.backends.gguf import digest_of
from llm.backends.models import Roster, load_roster
from llm.cascade.brain import Brain, Spent, state_name
from llm.cascade.process import OwnServer
from tests.planner.conftest import shipped_cast

SMALL, LARGE = "qwen2.5-coder-0.5b", "qwen2.5-coder-1.5b"


def roster_in(folder: Path) -> Roster:
    """The shipped roster, with its logs and states in `folder`."""
    roster = load_roster()
    return roster.model_copy(
        update={"paths": roster.paths.model_copy(update={"state": folder})}, deep=True
    )


def require(roster: Roster, key: str) -> None:
    """Skip, with the reason, where a model's weights or environment are not here."""
    if missing := errors(Backend(key, roster.models[key]), roster.paths):
        pytest.skip(str(missing[0]))


@pytest.fixture(scope="session")
def small_roster(tmp_path_factory: pytest.TempPathFactory) -> Roster:
    roster = roster_in(tmp_path_factory.mktemp("brain"))
    require(roster, SMALL)
    return roster


@pytest.fixture(scope="session")
def small(small_roster: Roster) -> Iterator[OwnServer]:
    """The 0.5B model, started once for these tests."""
    server = OwnServer(small_roster, SMALL)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def small_state(small_roster: Roster) -> str:
    """The name of what that model has read of its prompt: read once for these tests."""
    return state_name(digest_of(small_roster.models[SMALL]))


@pytest.fixture(scope="session")
def large() -> Iterator[OwnServer]:
    """The 1.5B model, whose prompt's state is that of this machine's studio."""
    roster = load_roster()
    require(roster, LARGE)
    server = OwnServer(roster, LARGE)
    yield server
    server.stop()


class Scripted(Brain):
    """Stands for a model that makes the mistakes of a list, one after another; `asked` is what it
    was sent."""

    def __init__(self, *replies: dict[str, Any]) -> None:
        super().__init__(server=None)  # ty: ignore[invalid-argument-type]  # it is never reached
        self.replies, self.asked = list(replies), []

    def ask(
        self, said: list[dict[str, str]], schema: dict[str, Any], most: int, spent: Spent
    ) -> dict[str, Any]:
        self.asked.append((said[-1]["content"], schema))
        spent.requests += 1
        return self.replies.pop(0)


def sections(text: str, **more: Any) -> dict[str, Any]:
    """What the crew sends its director."""
    return {"BRIEF": {"text": text, "seed": 3}, "CHARACTERS": shipped_cast(), **more}
