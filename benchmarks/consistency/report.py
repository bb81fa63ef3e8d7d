"""What was found, as a table with its marks, and the pictures on one sheet."""

import statistics
from collections.abc import Iterable
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from benchmarks.consistency.measuring import Made
from studio.media.opener import open_picture
from tools.engines.vision.character.colours.match import difference

MOST_GAP = 5.0  # CIEDE2000 between a picture's colours and the sheet's, under the light that suits
MOST_APART = 0.05  # of a ratio from the middle one
MOST_SHAPE = 1.0  # of compare_to_sheet(): from there on it is another's head
LEAST_LIKENESS = 0.68  # of a voice, as the critic asks
_REGIONS = ("skin", "eyes", "hair", "clothes")
HEADS = ("", "brief", "s", "dE", "to 1", *_REGIONS, "nearest", "head", "ratios", "voice")
_COLUMNS, _SIDE, _BELOW = 4, 320, 24


def apart(made: list[Made]) -> list[dict[str, float]]:
    """Of each picture how far its ratios are from the middle of all, as shares."""
    names = {name for one in made for name in one.ratios}
    middle = {
        name: statistics.median(one.ratios[name] for one in made if name in one.ratios)
        for name in names
    }
    return [{n: value / middle[n] - 1 for n, value in one.ratios.items()} for one in made]


def from_first(made: list[Made]) -> list[float | None]:
    """Of each picture how far its colours are from the first one's, where both show some."""
    first = made[0].look
    if first is None:
        return [None] * len(made)
    looks = [one.look for one in made]
    return [None if look is None else difference(look, first.colours())[0] for look in looks]


def rows(made: list[Made], character: str) -> list[list[str]]:
    """A row for each picture; `-` for what cannot be made out in it."""
    told = []
    columns = zip(made, apart(made), from_first(made), strict=True)
    for number, (one, ratios, gap) in enumerate(columns, 1):
        regions = one.found["regions"]
        furthest = max(ratios.values(), key=abs, default=None)
        told.append(
            [
                str(number),
                one.brief.words(character),
                "-" if one.seconds is None else f"{one.seconds:.0f}",
                _number(one.found["difference"]),
                _number(gap),
                *(_number(regions.get(name)) for name in _REGIONS),
                one.found["nearest"] or "-",
                _number(max(one.found["shape"].values(), default=None)),
                "-" if furthest is None else f"{100 * furthest:+.0f} %",
                ", ".join(f"{like:.2f}" for like in one.likeness.values()) or "-",
            ]
        )
    return told


def summary(made: list[Made], character: str) -> list[tuple[str, str, bool]]:
    """(what, the figure and its mark, whether it is reached). What nothing shows is left out."""
    gaps = [one.found["difference"] for one in made if one.found["difference"] is not None]
    between = from_first(made)[1:]
    own = sum(one.found["nearest"] == character for one in made)
    heads = [max(one.found["shape"].values()) for one in made if one.found["shape"]]
    found = [
        ("face found", f"{len(gaps)} of {len(made)}", len(gaps) == len(made)),
        ("nearest to its own sheet", f"{own} of {len(made)}", own == len(made)),
        *_bounded("palette, dE from the sheet", gaps, MOST_GAP),
        *_bounded("palette, dE from picture 1", [g for g in between if g is not None], MOST_GAP),
        *_bounded("head and hair, of the limit", heads, MOST_SHAPE),
    ]
    shares = apart(made)
    for name in sorted({name for one in shares for name in one}):
        values = [abs(one[name]) for one in shares if name in one]
        if len(values) > 1:
            found += _bounded(f"ratio {name}, off the middle", values, MOST_APART)
    for engine in sorted({engine for one in made for engine in one.likeness}):
        values = [one.likeness[engine] for one in made if engine in one.likeness]
        told = f"mean {statistics.fmean(values):.2f}, least {min(values):.2f}"
        told += f"; {LEAST_LIKENESS} is asked"
        found.append((f"voice of {engine}", told, min(values) >= LEAST_LIKENESS))
    return found


def _bounded(name: str, values: list[float], mark: float) -> Iterable[tuple[str, str, bool]]:
    if not values:
        return []
    within = sum(value <= mark for value in values)
    middle, most = statistics.median(values), max(values)
    told = f"median {middle:.2f}, most {most:.2f}; {within} of {len(values)} within {mark:g}"
    return [(name, told, within == len(values))]


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def contact_sheet(made: list[Made], file: Path) -> None:
    """All pictures beside each other, numbered as in the table."""
    lines = -(-len(made) // _COLUMNS)
    columns = min(_COLUMNS, len(made))
    sheet = Image.new("RGB", (columns * _SIDE, lines * (_SIDE + _BELOW)), "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(16)
    for number, one in enumerate(made):
        left, top = number % _COLUMNS * _SIDE, number // _COLUMNS * (_SIDE + _BELOW)
        with open_picture(one.picture) as opened:
            picture = opened.convert("RGB")
        picture.thumbnail((_SIDE, _SIDE))
        sheet.paste(picture, (left + (_SIDE - picture.width) // 2, top))
        gap = _number(one.found["difference"])
        told = f"{number + 1}  {one.brief.action.replace('_', ' ')}   dE {gap}"
        draw.text((left + 6, top + _SIDE + 2), told, fill="black", font=font)
    file.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(file)


def page(made: list[Made], character: str, engine: str, picture: Path) -> str:
    """Markdown: the pictures, what was found, and the marks."""
    marks = summary(made, character)
    lines = [
        f"# {character}, by {engine}",
        "",
        f"![{len(made)} pictures]({picture.name})",
        "",
        "| | figures | reached |",
        "|---|---|---|",
        *(f"| {what} | {told} | {'yes' if good else 'no'} |" for what, told, good in marks),
        "",
        "| " + " | ".join(HEADS) + " |",
        "|---" * len(HEADS) + "|",
        *("| " + " | ".join(row) + " |" for row in rows(made, character)),
        "",
    ]
    return "\n".join(lines)
