"""Packs are found, and a bad one is told with its name and the fix, and takes nothing else down."""

import json
import subprocess
import sys

import pytest

from studio.settings import ROOT
from tests.blender.stage_worker import PYTHON, Worker, still

TOLD = """
import json
from studio.nouns.vocabulary import Action, CriterionName, Emotion, Look, SetName, words
from studio.packs.problems import problems
from tools.engines.registry import engines
from tools.registry import all_tools
from studio.settings import load_settings
made = list(engines(load_settings()))
tools = list(all_tools())
print(json.dumps({
    "sets": words(SetName), "looks": words(Look), "actions": words(Action),
    "expressions": words(Emotion), "criteria": words(CriterionName), "tools": tools,
    "engines": made, "problems": [[p.pack, p.message, p.fix] for p in problems()],
}))
"""


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_a_folder_of_packs_is_read_like_the_studios_own(studio_with, attic):
    told = studio_with(TOLD, packs=attic)
    assert told["problems"] == []
    assert told["sets"] == [
        "backdrop",
        "bedroom",
        "meadow",
        "night_street",
        "seaside_town",
        "attic",
    ]
    program = (
        "import json\n"
        "from llm.planner.reader import CharacterIndex\n"
        "from llm.planner.reader.brief import read_brief\n"
        "from llm.planner.reader.accounting.left_out import reason_for\n"
        "book = CharacterIndex([{'name': 'Luca'}])\n"
        "found = [read_brief(t, book).film.shots[0].place.set for t in "
        "('Luca in the attic', 'Un disegno di Luca in soffitta')]\n"
        "print(json.dumps([*found, reason_for('place')]))\n"
    )
    english, italian, reason = studio_with(program, packs=attic)
    assert (english, italian) == ("attic", "attic")
    assert reason.endswith("a seaside town and an attic")


BAD = {
    "broken_toml/pack.toml": "description = ",
    "Odd Name/pack.toml": "",
    "stray_key/pack.toml": 'colour = "red"\n',
    "bad/pack.toml": "",
    "bad/sets/cellar/set.toml": 'description = "a cellar"\n',  # no build.py
    "bad/sets/loft/build.py": "",  # no set.toml
    "bad/sets/meadow/set.toml": 'description = "another meadow"\n',
    "bad/sets/meadow/build.py": "",
    "bad/sets/tower/set.toml": 'description = "a tower"\nligth = 1\n',
    "bad/sets/tower/build.py": "",
    "bad/sets/crypt/set.toml": 'description = "a crypt"\ntime_of_day = "noon"\n',
    "bad/sets/crypt/build.py": "",
    "bad/sets/barn/set.toml": 'description = "a barn"\nwords = {en = "barn"}\n',
    "bad/sets/barn/build.py": "",
    "bad/expressions/sulky.toml": 'face = {smile = "no"}\n',
    "bad/actions/spin.py": '"""Spins."""\nKEY_MOMENT = 1 +\n',
    "bad/looks/plain.py": "GRAIN = 3\n",  # no docstring
    "bad/criteria/loud.py": '"""Loud."""\nWEIGHT = "heavy"\n',
    "bad/tools/measure/speak.py": (
        "from typing_extensions import TypedDict\nfrom animation_studio import tool\n\n\n"
        "class Said(TypedDict):\n    text: str\n\n\n"
        '@tool("measure")\nasync def speak(ctx) -> Said:\n    """Says nothing at all."""\n'
    ),
    "bad/tools/measure/fails.py": "import no_such_module\n",
    "bad/engines/none/engine.py": "",
    "bad/engines/fails/engine.py": (
        "from animation_studio import engine\n\n\n@engine\ndef made(settings):\n    1 / 0\n"
    ),
}


