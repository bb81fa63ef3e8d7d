"""What is derived from the declarations is up to date and usable."""

import json

from studio.settings import ROOT, load_settings
from tools.engines.registry import engines
from tools.reference import reference
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


def test_every_engine_says_whether_it_is_ready():
    for engine in engines(load_settings()).values():
        status = engine.status()
        assert status.ready or (status.reason and status.fix), engine.name


def test_the_stubs_compile():
    compile(stub_module(all_tools().values()), "tools.pyi", "exec")
