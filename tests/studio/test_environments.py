"""The engines' environments: when one has to be made again."""

import pytest

from studio.environments import Environment, environment, environment_names
from studio.errors import InputError, StudioError


@pytest.fixture
def made(tmp_path) -> Environment:
    """One that looks installed, with a supplement beside its lock."""
    (tmp_path / "part.lock").write_text("a==1\n")
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "pyproject.toml").write_text("[project]\n")
    found = Environment("part", tmp_path / "venv", tmp_path / "part.txt")
    found.python.parent.mkdir(parents=True)
    found.python.touch()
    (found.folder / "installed").write_text(found._digest())
    return found


def test_it_is_ready_until_its_lock_or_its_supplement_changes(made):
    assert made.status() == (True, "", "")
    for file in (made.lock, made.supplement / "pyproject.toml"):
        before = file.read_text()
        file.write_text(before + "# changed\n")
        assert made.status()[1:] == (
            "its environment is older than its lock",
            "python main.py env make part",
        )
        file.write_text(before)
    (made.supplement / "more.pth").write_text("import os\n")
    assert not made.status()[0]


def test_what_a_build_by_hand_leaves_beside_the_supplement_does_not_matter(made):
    (made.supplement / "part.egg-info").mkdir()
    assert made.status()[0]


def test_one_that_was_never_made_names_the_command(made):
    made.python.unlink()
    assert made.status()[1:] == ("its environment venv is not made", "python main.py env make part")


def test_what_no_index_has_is_told_with_the_place_that_says_where_else_to_look(tmp_path):
    digest = "0" * 64
    (tmp_path / "part.lock").write_text(f"studio-has-no-such-package==1 --hash=sha256:{digest}\n")
    wanted = Environment("part", tmp_path / "venv", tmp_path / "part.txt")
    with pytest.raises(StudioError, match="No matching distribution") as error:
        wanted.make(lambda _: None)
    assert "part.txt" in error.value.fix


def test_names_are_those_of_the_locks(studio_settings):
    assert {"blender", "voice", "vllm", "vllm-cpu"} <= set(environment_names())
    with pytest.raises(InputError, match=r"One of: .*vllm-cpu"):
        environment("main", studio_settings)
