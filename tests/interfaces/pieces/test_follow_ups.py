"""Notes on a piece mean the same wherever they are said: in the chat, in a script, in Jupyter and
in the page. One store for all: what one has rendered, the others need not."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
import yaml
from typer.testing import CliRunner

import main
from interfaces.listener import Silent
from interfaces.notebook.studio import Studio
from interfaces.stores import open_stores
from studio.plan import Film
from studio.settings import ROOT, load_settings

BRIEF = "A 96x96 picture of Luca waving in the meadow, happy"
NOTES = ["make him more excited", "same at night", "now with Giulia"]


def in_the_chat(folder: Path) -> None:
    said = CliRunner().invoke(main.app, ["chat"], input="\n".join([BRIEF, *NOTES]))
    assert said.exit_code == 0, said.output


def in_a_script(folder: Path) -> None:
    script = folder / "follow_ups.yaml"
    script.write_text(yaml.safe_dump({"briefs": [BRIEF, *({"note": note} for note in NOTES)]}))
    done = CliRunner().invoke(main.app, ["play", str(script)])
    assert done.exit_code == 0, done.output


def in_jupyter(folder: Path) -> None:
    async def cells() -> None:
        async with Studio(listener=Silent()) as studio:
            piece = await studio.run(BRIEF)
            for note in NOTES:
                piece = await piece.revise(note)

    asyncio.run(cells())


def in_the_page(folder: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), "page", "--no-open"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
        env=os.environ.copy(),
        start_new_session=True,
    )
    assert process.stdout
    try:
        found = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", process.stdout.readline())
        assert found
        root = found[0].partition("/?")[0]
        before = len(plans())
        with httpx.Client(base_url=root, cookies=httpx.get(found[0]).cookies) as client:
            for number, text in enumerate([BRIEF, *NOTES], 1):
                client.post("/say", json={"text": text}).raise_for_status()
                wait(lambda number=number: len(ended()) >= before + number)
                wait(lambda: "fieldset" in client.get("/view").json()["piece"])  # at rest
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def wait(until: Callable[[], bool], seconds: float = 240) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end
        time.sleep(0.2)


def ended() -> list[str]:
    """The sessions that came to their end, the oldest first."""
    with open_stores(load_settings()) as (sessions, _):
        return [one.id for one in reversed(sessions.sessions()) if one.outcome]


def plans() -> list[Film]:
    """What each of them made."""
    with open_stores(load_settings()) as (sessions, _):
        newest = [sessions.latest(session, "plan") for session in ended()]
    return [Film.model_validate(plan.data) for plan in newest if plan]


@pytest.mark.parametrize("talk", [in_the_chat, in_a_script, in_jupyter, in_the_page])
def test_the_same_piece_with_that_change(talk: Callable[[Path], None], one_place: Path):
    before = len(plans())
    talk(one_place)
    first, excited, night, giulia = (film.shots[0] for film in plans()[before:])
    role, after = first.cast[0], excited.cast[0]
    assert (after.expression, after.strength) != (role.expression, role.strength)
    assert after.expression == "excited"
    assert (excited.place, after.action) == (first.place, role.action)
    assert night.place.time_of_day == "night" and night.place.set == first.place.set
    assert night.cast == excited.cast
    assert [one.character for one in giulia.cast] == ["Giulia"]
    assert giulia.cast[0].expression == "excited" and giulia.cast[0].action == role.action
    assert giulia.place == night.place
