"""Tables kept compiled: made anew where their sources change, or where a file is damaged."""

from importlib import import_module

import pytest

from llm.planner.data.compiled import compiled

module = import_module("llm.planner.data.compiled")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_folder", lambda: tmp_path / "planner")
    return tmp_path / "planner"


def test_a_table_is_made_once_for_the_same_sources(folder):
    made = []

    def make():
        made.append(1)
        return {"run": [("action", "run", 1.0)]}

    first = compiled("words", [b"run"], make)
    assert compiled("words", [b"run"], make) == first == {"run": [("action", "run", 1.0)]}
    assert len(made) == 1
    compiled("words", [b"run|ran"], make)
    assert len(made) == 2
    kept = list(folder.glob("words-*.bin"))
    assert len(kept) == 1
    kept[0].write_bytes(kept[0].read_bytes()[:9])
    assert compiled("words", [b"run|ran"], make) == first
    assert len(made) == 3


def test_a_folder_that_cannot_be_written_costs_only_the_making(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(module, "_folder", lambda: tmp_path / "file" / "planner")
    assert compiled("words", [b"run"], lambda: {"run": []}) == {"run": []}
