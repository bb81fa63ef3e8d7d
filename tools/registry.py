"""All tools and all engines, found by where they lie."""

import importlib
import pkgutil
from functools import cache
from typing import get_args

import tools as tools_package
from tools.declaration import Category, ToolSpec, declared


@cache
def all_tools() -> dict[str, ToolSpec]:
    """Every tool by name. One file per tool, in the folder of its category."""
    for category in get_args(Category):
        package = importlib.import_module(f"{tools_package.__name__}.{category}")
        for module in pkgutil.iter_modules(package.__path__):
            importlib.import_module(f"{package.__name__}.{module.name}")
    return dict(sorted(declared().items()))
