"""The cast that ships with the studio, as the reader knows it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import yaml

from llm.planner.reader import Book
from tests.planner.playing import Stage

ROOT = Path(__file__).parents[2]


def shipped_book() -> Book:
    """The book of the sheets in configs/characters."""
    sheets = []
    for path in sorted((ROOT / "configs/characters").glob("*.yaml")):
        sheet = yaml.safe_load(path.read_text(encoding="utf-8"))
        sheets.append({**sheet, "language": sheet["voice"]["language"]})
    return Book(sheets)


@pytest.fixture(scope="session")
def book() -> Book:
    """The cast that ships with the studio."""
    return shipped_book()


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """Where programs are run."""
    made = Stage()
    yield made
    await made.sandbox.close()
