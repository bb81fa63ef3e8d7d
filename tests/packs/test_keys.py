"""A stored result is of the set, the helpers and the engines that made it, and of no others."""

import shutil

from studio.settings import ROOT
from tools.engines.version import tool_digest

PROGRAM = """
import asyncio, json, os, sys
from pathlib import Path
from studio.nouns.sheet import CharacterSheet
from studio.settings import load_settings
from studio.store.artifacts import ArtifactStore
from studio.store.database import open_database
from tools.registry import all_tools
from tools.toolbox import Toolbox


class Sheets:
    def get(self, name):
        return CharacterSheet(name=name)


box = Toolbox(ArtifactStore(Path("a"), open_database("sqlite:///s.db")), Sheets(), load_settings())
spec = all_tools()["render_character"]


def key(**asked):
    validated = spec.validate({"cast": [{"character": "Luca"}], **asked})
    return box._key(spec, validated.model_dump(mode="json"), box.engines["blender"])


def keys():
    return [key(set="attic"), key(set="meadow")]


before = keys()
place = Path(os.environ["STUDIO_PATHS__PACKS"]) / "attic" / "sets" / "attic"
words = place / "set.toml"
words.write_text(words.read_text() + 'fr = ["grenier"]\\n')
reworded = keys()
with (place / "build.py").open("a") as stream:
    stream.write("# darker\\n")
print(json.dumps([before, reworded, keys()]))
"""


def test_a_changed_set_makes_only_its_own_pictures_anew(studio_with, attic):
    before, reworded, rebuilt = studio_with(PROGRAM, packs=attic)
    assert reworded == before
    assert rebuilt[0] != before[0] and rebuilt[1] == before[1]


def test_what_a_tool_imports_from_its_own_folder_is_part_of_it(tmp_path, monkeypatch):
    from tools.engines import version

    for folder in ("tools", "studio"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    monkeypatch.setattr(version, "ROOT", tmp_path)
    edits = tmp_path / "tools" / "edit"
    faces, trim = edits / "motion" / "exaggerate_faces.py", edits / "time" / "trim_video.py"
    before, other = (tool_digest(one, within=edits) for one in (faces, trim))
    with (edits / "motion" / "head_notes.py").open("a") as stream:
        stream.write("# what some edits share\n")
    version._imported.cache_clear()
    after = tool_digest(faces, within=edits)
    assert after != before and tool_digest(trim, within=edits) == other
    with (edits / "editing.py").open("a") as stream:
        stream.write("# what all of them share\n")
    version._imported.cache_clear()
    assert tool_digest(faces, within=edits) != after
    assert tool_digest(trim, within=edits) != other
