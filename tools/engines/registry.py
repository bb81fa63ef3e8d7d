"""Every engine of the studio and of its packs, found by where it lies: a folder with an `engine.py`
in which one function is an `@engine`."""

from collections.abc import Callable
from functools import cache

from studio.packs.pack import Pack, found_packs
from studio.packs.problems import report
from studio.settings import Settings
from tools.engines.base import Engine
from tools.packs import import_package, leave_out, package_folder

Factory = Callable[[Settings], Engine]
_factories: dict[str, Factory] = {}


def engine(factory: Factory) -> Factory:
    """Declare the decorated function as what makes an engine: it is given the settings, and starts
    nothing heavy before the engine's first job."""
    _factories[factory.__module__] = factory
    return factory


def engines(settings: Settings) -> dict[str, Engine]:
    """Engine objects by name; processes start on the first call. A pack's that cannot be made is
    left out and told (studio/packs/problems.py)."""
    found: dict[str, Engine] = {}
    for pack, factory in _found():
        try:
            made = factory(settings)
        except Exception as error:
            leave_out(pack, f"the engine of {factory.__module__}", error)
            continue
        if made.name in found:
            report(
                pack.name,
                f"its engine {made.name!r} has a name that another engine uses already.",
                "Give it another name.",
            )
            continue
        found[made.name] = made
    return found


@cache
def _found() -> tuple[tuple[Pack, Factory], ...]:
    found = []
    for pack in found_packs():
        folder = package_folder(pack, pack.engines)
        for place in sorted(folder.glob("*/engine.py")) if folder else ():
            module = f"{pack.engines}.{place.parent.name}.engine"
            try:
                import_package(pack, module)
                found.append((pack, _factories[module]))
            except KeyError:
                report(
                    pack.name,
                    f"{place} declares no engine.",
                    "Decorate the function that makes it with @engine.",
                )
            except Exception as error:
                leave_out(pack, f"the engine in {place}", error)
    return tuple(found)
