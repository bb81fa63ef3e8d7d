"""What briefs are read as, over lists of them; each list is a file briefs_*.yaml."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from llm.planner.reader import read_brief
from tests.planner.checks import errors_of

CASES: list[Any] = [
    pytest.param(case, id=f"{path.stem}-{number}")
    for path in sorted(Path(__file__).parent.glob("briefs_*.yaml"))
    for number, case in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")))
]


@pytest.mark.parametrize("case", CASES)
def test_a_brief_is_read_as_it_is_meant(case, book):
    film = read_brief(case["brief"], book, media=case.get("media", ())).film
    assert errors_of(case, film) == []
