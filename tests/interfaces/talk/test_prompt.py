"""The prompt of a chat at a capable terminal: completion, lines, Ctrl-C."""

import asyncio
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from terminal import Terminal

from interfaces.console.progress import Status
from interfaces.screen.prompt import INTERRUPT, Prompt, Words

WORDS = Words(["/tree", "/with"], lambda: ["Luca", "meadow", "@critic"])


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("/t", ["/tree"]),
        ("make /t", []),
        ("now with lu", ["Luca"]),
        ("@c", ["@critic"]),
        ("in the ", []),
    ],
)
def test_what_is_typed_is_completed(typed, completed):
    found = WORDS.get_completions(Document(typed), CompleteEvent())
    assert [one.text for one in found] == completed


def test_files_are_completed_behind_with(tmp_path):
    (tmp_path / "sunset.png").touch()
    found = WORDS.get_completions(Document(f"/with {tmp_path}/sun"), CompleteEvent())
    assert [one.text for one in found] == ["set.png"]


def test_lines_their_history_and_the_keys_that_end_them(tmp_path: Path):
    async def read() -> list[str]:
        with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
            prompt = Prompt(WORDS, Status(), tmp_path / "data" / "history", "you> ")
            lines = []
            for pressed in ("one\x1b\rtwo\r", "\x1b[A\r", "half\x03", "\x04"):
                keys.send_text(pressed)
                lines.append(await prompt.read())
            return lines

    assert asyncio.run(read()) == ["one\ntwo\n", "one\ntwo\n", INTERRUPT, ""]
    kept = tmp_path / "data" / "history"
    assert "+one\n+two\n" in kept.read_text() and kept.stat().st_mode & 0o077 == 0


def test_at_a_terminal_a_word_is_completed_and_ctrl_c_stops_then_leaves(tmp_path, own_data):
    chat = Terminal(tmp_path, "chat", term="xterm-256color")
    try:
        chat.until("Tab completes")
        chat.press("/tre\t")
        chat.until("e")
        chat.press("\r")
        chat.until("Nothing was made yet.")
        chat.press("Luca in the meadow, a picture\r")
        chat.until("program, take 1")
        chat.press("\x03")
        chat.until("Stopping; all that is finished is kept.")
        assert "python main.py resume" in chat.until("report.html")
        chat.press("\x03")  # a second in a row
        assert chat.end() == 0
    finally:
        chat.kill()
