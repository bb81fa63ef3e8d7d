"""The commands plan, revise and tools run, and notes in a chat, with the offline planner."""

from pathlib import Path

import pytest
from PIL import Image

pytestmark = pytest.mark.usefixtures("own_data")


@pytest.fixture(autouse=True)
def one_version(monkeypatch) -> None:
    monkeypatch.setenv("STUDIO_BUDGET__ITERATIONS", "1")


def test_a_plan_tells_first_what_is_left_out_and_makes_nothing(answered, call, tmp_path):
    answer, done = answered("plan", "Mina waves with a purple dragon", "--json")
    assert done.exit_code == answer["exit_code"] == 3
    assert "dragon" in answer["left_out"][0]["words"] and answer["left_out"][0]["reason"]
    assert answer["plan"]["shots"][0]["cast"][0]["action"] == "wave"
    assert answer["estimate"]["seconds"] > 0 and answer["estimate"]["fits"]
    shown = [line for line in done.stderr.splitlines() if line.strip()]
    assert any(line.startswith("Left out: ") for line in shown), done.stderr
    made = [*(tmp_path / "outputs").rglob("*"), *(tmp_path / "data" / "artifacts").rglob("*.*")]
    assert made == []
    assert "No session" in call("sessions").stdout


def test_a_plan_that_cannot_be_made_ends_with_2(call):
    done = call("plan", "Zorblax runs")
    assert done.exit_code == 2 and "Zorblax" in done.stdout


def test_a_note_finds_its_piece_behind_a_session_without_a_brief(
    shared_data, answered, call, sessions
):
    """A process that died between opening its session and writing the brief leaves such a one."""
    assert call("plan", "make her sad", "--revise", "last").exit_code == 2
    made, _ = answered("run", "Mina says 'Welcome aboard!' cheerfully", "--json")
    sessions.open("cut off")
    planned, done = answered("plan", "make her sad", "--revise", "last", "--json")
    assert done.exit_code == 0, done.stderr
    assert planned["plan"]["shots"][0]["lines"][0]["emotion"] == "sad"
    # What a session made can come along by its id as by `last`; speech is no footage.
    for name in ("last", made["session"]):
        along = call("plan", "Slow this down", "--media", name)
        assert along.exit_code == 2 and "no video" in along.stdout + along.stderr, along.stderr
    nothing = call("plan", "Slow this down", "--media", sessions.sessions(1)[0].id)
    assert nothing.exit_code == 2 and "handed nothing over" in nothing.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan", "Slow this down", "--media", "last"),
        ("run", "Slow this down", "--media", "last"),
        ("revise", "last", "make her sad"),
        ("report", "last"),
        ("resume", "last"),
    ],
)
def test_where_nothing_was_made_last_means_nothing(call, arguments):
    done = call(*arguments)
    assert done.exit_code == 2 and "nothing was made yet" in done.stderr, done.stderr


def test_a_note_changes_a_piece_and_the_rest_stays(shared_data, answered, call):
    first, _ = answered("run", "Mina says 'Welcome aboard!' cheerfully", "--json")
    asked = call("revise", "last", "who speaks?")  # an answer does not hide the piece
    assert asked.exit_code == 2 and "Nothing is changed" in asked.stdout
    second, changed = answered("revise", "last", "make her sad", "--json")
    assert changed.exit_code in (0, 3), changed.stderr
    old, new = first["plan"]["shots"][0], second["plan"]["shots"][0]
    assert (old["lines"][0]["emotion"], new["lines"][0]["emotion"]) == ("happy", "sad")
    assert new["id"] == old["id"] and new["lines"][0]["text"] == old["lines"][0]["text"]
    assert second["session"] != first["session"]
    unknown = call("revise", "nowhere", "make her sad")
    assert unknown.exit_code == 2 and "no session 'nowhere'" in unknown.stderr


def test_the_second_line_of_a_chat_may_be_a_note(shared_data, call):
    lines = ["A small draft picture of Mina waving in the meadow", "same at night", "/quit"]
    done = call("chat", input="\n".join(lines))
    assert done.exit_code == 0, done.stderr
    second = done.stdout.split("same at night")[1]
    assert "revised plan" in second and "day becomes night" in second
    assert "Mina" in second


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("speek", "{}"), "there is no tool 'speek'"),
        (("speak", "{bad"), "no JSON"),
        (("speak", "[1]"), "no JSON object"),
        (("speak", '{"text": 3}'), "character: Field required"),
        (("measure_image", '{"image": "none.png"}'), "there is no file 'none.png'"),
        (("fade", '{"video": "none.MTS"}'), "there is no file 'none.MTS'"),
        (("measure_image", '{"image": "image:0123456789abcdef"}'), "there is no artifact"),
    ],
)
def test_a_wrong_call_of_a_tool_ends_with_2_a_sentence_and_a_fix(call, capfd, arguments, part):
    done = call("tools", "run", *arguments)
    assert done.exit_code == 2
    assert part in done.stderr and len(done.stderr.strip().splitlines()) >= 2
    assert "Traceback" not in done.stderr and "fault" not in done.stderr


def test_a_tool_takes_the_path_of_a_file_for_a_handle(answered, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Image.new("RGB", (64, 48), "red").save(tmp_path / "red.png")
    answer, done = answered("tools", "run", "measure_image", '{"image": "red.png"}')
    assert done.exit_code == 0 and answer["result"]["palette"] == ["#FF0000"]
    answer, _ = answered("tools", "run", "make_atmosphere", '{"kind": "sea", "duration": 1}')
    [file] = answer["files"].values()
    assert list(answer["files"]) == [answer["result"]["audio"]]
    assert file.endswith(".wav") and Path(file).stat().st_size > 1000
