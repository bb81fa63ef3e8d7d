"""The notebooks, run by a kernel of Jupyter's own."""

import re

import nbformat
import pytest
from nbclient import NotebookClient

from studio.settings import ROOT

FOLDER = ROOT / "notebooks"
SECONDS = 400  # of one cell


@pytest.fixture
def ran(shared_data, monkeypatch):
    """Runs a notebook where it lies; all that its cells show, by kind: `text` and `html`. `moved`
    are the texts of displays that were moved on."""
    monkeypatch.setenv("STUDIO_BUDGET__ITERATIONS", "1")

    def run(name: str) -> dict[str, str]:
        notebook = nbformat.read(FOLDER / name, as_version=4)
        moved = []

        class Client(NotebookClient):
            def process_message(self, msg, *rest):
                if msg["msg_type"] == "update_display_data":
                    moved.append(msg["content"]["data"].get("text/html", ""))
                return super().process_message(msg, *rest)

        resources = {"metadata": {"path": str(FOLDER)}}
        Client(notebook, timeout=SECONDS, kernel_name="python3", resources=resources).execute()
        outputs = [out for cell in notebook.cells for out in cell.get("outputs", [])]
        return {
            "text": " ".join("".join(out.get("text", "") for out in outputs).split()),
            "html": "".join(out.get("data", {}).get("text/html", "") for out in outputs),
            "moved": "\n".join(moved),
        }

    return run


def test_a_first_piece_is_shown_asked_about_and_changed(ran):
    shown = ran("first_piece.ipynb")
    assert "bedroom: you asked for it" in shown["text"] and "render_character(" in shown["text"]
    chat = " ".join(re.sub("<[^>]*>", " ", shown["html"]).split())
    assert "sad becomes happy" in chat, chat
    assert shown["html"].count("<img") >= 2 and "<audio" in shown["html"]
    assert '<progress max="1" value="0.' in shown["moved"] and "render_character" in shown["moved"]
    assert "<progress" not in shown["html"], "the bar is taken away at the end"


def test_a_talking_shot_is_changed(ran):
    shown = ran("talking_shot.ipynb")
    assert "meadow: you asked for it" in shown["text"] and "call of render_take" in shown["text"]
    assert "Over here! None" in shown["text"] and "Come back! None" in shown["text"]
    assert shown["html"].count("<video") >= 2 and ".mp4" in shown["text"]


def test_tools_are_called_by_hand(ran):
    assert "audio:" in ran("tools_by_hand.ipynb")["text"]
