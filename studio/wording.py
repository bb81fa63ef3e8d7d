"""Words that everybody uses who tells something to a person."""

from collections.abc import Callable

from studio.nouns.treatment import Edit


def counted(count: int, noun: str, plural: str = "") -> str:
    """`1 shot`, `3 shots`."""
    return f"{count} {noun if count == 1 else plural or noun + 's'}"


def told_edit(edit: Edit) -> str:
    """`4 times slower at the peak`, `film noir look`, `only the first 3 s`."""
    if edit.kind == "trim":
        return f"only {_kept(edit)}"
    how = _TOLD[edit.kind](edit)
    return f"{how} {where}" if (where := _place(edit)) else how


def _kept(edit: Edit) -> str:
    length = f"{edit.seconds:g} s" if edit.seconds else ""
    match edit.where:
        case "time":
            return f"{length} from {edit.start:g} s on".strip()
        case "peak":
            return f"{length or 'what lies'} around the peak"
        case "end":
            return f"the last {length}".strip()
        case _:
            return f"the first {length}".strip()


def _place(edit: Edit) -> str:
    if edit.where == "all":
        return ""
    place = f"{edit.start:g} s" if edit.where == "time" else f"the {edit.where}"
    return f"at {place}" + (f" ({edit.seconds:g} s)" if edit.seconds else "")


def _told_speed(edit: Edit) -> str:
    if not edit.amount:
        return "another speed"
    slower = edit.amount < 1
    times = 1 / edit.amount if slower else edit.amount
    return f"{times:.3g} times {'slower' if slower else 'faster'}"


def _times(word: str) -> Callable[[Edit], str]:
    return lambda edit: f"{word} {edit.amount:g} times" if edit.amount else word


_TOLD: dict[str, Callable[[Edit], str]] = {
    "exaggerate": _times("faces exaggerated"),
    "grade": lambda edit: f"{(edit.look or 'another').replace('_', ' ')} look",
    "zoom": _times("zoom"),
    "shake": lambda edit: "shaken",
    "speed": _told_speed,
    "freeze": lambda edit: f"held for {edit.amount:g} s" if edit.amount else "held",
    "reverse": lambda edit: "backwards",
}
