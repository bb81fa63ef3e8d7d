"""What CONTRIBUTING.md says that an addition needs is all that it needs."""

import re

import pytest

from studio.settings import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text()
PATH = re.compile(r"`([\w./<>*-]+/[\w./<>*-]*)`")

SET = {
    "sets/attic/set.toml": 'description = "an attic"\n',
    "sets/attic/build.py": "FLOOR = None\n\n\ndef build(collection, air):\n    ...\n",
}
EXPRESSION = {"expressions/smug.toml": "[face]\nsmile_l = 0.8\n[words]\nen = ['smug']\n"}
ACTION = {"actions/bow.py": '"""Bows."""\n\nWORDS = {"en": ["v:bow"]}\n'}
LOOK = {"looks/sepia.py": '"""Brown."""\n\nWORDS = {"en": ["brownish"]}\n'}
CRITERION = {"criteria/voice/calm.py": '"""Whether it is calm."""\n\nSHOTS = ("picture",)\n'}
TOOL = {
    "tools/measure/count_words.py": (
        "from typing_extensions import TypedDict\n\nfrom animation_studio import tool\n\n\n"
        "class Counted(TypedDict):\n    words: int\n\n\n"
        '@tool("measure")\nasync def count_words(ctx, text: str) -> Counted:\n'
        '    """Count the words of a text."""\n    return {"words": len(text.split())}\n'
    )
}
ENGINE = {
    "engines/quiet/engine.py": (
        "from animation_studio import InProcessEngine, engine\n\n\n"
        '@engine\ndef quiet(settings):\n    return InProcessEngine("quiet", "1", "rests", [])\n'
    )
}
PROGRAM = """
import json
from llm.planner.reader import CharacterIndex
from llm.planner.reader.brief import read_brief
from studio.nouns.vocabulary import Action, CriterionName, Emotion, Look, SetName, words
from studio.packs.problems import problems
from studio.plan import Film
from studio.settings import load_settings
from tools.engines.registry import engines
from tools.registry import all_tools
from tools.stubs import stub_module
stubs = stub_module(all_tools().values())
schema = json.dumps(Film.model_json_schema())
book = CharacterIndex([{"name": "Luca"}])
film = read_brief("A picture of Luca in the attic, smug, bowing", book).film
shot = film.shots[0]
print(json.dumps({
    "problems": [str(p) for p in problems()],
    "schema": [w for w in ("attic", "smug", "bow", "sepia", "calm") if f'"{w}"' in schema],
    "stubs": [w for w in ("attic", "smug", "bow", "sepia") if f"'{w}'" in stubs],
    "tool": "async def count_words(text: str) -> Counted" in stubs,
    "engine": "quiet" in engines(load_settings()),
    "plan": [shot.place.set, shot.cast[0].expression, shot.cast[0].action],
    "criteria": [c.name for c in shot.criteria],
    "left_out": [one.words for one in film.left_out],
}))
"""


@pytest.mark.parametrize("path", sorted(set(PATH.findall(TEXT))))
def test_every_file_that_it_names_is_there(path):
    pattern = re.sub(r"<category>|<group>|<name>|<code>", "*", path)
    assert list(ROOT.glob(pattern.rstrip("/"))), path


def test_each_addition_is_those_files_alone(studio_with, tmp_path):
    files = SET | EXPRESSION | ACTION | LOOK | CRITERION | TOOL | ENGINE | {"pack.toml": ""}
    for name, text in files.items():
        path = tmp_path / "packs" / "more" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    told = studio_with(PROGRAM, packs=tmp_path / "packs")
    assert told["problems"] == [] and told["left_out"] == []
    assert told["schema"] == ["attic", "smug", "bow", "sepia", "calm"]
    assert told["stubs"] == ["attic", "smug", "bow", "sepia"]
    assert told["tool"] and told["engine"]
    assert told["plan"] == ["attic", "smug", "bow"]
    assert "calm" in told["criteria"]


def test_the_studios_own_pack_has_a_file_for_every_word():
    from studio.packs.kinds import KINDS
    from studio.packs.registry import registry

    for kind in KINDS:
        for item in registry(kind).values():
            assert item.pack.name == "studio" and item.path.is_file(), item.name
            assert item.path.is_relative_to(ROOT / "packs" / "studio")


def test_the_studios_own_expressions_and_poses_can_be_measured():
    from studio.nouns.vocabulary import Emotion, Pose, words
    from tools.engines.vision.character.body.pose import RULES
    from tools.engines.vision.character.head.expression import _table

    assert set(words(Pose)) <= set(RULES)
    assert set(words(Emotion)) <= set(_table()["emotions"].tolist())
