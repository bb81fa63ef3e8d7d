"""What is derived from the declarations is up to date and usable."""

import ast
import json

from interfaces.gallery.example import examples
from studio.settings import ROOT, load_settings
from tools.engines.registry import engines
from tools.reference import PICTURES, illustrations, reference
from tools.registry import all_tools
from tools.stubs import stub_module


def test_the_reference_page_is_current():
    assert (ROOT / "docs" / "tools.md").read_text() == reference(), (
        "run: python -m tools.reference > docs/tools.md"
    )


def test_every_tool_is_documented_and_its_engines_exist():
    known = engines(load_settings())
    assert len(all_tools()) >= 14
    for spec in all_tools().values():
        assert len(spec.summary) > 15 and spec.summary.endswith("."), spec.name
        assert set(spec.engines) <= set(known), spec.name
        json.dumps(spec.json_schema())


# Engines that nothing embedded stands in for: their tools are shown where such a model is.
NOT_EMBEDDED = {"diffusion", "motion", "depth", "seeing"}
MOST_BYTES = 3_000_000


def test_every_tool_is_shown_or_says_why_not():
    """By a call that the tool still takes."""
    shown, specs = illustrations(), all_tools()
    assert set(shown) == set(specs), "run: python -m interfaces.gallery"
    without = {name for name, one in shown.items() if one.without}
    assert all(set(specs[name].engines) <= NOT_EMBEDDED for name in without)
    assert set(examples()) == set(specs) - without
    files = {f"{name}.jpg" for name in set(specs) - without}
    files |= {f"{name}.ogg" for name, one in shown.items() if one.sound} | {"index.yaml"}
    assert {path.name for path in PICTURES.iterdir()} == files
    assert sum(path.stat().st_size for path in PICTURES.iterdir()) < MOST_BYTES
    for name in set(specs) - without:
        call = ast.parse(shown[name].call, mode="eval").body
        fields = specs[name].parameters.model_fields
        assert isinstance(call, ast.Call) and ast.unparse(call.func) == name
        assert {keyword.arg for keyword in call.keywords} <= set(fields), name
        assert len(call.args) == sum(one.is_required() for one in fields.values()), name


def test_every_engine_says_whether_it_is_ready():
    for engine in engines(load_settings()).values():
        status = engine.status()
        assert status.ready or (status.reason and status.fix), engine.name


def test_the_stubs_compile():
    compile(stub_module(all_tools().values()), "tools.pyi", "exec")
