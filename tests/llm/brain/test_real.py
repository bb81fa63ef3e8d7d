"""The embedded brain with its real weights: llama.cpp in a process of its own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from llm.backends.backend import Backend, State
from llm.backends.gguf import digest_of, verified
from llm.backends.models import Roster
from llm.cascade.brain import Brain, BrainError, Spent, fixed, state_name
from llm.cascade.director import Asking
from llm.cascade.process import OwnServer
from studio.errors import EngineError
from studio.settings import ROOT
from tests.llm.brain.conftest import LARGE, SMALL, sections
from tests.llm.brain.test_cascade import RACE

COLOURS = {
    "type": "object",
    "properties": {"colour": {"enum": ["red", "blue"]}, "many": {"enum": [1, 2, 3]}},
    "required": ["colour", "many"],
    "additionalProperties": False,
}


def test_a_schema_is_enforced_whatever_is_asked(small: OwnServer, small_state: str) -> None:
    spent = Spent()
    ask = {"role": "user", "content": "Write a poem about the sea. No JSON, please."}
    reply = Brain(small, small_state).ask([ask], COLOURS, 60, spent)
    assert reply["colour"] in ("red", "blue") and reply["many"] in (1, 2, 3)
    assert spent.requests == 1 and spent.completion_tokens > 4 and spent.prompt_tokens > 300


def test_a_reply_longer_than_its_limit_is_an_error(small: OwnServer) -> None:
    with pytest.raises(BrainError, match="cut short"):
        Brain(small).ask([{"role": "user", "content": "Say it."}], COLOURS, 3, Spent())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A girl trudges home at night and shouts 'Mamma mia!'", "Mamma mia!"),
        ("Two girls bicker in the meadow, then one says 'I am off.'", "I am off."),
    ],
)
def test_the_small_model_invents_no_words_and_nobody(
    small: OwnServer, text: str, words: str
) -> None:
    film = Asking(Brain(small)).plan(sections(text))
    lines = [line.text for shot in film.shots for line in getattr(shot, "lines", [])]
    assert (film.refused and not lines) or lines == [words]
    assert set(film.characters) <= {"Giulia", "Mina"}


def test_the_state_of_the_prompt_is_kept_and_brought_back(
    small_roster: Roster, small: OwnServer, small_state: str
) -> None:
    Brain(small, small_state).prepare()
    assert (small_roster.paths.state / "slots" / small_state).stat().st_size > 1_000_000
    again = OwnServer(small_roster, SMALL)
    try:
        Brain(again, small_state).prepare()
        messages = [*fixed(), {"role": "user", "content": "WORDS\nBrief: x\nWords: x"}]
        body = {"messages": messages, "max_tokens": 1, "cache_prompt": True}
        told = httpx.post(f"{again.root()}/v1/chat/completions", json=body, timeout=300).json()
        cached = told["usage"]["prompt_tokens"] - told["timings"]["prompt_n"]
        assert cached > 0.9 * told["usage"]["prompt_tokens"]
    finally:
        again.stop()


def test_its_process_ends_with_the_server(small_roster: Roster) -> None:
    server = OwnServer(small_roster, SMALL)
    server.root()
    pid = server.pid
    assert pid and Path(f"/proc/{pid}").exists()
    server.stop()
    assert not Path(f"/proc/{pid}").exists()


OWNER = """
import sys
from tests.llm.brain.conftest import SMALL, roster_in
from llm.cascade.process import OwnServer
from pathlib import Path
server = OwnServer(roster_in(Path(sys.argv[1])), SMALL)
server.root()
print(server.pid, flush=True)
sys.stdin.read()
"""


def test_it_dies_with_a_studio_that_is_killed(small_roster: Roster) -> None:
    state = str(small_roster.paths.state)
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, state],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert owner.stdout and owner.stdin
    pid = int(owner.stdout.readline())
    os.kill(owner.pid, signal.SIGKILL)
    owner.communicate()
    limit = time.monotonic() + 30
    while running(pid) and time.monotonic() < limit:
        time.sleep(0.05)
    assert not running(pid)


def running(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def test_weights_of_another_digest_are_refused(
    small_roster: Roster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = small_roster.models[SMALL]
    file = tmp_path / model.weights / "model.gguf"
    file.parent.mkdir()
    with file.open("wb") as opened:
        opened.truncate(491400064)  # of the right size, and all zeros
    monkeypatch.setenv("STUDIO_PATHS__MODELS", str(tmp_path))
    with pytest.raises(EngineError, match="is not the file of"):
        verified(model, tmp_path / "state")
    server = OwnServer(small_roster, SMALL)
    with pytest.raises(BrainError, match="models pull"):
        server.root()
    server.stop()


def test_the_identity_of_answers_holds_the_digest_of_the_weights(small_roster: Roster) -> None:
    backend = Backend(SMALL, small_roster.models[SMALL])
    assert digest_of(backend.model) in backend.identity and backend.state is State.STOPPED


@pytest.mark.long  # it reads its prompt for a minute
def test_the_large_model_cuts_a_story_into_sensible_shots(large: OwnServer) -> None:
    state = state_name(digest_of(large.model))
    film = Asking(Brain(large, state)).plan(sections(RACE))
    assert not film.refused and 2 <= len(film.cut) <= 4, film.message
    assert {role.action for role in film.shots[0].cast} == {"run"}
    assert {role.expression for role in film.shots[-1].cast} == {"happy"}
    assert set(film.characters) == {"Alberto", "Luca"}
    assert digest_of(large.model).startswith("cc324af0") and LARGE in large.name
