"""What a tool's result gives a right to: what it declares as handles, and what was made for it."""

from typing import Annotated, NotRequired

import pytest
from typing_extensions import TypedDict

from studio.nouns.artifact import Image, Table, Video
from studio.nouns.sheet import CharacterSheet
from studio.plan.parts import Character
from tools import toolbox as toolbox_module
from tools.declaration import declared, tool
from tools.handles import handle_paths, handles_at
from tools.registry import all_tools
from tools.toolbox import Toolbox

TABLE, OTHER = "table:0123456789abcdef", "image:0123456789abcdef"


class Inner(TypedDict):
    picture: NotRequired[Image]
    words: str


class Everything(TypedDict):
    clip: Image | Video
    tables: list[Annotated[Table, "a note"]]
    passes: dict[str, Image]
    inner: list[Inner]
    table: Table | None
    text: str
    texts: dict[str, list[str]]


class Endless(TypedDict):
    image: Image
    again: list["Endless"]


def test_handles_are_found_where_they_are_declared_and_nowhere_else():
    result = {
        "clip": "video:1111111111111111",
        "tables": ["table:2222222222222222", "no handle"],
        "passes": {"depth": "image:3333333333333333"},
        "inner": [{"picture": "image:4444444444444444", "words": OTHER}],
        "table": None,
        "text": TABLE,
        "texts": {OTHER: [TABLE]},
        "undeclared": TABLE,
    }
    found = {handle[-1] for handle in handles_at(handle_paths(Everything), result)}
    assert found == {"1", "2", "3", "4"}


def test_a_handle_of_another_kind_than_declared_is_none():
    assert list(handles_at(handle_paths(Everything), {"clip": TABLE, "table": OTHER})) == []


def test_a_type_that_holds_itself_comes_to_an_end():
    assert handle_paths(Endless) == (("image", ("image",)),)


def test_the_studio_s_own_tools_declare_what_they_make():
    paths = {name: spec.handle_paths for name, spec in all_tools().items()}
    assert paths["look_up_character"] == paths["probe_media"] == ()
    assert set(paths["render_character"]) == {("image", ("image",)), ("image", ("passes", None))}
    assert set(paths["speak"]) == {("audio", ("audio",)), ("table", ("phonemes",))}


class Card(TypedDict):
    description: str
    kept: str


class Book:
    """One sheet; what somebody wrote in it is the handle of an artifact."""

    def get(self, name):
        return CharacterSheet(name=name, description=TABLE)

    def names(self):
        return ["Nico"]


@pytest.fixture
def box(artifacts, studio_settings, monkeypatch):
    """A toolbox whose one tool tells a sheet's text, and makes a table that it does not declare."""
    before = dict(declared())
    declared().clear()

    @tool("characters")
    async def read_card(ctx, name: Character) -> Card:
        """Read a card."""
        kept = ctx.keep_table({"name": name})
        ctx.keep_table({"another": name})
        return {"description": ctx.sheets.get(name).description, "kept": kept}

    specs = dict(declared())
    declared().clear()
    declared().update(before)
    monkeypatch.setattr(toolbox_module, "all_tools", lambda: specs)
    return Toolbox(artifacts, Book(), studio_settings)


async def test_a_stored_call_gives_the_same_rights_as_a_live_one(box):
    records = []
    for _ in range(2):
        result = await box.call("read_card", {"name": "Nico"}, on_call=records.append)
    live, stored = records
    assert (live.cached, stored.cached) == (False, True)
    assert live.handles == stored.handles and len(live.handles) == 2
    assert result["kept"] in live.handles and TABLE not in live.handles


async def test_a_call_that_failed_gives_none(box):
    records = []
    with pytest.raises(Exception, match="bad arguments"):
        await box.call("read_card", {"nme": "Nico"}, on_call=records.append)
    assert not any(record.handles for record in records)
