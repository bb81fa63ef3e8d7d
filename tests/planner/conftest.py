"""The cast that ships with the studio, as the reader knows it."""

from pathlib import Path

import pytest
import yaml

from llm.planner.reader import Book

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
