"""The coder is sent the tools that its plan needs, whole, and no others, however many there are."""

import ast

import pytest
from hypothesis import HealthCheck, given, settings

from agents.turns.making import how_made, tools_in
from agents.turns.stubs import imported_by, needed_stubs, shortened, signatures
from benchmarks.reading.format import load_heldout
from sandbox.interface import Interface
from studio.plan import Edit, EditStep, Film
from tests.planner.conftest import direct, footage
from tests.planner.recipes.plans import films
from tests.planner.recipes.studio import STUBS, written
from tools.registry import all_tools

WHOLE = Interface({}, STUBS).with_artifacts().stubs
EDIT = Film(
    intent="A parody.",
    shots=[
        Edit(
            id="parody",
            source="video:0123456789abcdef",
            steps=[EditStep(kind="exaggerate"), EditStep(kind="speed", where="peak", amount=0.25)],
        )
    ],
)


def stub_of(name: str) -> str:
    return WHOLE[WHOLE.index(f"async def {name}(") :].split("    ...")[0]


def sent(film: Film, stubs: str = WHOLE, said: str = "") -> str:
    return needed_stubs(stubs, tools_in(how_made(film)), said)


def defined(stubs: str) -> set[str]:
    return {node.name for node in ast.parse(stubs).body if isinstance(node, ast.AsyncFunctionDef)}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(films)
def test_whatever_a_right_program_of_any_plan_calls_is_among_the_tools(film):
    assert set(imported_by(written(film))) <= defined(sent(film))


def test_so_it_is_for_briefs_as_people_write_them():
    briefs = [brief for several in load_heldout().values() for brief in several][::4]
    plans = [(footage if brief.media else direct)(brief.text) for brief in briefs]
    made = [film for film in plans if film.shots and not film.refused]
    assert len(made) > 20
    for film in made:
        used = set(imported_by(written(film)))
        assert used <= set(tools_in(how_made(film))) & defined(sent(film)), film.intent


@pytest.mark.parametrize("film", [EDIT])
def test_the_tools_of_an_edit_are_told_whole_and_no_other_is(film):
    stubs = sent(film)
    assert defined(stubs) == {"detect_scenes", "exaggerate_faces", "find_moments", "retime_video"}
    for name in defined(stubs):
        assert stub_of(name) in stubs
    assert "class Moment(" in stubs and "class Performer(" not in stubs and "Mood" not in stubs
    ast.parse(stubs)


def test_twenty_tools_more_change_nothing_of_what_is_sent():
    extra = "\n".join(
        f"async def spray_{number}(\n    media: str,\n) -> Cut:\n"
        f'    """Spray paint number {number} over a wall."""\n    ...\n'
        for number in range(20)
    )
    assert len(defined(WHOLE + extra)) >= len(all_tools()) + 20
    assert sent(EDIT, WHOLE + extra) == sent(EDIT)


def test_a_tool_that_the_plan_does_not_name_is_found_by_what_a_person_says():
    head = "async def spray_paint(media: str) -> Cut:"
    extra = f'{head}\n    """Spray graffiti over a wall."""\n    ...\n'
    said = "Please spray some graffiti over the wall behind them, with paint"
    assert "spray_paint" in defined(sent(EDIT, WHOLE + extra, said))
    assert "spray_paint" not in defined(sent(EDIT, WHOLE + extra, "Make it brighter"))


def test_where_none_of_the_needed_tools_is_there_all_are_told():
    stubs = 'async def paint() -> None:\n    """Paint."""\n    ...\n'
    assert needed_stubs(stubs, ["render_take"]) == stubs


def test_what_is_short_keeps_the_first_line_of_each_tool():
    stub = 'async def f() -> None:\n    """First line.\n\n    Details.\n    """\n    ...\n'
    assert shortened(stub) == 'async def f() -> None:\n    """First line."""\n    ...\n'
    assert signatures(stub) == "async def f() -> None:\n    ...\n"


@pytest.mark.parametrize(
    ("program", "names"),
    [
        ("from tools import a, b\nx = await a()", ["a", "b"]),
        ("from tools import (\n    a,\n    b,\n)\nrun = 1", ["a", "b"]),
        ("import math", []),
        ("from tools import a\nfrom tools import b\n(", ["a", "b"]),
    ],
)
def test_imports_are_read_of_programs_that_do_not_parse_too(program, names):
    assert imported_by(program) == names


def test_every_tool_that_the_making_of_something_names_exists():
    from agents.turns.making import _entries

    named = {name for entry in _entries() for name in tools_in(entry["how"])}
    assert len(named & all_tools().keys()) > 15
    unknown = {name for name in named - all_tools().keys() if "_" in name}
    assert not unknown
