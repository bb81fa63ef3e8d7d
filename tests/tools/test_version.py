"""Versions of engines and tools: whatever a result depends on gives another version."""

import shutil

import pytest

from tools.engines import version
from tools.engines.version import digest_of, sources_of


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """The house in a folder of its own, so that a line of it can be changed."""
    for folder in ("tools", "studio"):
        shutil.copytree(
            version.ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    monkeypatch.setattr(version, "ROOT", tmp_path)
    return tmp_path


MUSIC = "tools.engines.music.engine"


@pytest.mark.parametrize(
    "file",
    [
        "tools/engines/music/engine.py",
        "tools/engines/music/sounds/waves.py",  # imported by what it imports
        "tools/engines/ffmpeg/loudness.py",  # of another engine, and still its own work
        "studio/media/opener.py",
    ],
)
def test_a_line_in_what_an_engine_imports_gives_another_version(copied, file):
    before = digest_of(MUSIC)
    with (copied / file).open("a") as stream:
        stream.write("\n# another line\n")
    version._imported.cache_clear()
    assert digest_of(MUSIC) != before


def test_what_an_engine_does_not_use_leaves_it_as_it_was(copied):
    before = digest_of(MUSIC)
    with (copied / "tools/engines/blender/camera/framing.py").open("a") as stream:
        stream.write("\n# another line\n")
    assert digest_of(MUSIC) == before


def test_data_beside_the_code_counts(copied):
    data = next((copied / "tools/engines/vision").rglob("*.json"), None) or next(
        (copied / "tools/engines/vision").rglob("*.npz")
    )
    module = ".".join(data.parent.relative_to(copied).parts)
    code = next(path for path in data.parent.glob("*.py") if path.stem != "__init__")
    before = digest_of(f"{module}.{code.stem}")
    data.write_bytes(data.read_bytes() + b" ")
    assert digest_of(f"{module}.{code.stem}") != before


def test_locks_weights_and_packages_count(tmp_path):
    lock = tmp_path / "engine.lock"
    lock.write_text("a==1")
    before = digest_of(MUSIC, files=[lock])
    lock.write_text("a==2")
    assert digest_of(MUSIC, files=[lock]) != before
    assert digest_of(MUSIC, packages=["numpy"]) != digest_of(MUSIC)


def test_sources_are_ours_alone():
    names = {path.name for path in sources_of(MUSIC)}
    assert "engine.py" in names and not any("site-packages" in str(p) for p in sources_of(MUSIC))
