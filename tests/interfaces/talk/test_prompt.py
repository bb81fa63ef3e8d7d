"""The prompt of a chat at a capable terminal: completion, lines, Ctrl-C."""

import asyncio
import base64
import io
import re
from pathlib import Path

import pytest
from PIL import Image
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console
from terminal import Terminal

from interfaces.console.progress import Status
from interfaces.screen.pictures import kitty, protocol, show
from interfaces.screen.prompt import INTERRUPT, Prompt, Words
from tools.engines.media.showing import beside_each_other

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
            for pressed in ("one\x1b\rtwo\r", "\x1b[A\r", "half\x03", "lu\t\r", "\x04"):
                keys.send_text(pressed)
                lines.append(await prompt.read())
            return lines

    assert asyncio.run(read()) == ["one\ntwo\n", "one\ntwo\n", INTERRUPT, "Luca\n", ""]
    kept = tmp_path / "data" / "history"
    assert "+one\n+two\n" in kept.read_text() and kept.stat().st_mode & 0o077 == 0


def test_at_a_terminal_what_ctrl_c_stops_is_gone_on_with(tmp_path, own_data):
    chat = Terminal(tmp_path, "chat", term="xterm-256color")
    try:
        chat.until("you>")
        chat.press("/tre\t")
        chat.until("/tre")
        chat.until("e")  # at once or drawn behind it
        chat.press("\r")
        chat.until("Nothing was made yet.")
        chat.press("Luca in the meadow, a 192x192 picture\r")
        chat.until("program, take 1")
        chat.press("\x03")
        chat.until("Stopping; all that is finished is kept.")
        chat.until("Here /resume goes on with it.")
        chat.press("/resume\r")
        chat.until("Going on with")
        chat.until("Approved with")
        chat.press("/resume\r")
        chat.until("no piece was stopped")
        chat.press("\x03")
        chat.until("Ctrl-C once more leaves.")
        chat.press("\x03")
        assert chat.end() == 0
    finally:
        chat.kill()


def test_pictures_are_drawn_at_a_terminal_and_not_into_a_pipe(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    upper, lower = (255, 0, 0), (0, 0, 255)
    picture = Image.new("RGB", (2, 2), upper)
    picture.paste(lower, (0, 1, 2, 2))
    shown = {}
    for terminal in (True, False):
        file = io.StringIO()
        console = Console(file=file, force_terminal=terminal, color_system="truecolor", width=2)
        show(console, picture, "blocks")
        shown[terminal] = file.getvalue()
    assert shown[False] == ""
    assert shown[True].count("▀") == 2 and "38;2;255;0;0;48;2;0;0;255" in shown[True]
    png = kitty(bytes(range(256)) * 20, 40)
    parts = re.findall("\x1b_G[^;]*m=([01]);([^\x1b]*)\x1b", png)
    assert [more for more, _ in parts] == ["1", "0"]
    assert base64.b64decode("".join(text for _, text in parts)) == bytes(range(256)) * 20
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.delenv("STY", raising=False)
    monkeypatch.setenv("TERM", "xterm-kitty")
    assert protocol() == "kitty"
    monkeypatch.setenv("TMUX", "1")
    assert protocol() == "blocks"


def test_a_film_is_a_strip_of_frames_in_sixels(monkeypatch):
    frames = [Image.new("RGB", (20, 12), colour) for colour in ((255, 0, 0), (0, 0, 255))]
    file = io.StringIO()
    show(Console(file=file, force_terminal=True, width=4), beside_each_other(frames), "sixel")
    form = r'\x1bPq"1;1;40;12((?:#\d+;2;\d+;\d+;\d+)+)(.*)\x1b\\\n'
    said = re.fullmatch(form, file.getvalue())
    assert said
    head, body = said.groups()
    colours = {n: (r, g, b) for n, r, g, b in re.findall(r"#(\d+);2;(\d+);(\d+);(\d+)", head)}
    bands = [decoded(band) for band in body.split("-")]
    assert len(bands) == 2
    for band in bands:
        assert [colours[band[at]] for at in (2, 37)] == [("100", "0", "0"), ("0", "0", "100")]
        assert set(band) == set(range(40))
    for name, how in (("foot", "sixel"), ("xterm", "blocks")):
        monkeypatch.setenv("TERM", name)
        for other in ("TMUX", "STY", "KITTY_WINDOW_ID", "TERM_PROGRAM"):
            monkeypatch.delenv(other, raising=False)
        assert protocol() == how


def decoded(band: str) -> dict[int, str]:
    """The colour's number of each column whose six pixels all have it."""
    found = {}
    for number, signs in re.findall(r"#(\d+)([^#$]*)", band):
        column = 0
        for count, sign in re.findall(r"(?:!(\d+))?([?-~])", signs):
            for _ in range(int(count or 1)):
                found |= {column: number} if sign == "~" else {}
                column += 1
    return found
