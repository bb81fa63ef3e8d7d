"""Weights in tests: the real ones, or the test is skipped with the reason."""

from pathlib import Path

import pytest

from studio.settings import load_settings
from studio.weights.storage import pull_command, warehouse


def weights(name: str) -> Path:
    """The folder of an entry of the catalogue."""
    house = warehouse(load_settings())
    if house.missing(name):
        pytest.skip(f"{name} is not here: {pull_command(name)}", allow_module_level=True)
    return house.folder_of(name)
