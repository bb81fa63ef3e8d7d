"""Which slots the finished plan holds: those whose value it has at the place where they say it."""

from typing import Any

from llm.planner.reader.slots.draft import LeftOutWords, Slot

_NOTHING = object()
# Kept as width and height, or as one of several.
_SIZES, _LISTS = ("size", "shape"), ("passes",)


class Holding:
    """The values of a finished film. `whole`: the film as data, without shots where nothing is
    made."""

    def __init__(self, whole: dict[str, Any]) -> None:
        self.film = whole
        self.shots = {shot["id"]: shot for shot in whole["shots"]}
        self.owners: dict[str, Any] = {"film": whole, **self.shots}

    def lost(self, trace: list[Slot]) -> list[LeftOutWords]:
        """The words of those slots whose value is not what the plan has, with what it has."""
        return [
            LeftOutWords(slot.start, slot.end, why)
            for slot in trace
            if slot.end and slot.source == "brief" and (why := self.missing(slot))
        ]

    def missing(self, slot: Slot) -> str:
        """Why the plan does not have the value of a slot, "" where it has."""
        first, *path = slot.path.split(".")
        if "read" in (first, *path[:1]):
            return ""
        has = self.at(first, path)
        if has is _NOTHING:
            return "the plan does not have it"
        if path[-1] in _SIZES and isinstance(has, dict):
            return "" if _sized(slot.value, has) else _instead(f"{has['width']}x{has['height']}")
        if path[-1] in _LISTS:
            return "" if slot.value in (*has, "all") else "the plan does not have it"
        if isinstance(has, dict):
            has = f"{has['kind']} {has['where']}" if "kind" in has else has.get("text")
        return "" if _same(slot.value, has) else _instead(has)

    def at(self, owner: str, path: list[str]) -> Any:
        """The value at a path of the film or of a shot; a value of no type that a plan has where
        there is none."""
        value = self.owners.get(owner, _NOTHING)
        for name in path:
            if isinstance(value, list):
                named = [one for one in value if _is_of(one, name)]
                counted = name.isdigit() and int(name) < len(value)
                value = named[0] if named else value[int(name)] if counted else _NOTHING
            elif isinstance(value, dict):
                value = value.get(name, _NOTHING)
            if value is _NOTHING:
                break
        return value

    def values(self, shots: list[str], name: str) -> list[Any]:
        """All values of that name in those shots and over the film, however deep."""
        over = {key: value for key, value in self.film.items() if key not in ("shots", "left_out")}
        return [v for one in (over, *(self.shots[s] for s in shots)) for v in _deep(one, name)]


def _is_of(one: Any, name: str) -> bool:
    return isinstance(one, dict) and one.get("character") == name


def _instead(has: Any) -> str:
    return f"the plan has {has} instead"


def _deep(value: Any, name: str) -> list[Any]:
    if isinstance(value, list):
        return [found for one in value for found in _deep(one, name)]
    if not isinstance(value, dict):
        return []
    own = [value[name]] if name in value else []
    return own + [found for one in value.values() for found in _deep(one, name)]


def _sized(told: str, has: dict[str, Any]) -> bool:
    """Whether a size is "640x480", "320x0" wide, of the shape "16:9", or as long as "1920"."""
    width, height = has["width"], has["height"]
    if "x" in told:
        sides = zip(map(float, told.split("x")), (width, height), strict=True)
        return all(abs(side - seen) < 1 for side, seen in sides if side)
    if ":" in told:
        across, up = map(float, told.split(":"))
        return up > 0 and abs(across / up * height / width - 1) < 0.05
    return abs(float(told) - max(width, height)) <= 8


def _same(told: str, has: Any) -> bool:
    if isinstance(has, bool):
        return has == (told in ("yes", "True", "any"))
    if isinstance(has, int | float):
        return abs(float(told) - has) < 0.01
    return has is None if told == "none" else str(has).startswith(told[:79])
