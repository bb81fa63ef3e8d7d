"""The words of a film as subtitles: SRT, WebVTT, and ASS with the captions at their places."""

import html
from collections.abc import Sequence
from pathlib import Path

import pysubs2

from tools.handover.cut import Written

FORMATS = ("srt", "vtt", "ass")
_PLACES = {"top": 8, "middle": 5, "bottom": 2}  # as on a keypad
_SHORTEST = 0.04  # seconds that a line is shown at least


def write_subtitles(
    words: Sequence[Written], out: Path, size: tuple[int, int], title: str = ""
) -> None:
    """Write `words` to `out`, whose suffix says the format. SRT and VTT hold what is spoken; ASS
    also the captions, in a picture of `size` pixels."""
    kind = out.suffix.removeprefix(".")
    file = pysubs2.SSAFile()
    if kind == "ass":
        _set_up(file, size, title)
    for one in words:
        if one.at and kind != "ass":
            continue
        end = max(one.end, one.start + _SHORTEST)
        event = pysubs2.SSAEvent(pysubs2.make_time(s=one.start), pysubs2.make_time(s=end))
        event.plaintext = _plain(one.text, kind)
        event.name = one.who.replace(",", " ")
        if kind == "ass" and one.at:
            event.style = f"Caption {one.at}"
        file.append(event)
    file.save(str(out), encoding="utf-8", format_=kind)


def read_back(path: Path) -> list[tuple[int, int, str]]:
    """Start and end in milliseconds and the text of each line, as the library reads them."""
    file = pysubs2.load(str(path), encoding="utf-8")
    texts = [html.unescape(e.plaintext) if path.suffix == ".vtt" else e.plaintext for e in file]
    return [(event.start, event.end, text) for event, text in zip(file, texts, strict=True)]


def _plain(text: str, kind: str) -> str:
    """Braces begin commands in all three formats, angle brackets tags in SRT and VTT."""
    text = text.replace("{", "(").replace("}", ")").replace("\r", "").replace("\\", "/")
    text = "\n".join(line for line in text.split("\n") if line.strip())
    if kind == "srt":
        return text.replace("<", "‹").replace(">", "›")
    return html.escape(text, quote=False) if kind == "vtt" else text


def _set_up(file: pysubs2.SSAFile, size: tuple[int, int], title: str) -> None:
    width, height = size
    file.info |= {
        "Title": " ".join(title.split()),
        "PlayResX": str(width),
        "PlayResY": str(height),
        "ScaledBorderAndShadow": "yes",
    }
    points = max(8.0, round(height * 0.06, 1))
    usual = pysubs2.SSAStyle(
        fontname="Source Sans Pro", fontsize=points, outline=points / 12, shadow=0.0,
        marginv=round(height * 0.05),
    )  # fmt: skip
    file.styles["Default"] = usual
    for place, alignment in _PLACES.items():
        style = usual.copy()
        style.alignment, style.bold = pysubs2.Alignment(alignment), True
        file.styles[f"Caption {place}"] = style