def test_what_is_wrong_with_packs_is_told_and_the_rest_goes_on(studio_with, tmp_path):
    write(tmp_path / "packs", BAD)
    told = studio_with(TOLD, packs=tmp_path / "packs")
    clean = studio_with(TOLD)
    assert {k: v for k, v in told.items() if k != "problems"} == {
        k: v for k, v in clean.items() if k != "problems"
    }
    assert clean["problems"] == []
    wrong = {f"{pack}: {message}": fix for pack, message, fix in told["problems"]}
    for named in (
        "broken_toml: ",
        "Odd Name: a pack cannot have this name",
        "stray_key: ",
        "bad: its set 'cellar' is left out: no ",
        "bad: its set 'loft' is left out: ",
        "bad: its set 'meadow' has a name that pack 'studio' uses already.",
        "bad: its set 'tower' is left out: ",
        "bad: its set 'crypt' is left out: ",
        "bad: its set 'barn' is left out: ",
        "bad: its expression 'sulky' is left out: ",
        "bad: its action 'spin' is left out: ",
        "bad: its look 'plain' is left out: ",
        "bad: its criterion 'loud' is left out: ",
        "bad: its tool 'speak' has a name that another tool uses already.",
        "bad: the tool in animation_studio_packs.bad.tools.measure.fails is left out: ModuleNot",
        "bad: the engine of animation_studio_packs.bad.engines.fails.engine is left out: ZeroDiv",
    ):
        assert any(key.startswith(named) for key in wrong), (named, list(wrong))
    assert any("declares no engine" in key for key in wrong)
    assert all(fix.endswith(".") for fix in wrong.values())


def test_an_entry_point_without_a_package_is_told(studio_with, tmp_path):
    info = tmp_path / "site" / "ghost-1.dist-info"
    write(
        info,
        {
            "METADATA": "Metadata-Version: 2.1\nName: ghost\nVersion: 1\n",
            "entry_points.txt": "[animation_studio.packs]\nghost = no_such_package\n",
        },
    )
    told = studio_with(TOLD, site=tmp_path / "site")
    assert [pack for pack, *_ in told["problems"]] == ["ghost"]
    assert "uninstall it" in told["problems"][0][2]


def test_the_commands_tell_a_bad_pack_and_go_on(tmp_path, monkeypatch):
    write(tmp_path / "packs", BAD)
    monkeypatch.setenv("STUDIO_PATHS__PACKS", str(tmp_path / "packs"))
    monkeypatch.setenv("STUDIO_PATHS__DATA", str(tmp_path / "data"))
    done = subprocess.run(
        [sys.executable, "main.py", "doctor"], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert "pack bad" in done.stdout and "Traceback" not in done.stdout + done.stderr
    assert "uses already" in " ".join(done.stdout.split())


@pytest.fixture
def worker(tmp_path, monkeypatch, attic):
    """A worker that is handed the studio's own pack and the attic's."""
    if not PYTHON.exists():
        pytest.skip("the Blender environment is not set up: make setup")
    packs = [
        {
            "name": name,
            "folder": str(folder),
            "module": f"animation_studio_packs.{name}",
            "origin": "",
        }
        for name, folder in (("studio", ROOT / "packs" / "studio"), ("attic", attic / "attic"))
    ]
    monkeypatch.setenv("STUDIO_FOUND_PACKS", json.dumps(packs))
    running = Worker(tmp_path)
    yield running
    assert running.close() == 0


def test_a_warm_worker_builds_a_changed_set_anew_and_tells_a_broken_one(worker, tmp_path, attic):
    build = attic / "attic" / "sets" / "attic" / "build.py"
    tiny = {"set": "attic", "width": 32, "height": 32}
    first = worker.ask("render_still", **still(tmp_path / "a", **tiny))
    good = build.read_text()
    build.write_text(good.replace("#9A6B42", "#2040F0"))
    second = worker.ask("render_still", **still(tmp_path / "b", **tiny))
    before = (tmp_path / "a" / first["image"]).read_bytes()
    assert before != (tmp_path / "b" / second["image"]).read_bytes()
    build.write_text(good.replace("shapes.box", "shapes.bax"))
    message, _ = worker.answer(worker.start("render_still", **still(tmp_path / "c", **tiny)))
    assert message["error"]["kind"] == "bad_input"
    assert "the set 'attic' of pack 'attic'" in message["error"]["message"]
    assert str(build) in message["error"]["fix"]
