"""Weights in tests: the real ones, or the test is skipped with the reason."""

from pathlib import Path

import pytest

from studio.settings import load_settings
from studio.weights.storage import pull_command, warehouse
from tools.samples import FOLDER


def weights(name: str) -> Path:
    """The folder of an entry of the catalogue."""
    house = warehouse(load_settings())
    if house.missing(name):
        pytest.skip(f"{name} is not here: {pull_command(name)}", allow_module_level=True)
    return house.folder_of(name)


def linked_models(folder: Path) -> Path:
    """A new folder of weights in `folder`: links to those that are here, no samples of voices."""
    models = folder / "models"
    models.mkdir()
    for here in load_settings().paths.models.iterdir():
        if here.name != FOLDER:
            (models / here.name).symlink_to(here.resolve())
    return models
