"""The command line as a person meets it."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from interfaces.errors import Stopped, worded
from studio.settings import ROOT

pytestmark = pytest.mark.usefixtures("own_data")


def test_help_teaches_and_loads_nothing_heavy(cli):
    done = cli("--help")
    assert done.returncode == 0
    assert 'python main.py run "Luca running along the sea, excited"\n' in done.stdout
    for command in ("run", "resume", "sessions", "report", "tools", "characters", "doctor"):
        assert f"  {command} " in done.stdout
    heavy = ["pydantic", "numpy", "av", "chromadb", "autogen_core", "sqlalchemy"]
    code = f"import sys, main; print([m for m in {heavy} if m in sys.modules])"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert loaded.stdout.strip() == "[]"


def test_another_python_hands_over_to_the_studio_s_own(tmp_path):
    main_file = tmp_path / "main.py"
    main_file.write_text((ROOT / "main.py").read_text())
    bare = [sys._base_executable, "-I", "-S", str(main_file), "run", "Luca waves"]
    lost = subprocess.run(bare, capture_output=True, text=True)
    assert lost.returncode == 1 and lost.stderr.strip().endswith("Run: make setup")
    own = tmp_path / ".venv" / "bin" / "python"
    own.parent.mkdir(parents=True)
    own.write_text('#!/bin/sh\necho "$@"\n')
    own.chmod(0o755)
    found = subprocess.run(bare, capture_output=True, text=True)
    assert found.returncode == 0 and found.stdout.strip() == f"{main_file} run Luca waves"


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("run", ""), "the brief is empty"),
        (("run", "  \n "), "the brief is empty"),
        (("run", "!?"), "has no words"),
        (("run", "Luca " * 900), "the limit is 4000"),
        (("run", "Luca waves", "--media", "none.png"), "none.png"),
        (("plan", "Luca waves", "--media", "a" * 5000), "cannot read aaa"),
        (("plan", "Luca waves", "--media", "a\udcffb.png"), "does not exist"),
        (("run", "Luca waves", "--sandbox", "chroot"), "no sandbox 'chroot'"),
        (("sessions", "--limit", "9" * 30), "--limit"),
        (("revise", "", "make it sad"), "there is no session ''"),
        (("plan", "make it sad", "--revise", ""), "there is no session ''"),
        (("characters", "export", "Luca", "/proc/none/x.yaml"), "cannot write /proc/none"),
        (("run", "Luca waves", "--gate", "lunch"), "no gate 'lunch'"),
        (("resume", "nope"), "there is no session 'nope'"),
        (("report", "nope"), "there is no session 'nope'"),
        (("tools", "speek"), "there is no tool 'speek'"),
        (("characters", "show", "Lucka"), "there is no character 'Lucka'"),
        (("characters", "add", "none.yaml"), "cannot read none.yaml"),
        (("env", "make", "nope"), "there is no environment 'nope'"),
        (("play", "none.yaml"), "cannot read none.yaml"),
    ],
)
def test_a_user_s_mistake_ends_with_2_a_sentence_and_a_fix(call, arguments, part):
    done = call(*arguments)
    assert done.exit_code == 2
    assert part in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) >= 2  # what happened, then what to do


def test_unreadable_media(cli, tmp_path):
    (tmp_path / "text.png").write_text("this is no picture")
    done = cli("run", "Luca like this", "--media", "text.png")
    assert done.returncode == 2 and "text.png" in done.stderr and "Traceback" not in done.stderr


def test_wrong_settings_name_the_setting(call, monkeypatch):
    monkeypatch.setenv("STUDIO_BUDGET__ITERATIONS", "many")
    done = call("sessions")
    assert done.exit_code == 2 and "STUDIO_BUDGET__ITERATIONS" in done.stderr


def test_a_store_that_cannot_be_opened_says_so(call, tmp_path):
    (tmp_path / "data").write_text("a file where the folder should be")
    done = call("sessions")
    assert done.exit_code == 1
    assert "Traceback" not in done.stderr and "configs/studio.yaml" in done.stderr


def test_a_fault_of_ours_is_a_sentence_and_a_file(tmp_path):
    def fail():
        with worded(lambda: "20260101-luca", lambda: tmp_path / "logs"):
            raise KeyError("shot")

    with pytest.raises(Stopped) as caught:
        fail()
    [log] = (tmp_path / "logs").iterdir()
    assert "KeyError" in log.read_text() and str(log) in caught.value.fix
    assert caught.value.exit_code == 1 and "resume 20260101-luca" in caught.value.fix


def test_ctrl_c_says_how_to_go_on(tmp_path):
    def stop():
        with worded(lambda: "20260101-luca", lambda: tmp_path):
            raise KeyboardInterrupt

    with pytest.raises(Stopped) as caught:
        stop()
    assert caught.value.exit_code == 130 and "resume 20260101-luca" in caught.value.fix


def test_characters_from_and_to_yaml(call, tmp_path):
    assert "Mina" in call("characters").stdout
    mine = tmp_path / "mine.yaml"
    assert call("characters", "export", "captain", str(mine)).exit_code == 0
    mine.write_text(mine.read_text().replace("name: Mina", "name: Zoe").replace("Captain", "Boss"))
    assert call("characters", "add", str(mine)).exit_code == 0
    assert call("characters", "show", "boss mina").stdout == mine.read_text()
    again = call("characters", "add", str(mine))
    assert again.exit_code == 2 and "--replace" in again.stderr
    assert call("characters", "add", str(mine), "--replace").exit_code == 0
    assert call("characters", "remove", "Zoe").exit_code == 0
    assert "Zoe" not in call("characters", "list").stdout


@pytest.mark.parametrize("name", ["../../../../x", "/x", "..", "a/b", "~"])
def test_a_sheet_is_exported_into_the_folder_whatever_its_name(call, tmp_path, name):
    mine, home = tmp_path / "mine.yaml", tmp_path / "a" / "b" / "c" / "d"
    home.mkdir(parents=True)
    mine.write_text(f"name: {name!r}\n")
    assert call("characters", "add", str(mine)).exit_code == 0
    done = call("characters", "export", name, str(home))
    assert done.exit_code == 0, done.stderr
    [made] = [path for path in tmp_path.rglob("*.yaml") if path != mine]
    assert made.parent == home


def test_a_link_does_not_lead_an_export_elsewhere(call, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "mina.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    done = call("characters", "export", "mina", str(home), "--replace")
    assert done.exit_code == 2 and "'mina.yaml' does not name a file in" in done.stderr
    assert not (tmp_path / "elsewhere.yaml").exists()


def test_a_sheet_with_wrong_fields_names_them(cli, tmp_path):
    (tmp_path / "wrong.yaml").write_text("name: Zoe\nlooks:\n  hair_stile: bob\n  eyes: green\n")
    done = cli("characters", "add", "wrong.yaml")
    assert done.returncode == 2
    assert "wrong.yaml, line 3: looks.hair_stile" in done.stderr
    assert "wrong.yaml, line 4: looks.eyes: 'green'" in done.stderr
    assert "'hair_style'" in done.stderr


def test_a_number_out_of_place_is_told_its_type_and_range(call, tmp_path):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("name: Zoe\nlooks:\n  freckles: 0.2\n  nose_size: 40\n")
    done = call("characters", "add", str(wrong))
    assert done.exit_code == 2 and "a whole number from 0 to 200" in done.stderr
    assert re.search(r"nose_size: .*: a number from \d\S* to \d", done.stderr)


def test_a_refused_session_s_resume_ends_as_the_session_did(call):
    refused = call("run", "Zorblax runs")
    again = call("resume", "last")
    assert (refused.exit_code, again.exit_code) == (2, 2)
    assert "no character named" in again.stdout and "Go on with" not in again.stdout
    assert "Programs run in" in again.stdout and "Docker engine answers" not in again.stdout


def test_a_reader_that_leaves_early_sees_no_traceback(tmp_path):
    words = f"{sys.executable} {ROOT / 'main.py'} run 'Zorblax runs' | head -1"
    done = subprocess.run(
        words, shell=True, capture_output=True, text=True, timeout=120, cwd=tmp_path
    )
    assert "Programs run in" in done.stdout and not done.stderr


def test_json_is_one_object_and_nothing_else(cli):
    done = cli("run", "", "--json")
    answer = json.loads(done.stdout)
    assert done.returncode == 2
    assert answer["outcome"] == "refused" and "the brief is empty" in answer["message"]
    wanted = {
        "outcome",
        "session",
        "brief",
        "plan",
        "deliverables",
        "reviews",
        "program",
        "timings",
        "cost",
        "message",
    }
    assert wanted <= answer.keys()
    assert "the brief is empty" in done.stderr


def test_sessions_and_reports_of_what_is_stored(call, tmp_path, stage, studio_settings):
    events = stage()
    assert studio_settings.paths.data == tmp_path / "data"
    listed = call("sessions")
    assert events[0].session in listed.stdout and "approved" in listed.stdout
    for name in (events[0].session, events[0].session[:12], "last"):
        done = call("report", name)
        assert done.exit_code == 0
        assert Path(done.stdout.strip()).read_text().startswith("<!doctype html>")


def test_an_ambiguous_session_says_so(call, sessions):
    names = [sessions.open("Luca waves"), sessions.open("Luca runs")]
    done = call("report", names[0][:4])
    assert done.exit_code == 2 and "2 sessions begin with" in done.stderr
    assert "holds no brief" in call("report", names[0]).stderr


def test_tools_and_doctor_report_the_machine(call, monkeypatch):
    tools = call("tools")
    assert tools.exit_code == 0 and "render_character" in tools.stdout
    assert re.search(
        r"speak +no gpt_sovits, no xtts, (no )?kokoro", tools.stdout
    )  # its engines, in order
    one = call("tools", "speak")
    assert (
        one.stdout.startswith("speak(\n    character: str,\n    text: str,\n")
        and "voice" in one.stdout
    )
    words = " ".join(one.stdout.split())
    assert "Language en, it, " in words and "Speech audio: Audio, " in words
    doctor = call("doctor")
    lacking = "missing  " in doctor.stdout
    assert doctor.exit_code == (1 if lacking else 0)
    for name in ("Python", "FFmpeg", "engine blender", "memory", "GPU", "Docker"):
        assert name in doctor.stdout
    assert "is no setting" not in doctor.stdout
    monkeypatch.setenv("STUDIO_BUDGET_ITERATIONS", "5")  # one underscore too few
    monkeypatch.setenv("STUDIO_LLM__BASE_URL", "http://127.0.0.1:9/v1")
    dead = call("doctor")
    assert "STUDIO_BUDGET_ITERATIONS is no setting" in dead.stdout
    assert dead.exit_code == 1 and "does not answer" in dead.stdout
