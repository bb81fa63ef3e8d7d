"""All tools of the studio and of its packs, found by where they lie: one file a tool, in the folder
of its category or one within it."""

from collections.abc import Iterator
from functools import cache
from typing import get_args

from studio.packs.pack import Pack, found_packs
from studio.packs.problems import report
from tools.declaration import Category, ToolSpec, declared
from tools.packs import import_package, leave_out, package_folder


@cache
def all_tools() -> dict[str, ToolSpec]:
    """Every tool by name. A pack's that cannot be used is left out and told
    (studio/packs/problems.py)."""
    found: dict[str, ToolSpec] = {}
    for pack in found_packs():
        for module in _modules(pack):
            found |= _declared_in(pack, module, found)
    return dict(sorted(found.items()))


def _modules(pack: Pack) -> Iterator[str]:
    for category in get_args(Category):
        folder = package_folder(pack, f"{pack.tools}.{category}")
        for path in sorted(folder.rglob("*.py")) if folder else ():
            if not path.stem.startswith("_"):
                inner = ".".join(path.relative_to(folder).with_suffix("").parts)
                yield f"{pack.tools}.{category}.{inner}"


def _declared_in(pack: Pack, module: str, found: dict[str, ToolSpec]) -> dict[str, ToolSpec]:
    """The tools that a module declares, but for those whose name another has."""
    try:
        import_package(pack, module)
    except Exception as error:
        leave_out(pack, f"the tool in {module}", error)
    specs = {s.name: s for s in declared().values() if s.function.__module__ == module}
    for name in found.keys() & specs.keys():
        report(
            pack.name,
            f"its tool {name!r} has a name that another tool uses already.",
            "Rename its function and its file.",
        )
        del specs[name]
    return specs
