"""Whole sessions, with the real crew, planner, sandbox, engines and memory: a spoken line."""

import importlib.util
import json

import pytest

from interfaces.listener import Silent
from interfaces.notebook.studio import Studio
from studio.errors import InputError

pytestmark = pytest.mark.usefixtures("own_data")

BRIEF = "Mina says 'Welcome aboard!' cheerfully"


class Ears(Silent):
    """Remembers what kinds of events it was told of."""

    def __init__(self):
        self.heard = []

    def on_event(self, event):
        self.heard.append(event.kind)


async def test_a_notebook_s_studio_makes_and_shows_a_piece(shared_data, studio_settings):
    ears = Ears()
    async with Studio(studio_settings, listener=ears) as studio:
        piece = await studio.run(BRIEF, seed=5)
        made = len(ears.heard)
        assert "you asked for it" in piece.ask("why cheerfully?")
        assert piece.ask("why?", of="critic") and len(ears.heard) == made
        spoken = await studio.tools.speak("Luca", "Ciao", language="it")
        assert spoken["audio"].startswith("audio:") and spoken.files[0].stat().st_size > 1000
        with pytest.raises(InputError, match="given character twice"):
            await studio.tools.speak("Luca", character="Luca")
        with pytest.raises(AttributeError, match="no tool 'sing'"):
            studio.tools.sing  # noqa: B018
        later = await piece.revise("make her sad")
    assert all(path.is_file() for path in piece.artifacts.values()) and piece.timeline is None
    assert {one.handle for one in piece.outcome.deliverables} <= piece.artifacts.keys()
    if importlib.util.find_spec("pandas"):
        assert list(piece.scores_frame().criterion) == [one.criterion for one in piece.scores]
    else:
        with pytest.raises(InputError, match="pandas is not installed"):
            piece.scores_frame()
    assert piece.outcome.outcome in ("approved", "delivered"), piece.outcome.message
    [path] = piece.paths
    assert path.suffix == ".wav" and path.stat().st_size > 20_000
    assert piece.outcome.brief.seed == 5 and piece.outcome.cost.tool_calls >= 1
    order = [ears.heard.index(kind) for kind in ("brief", "plan", "program", "run", "ended")]
    assert order == sorted(order)
    assert "<audio" in piece._repr_html_() and path.name in piece._repr_html_()
    assert piece.report.read_text() == piece.page()
    assert later.plan and later.plan.shots[0].lines[0].emotion == "sad"
    assert later.outcome.brief.seed == 5 and later.outcome.session != piece.outcome.session
    assert later.scores and "emotion='sad'" in later.program.replace('"', "'")


def test_json_of_a_whole_run_is_one_object(shared_data, cli, call, tmp_path, monkeypatch):
    monkeypatch.setenv("STUDIO_BUDGET__ITERATIONS", "1")
    done = cli("run", BRIEF, "--json")
    answer = json.loads(done.stdout)
    assert done.returncode == {"approved": 0, "delivered": 3}[answer["outcome"]], done.stderr
    assert answer["brief"]["text"] == BRIEF and "speak(" in answer["program"]
    [piece] = answer["deliverables"]
    assert piece["kind"] == "audio" and piece["facts"]["duration"] > 0.3
    assert all(score["evidence"] for score in answer["reviews"][0]["scores"])
    assert sum(answer["timings"].values()) > 0 and answer["cost"]["model_calls"] >= 4
    assert "director  plan" in done.stderr and "critic  " in done.stderr
    folder = tmp_path / "outputs" / answer["session"]
    assert {"report.html", "program.py"} <= {path.name for path in folder.iterdir()}
    # What was made last can come along with the next brief; it is no footage.
    done = call("run", "Slow this down", "--media", "last")
    assert done.exit_code == 2 and "no video" in done.stdout + done.stderr, done.stderr


def test_the_chat_command_hears_a_bad_brief_and_goes_on(call):
    done = call("chat", input="\n!?\n?!\nBye\n!?\n")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.count("has no words") == 2  # and nothing is heard after the farewell


def test_the_chat_command_takes_files_along(call, tmp_path):
    (tmp_path / "my scene.txt").write_text("no video")
    lines = [
        "/fly",
        "/stop",
        f"/with {'a' * 3000}",
        "/with it's.mp4 ~nobody/at.all",
        "/with last",
        f"/with {tmp_path / 'absent.mp4'}",
        f"/with '{tmp_path / 'my scene.txt'}'",
        "A parody of this scene",
        "/quit",
    ]
    done = call("chat", input="\n".join(lines))
    assert done.exit_code == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "There is no command '/fly'." in said and "The crew is not at work." in said
    assert "it's.mp4 ~nobody/at.all is no file" in said and "aaa… is no file" in said
    assert "Not taken: nothing was made yet." in said
    assert "absent.mp4 is no file" in said
    assert "With your next brief: my scene.txt." in said
    assert "my scene.txt cannot be read as a picture, sound or video" in said
