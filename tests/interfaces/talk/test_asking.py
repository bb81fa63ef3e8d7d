"""What takes too long is told before anything is made; a person at a terminal is asked."""

import pytest
from terminal import Terminal

pytestmark = pytest.mark.usefixtures("own_data")
BRIEF = "Mina says 'Welcome aboard!' cheerfully"


@pytest.fixture
def at_terminal(tmp_path, monkeypatch):
    monkeypatch.setenv("STUDIO_BUDGET__MINUTES", "0.001")
    started = []

    def start(*arguments: str) -> Terminal:
        started.append(Terminal(tmp_path, *arguments))
        return started[-1]

    yield start
    for terminal in started:
        terminal.kill()


def test_in_a_chat_the_estimate_comes_first_and_what_is_too_long_is_asked_for(at_terminal):
    chat = at_terminal("chat")
    chat.until("you> ")
    chat.type(BRIEF)
    asked = chat.until("Make it all the same?")
    assert "This will take about" in asked and "0 s are allowed" in asked
    chat.type("")  # Enter alone is no yes
    refused = chat.until("you> ")
    assert "Not made" in refused and "program, take" not in refused
    chat.type(BRIEF)
    chat.until("Make it all the same?")
    chat.type("make her sad")
    again = chat.until("Make it all the same?")
    assert "says" in again or "sad" in again
    chat.type("/stop")
    chat.until("you> ")
    chat.type("/quit")
    assert chat.end() == 0


def test_run_asks_the_person_and_a_program_is_told(at_terminal, cli):
    run = at_terminal("run", BRIEF)
    run.until("Make it all the same?")
    run.type("n")
    assert run.end() == 2 and "Not made" in run.shown
    told = cli("run", BRIEF)
    assert told.returncode == 2 and "Nothing was rendered" in told.stdout
    assert "Make it all the same?" not in told.stdout


def test_what_would_fit_is_told_at_once(answered, tmp_path):
    brief = "a ten-minute shot of Giulia in 4K"
    answer, planned = answered("plan", brief, "--json")
    assert planned.exit_code == answer["exit_code"] == 2 and answer["refused"]
    assert answer["left_out"] and planned.stderr.lstrip().startswith("Left out: ")
    estimate = answer["estimate"]
    assert not estimate["fits"] and estimate["seconds"] > estimate["budget"] == 1800
    assert "would fit" in estimate["proposal"] and estimate["proposal"] in " ".join(
        planned.stderr.split()
    )
    made, run = answered("run", brief, "--json")
    assert (run.exit_code, made["outcome"], made["deliverables"]) == (2, "refused", [])
    assert made["estimate"] == estimate and made["left_out"] == answer["left_out"]
    assert made["fix"].lower() == f"{estimate['proposal']}.".lower()
    assert not [*(tmp_path / "data" / "artifacts").rglob("*.*")]
