"""Widths and heights that a brief asks for, within what can be made."""

from llm.planner.data import table as data
from llm.planner.data.ranges import range_of
from llm.planner.reader.slots.draft import FoundValue

_STEP = 8


def size_of(
    kind: str, fields: dict[str, FoundValue], usual: tuple[int, int] | None = None
) -> tuple[int, int, str]:
    """Width and height in pixels of a picture or of a film (`kind` "take"), and a note where they
    are not as asked for. `fields`: size ("640x480", "320x0": as high as the `usual` shape), aspect
    ("9:16"), resolution (the longer side)."""
    rules = data("resolve")
    width, height = (float(side) for side in usual or rules[kind]["size"])
    exact = "size" in fields
    if exact:
        ratio = width / height
        width, height = (float(side) for side in fields["size"].value.split("x"))
        width, height = width or height * ratio, height or width / ratio
    else:
        width, height = _shaped(kind, width, height, fields)
    wanted = f"{width:.0f}x{height:.0f}"
    limit, least = float(rules[kind]["longest"]), int(range_of("film.shape.width")[0])
    shrink = min(1.0, limit / max(width, height, 1.0))
    step = 2 if exact else _STEP
    across, up = (max(least, round(side * shrink / step) * step) for side in (width, height))
    if (exact and wanted != f"{across}x{up}") or shrink < 1:
        return across, up, f"{wanted} is beyond what is made here: {across}x{up} it is."
    return across, up, ""


def shape_of_footage(
    fields: dict[str, FoundValue], width: int, height: int
) -> tuple[int, int, str]:
    """As `size_of` for a film; a new aspect alone keeps about as many pixels as the footage has."""
    across, up, note = size_of("take", fields, (width, height) if width and height else None)
    if width and height and fields.keys() == {"aspect"}:
        ratio = _ratio(fields["aspect"].value)
        across = 2 * round((width * height * ratio) ** 0.5 / 2)
        up = 2 * round(across / ratio / 2)
    return across, up, note


def _ratio(aspect: str) -> float:
    """The width of a shape over its height, as far as one is made: "4:3"."""
    low, high = (float(one) for one in data("resolve")["ratio"])
    across, up = (float(one) for one in aspect.split(":"))
    return min(max(across / up, low), high)


def _shaped(
    kind: str, width: float, height: float, fields: dict[str, FoundValue]
) -> tuple[float, float]:
    ratio = _ratio(fields["aspect"].value) if "aspect" in fields else width / height
    area = width * height
    if "resolution" not in fields:
        return (area * ratio) ** 0.5, (area / ratio) ** 0.5
    long = float(fields["resolution"].value)
    # "4k" alone means the usual 16:9.
    ratio = ratio if "aspect" in fields or kind == "take" else 16 / 9
    return (long, long / ratio) if ratio >= 1 else (long * ratio, long)
