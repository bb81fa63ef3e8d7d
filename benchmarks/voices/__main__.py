"""How the characters' voices are heard: words, quality, whose they are, what they feel, lips, time.

    python -m benchmarks.voices [--lines 20] [--felt 3]

Speaks `lines` lines of each of the five characters in English and half as many in Italian
(lines.yaml), and `felt` of each in six feelings, with the engines that are ready here, and listens
with Whisper, a speaker embedding and DNSMOS. Beside each figure stands its mark.
"""

import argparse
import asyncio
import math
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from benchmarks.options import exit_code, parsed
from benchmarks.studio import settings_in
from benchmarks.voices.lines import PLAIN, Case, cases, feelings, in_turn, with_feelings
from benchmarks.voices.listening import Heard, likeness, listen, speak
from benchmarks.voices.prosody import told_apart
from memory.open import open_memory
from studio.errors import EngineMissing
from studio.store.artifacts import ArtifactStore
from studio.store.database import open_database
from tools.toolbox import Toolbox

FAMOUS = Case("Luca", "Silenzio, Bruno!", emotion="determined")
TWO_SECONDS = Case("Luca", "We will ride down to the harbour again.")


class Table:
    """Prints each figure with its mark, and keeps whether all were reached."""

    def __init__(self) -> None:
        self.kept = True
        print(f"{'':<52}{'measured':>10}{'mark':>12}")

    def row(
        self,
        name: str,
        value: float,
        mark: float,
        *,
        least: bool = False,
        least_of: float = -math.inf,
    ) -> None:
        """`least`: the mark is the smallest value that will do, not the largest; `least_of`: the
        smallest where both ends count."""
        if math.isnan(value):
            return  # nothing of that kind was spoken
        good = value >= mark if least else least_of <= value <= mark
        self.kept &= good
        sign = ">=" if least else "<="
        print(f"{name:<52}{value:>10.3f}{f'{sign} {mark:g}':>12}{'' if good else '  missed'}")


async def measure(options: argparse.Namespace, place: Path) -> bool:
    """Speak and listen, and print; whether every mark was reached."""
    settings = settings_in(place)
    database = open_database(settings.database_url())
    sheets = open_memory(settings).sheets
    toolbox = Toolbox(ArtifactStore(place / "artifacts", database), sheets, settings)
    try:
        return await _measured(options, toolbox)
    finally:
        await toolbox.close()
        database.dispose()


async def _measured(options: argparse.Namespace, toolbox: Toolbox) -> bool:
    plain = cases(options.lines, options.characters)
    references: dict[tuple[str, str], str] = {}
    heard: list[Heard] = []
    began = time.monotonic()
    for case in [FAMOUS, *in_turn(plain, [*with_feelings(plain, options.felt)])]:
        if options.minutes and time.monotonic() - began > 60 * options.minutes:
            break
        key = (case.character, case.language)
        one = await listen(case, toolbox, references.get(key, ""))
        if case.emotion == PLAIN:
            references.setdefault(key, one.audio)  # the first line of each stands for its voice
        heard.append(one)
        if options.each:
            _told(one)
    famous, *lines = heard
    print(f"spoken by {toolbox.artifacts.get(famous.audio).notes['engine']}")
    table = Table()
    _words_and_quality(table, lines)
    await _likeness(table, lines, references, toolbox)
    _feelings(table, lines)
    _famous(table, famous)
    offsets = [one.offset for one in lines if one.offset is not None]
    told = f"lips: the sound after them, median in ms ({len(offsets)})"
    table.row(told, _median(offsets), 40, least_of=-40)
    table.row("a two-second line, warm, in s", await _seconds(toolbox, options.warm), 3)
    return table.kept


def _told(one: Heard) -> None:
    """A line on the terminal: what was said and heard, its DNSMOS, and its likeness to the first
    plain line of the same character."""
    case, like = one.case, one.voice["likeness"]
    likeness = "" if like is None else f", likeness {like:.2f}"
    print(
        f"{case.character}, {case.language}, {case.emotion}: {case.text} | {one.words['text']} | "
        f"DNSMOS {one.voice['overall']:.2f}{likeness}",
        flush=True,
    )


def _words_and_quality(table: Table, lines: list[Heard]) -> None:
    for language, name, most in (("en", "English", 0.04), ("it", "Italian", 0.12)):
        own = [one for one in lines if one.case.language == language]
        plain = [one for one in own if one.case.emotion == PLAIN]
        felt = [one for one in own if one.case.emotion != PLAIN]
        # Errors over all words, so that short lines weigh no more than long ones.
        table.row(f"{name}: word error rate ({len(plain)} lines)", _errors(plain), most)
        table.row(f"{name}, with feeling: word error rate ({len(felt)})", _errors(felt), 2 * most)
        table.row(f"{name}: DNSMOS", _quality(plain), 3.3, least=True)
        table.row(f"{name}, with feeling: DNSMOS", _quality(felt), 3.1, least=True)
    for one in lines:
        if one.words["differences"] and one.case.emotion == PLAIN:
            told = ", ".join(one.words["differences"])
            print(f"    {one.case.character}: “{one.case.text}”: {told}")


async def _likeness(
    table: Table,
    lines: list[Heard],
    references: dict[tuple[str, str], str],
    toolbox: Toolbox,
) -> None:
    same = [one for one in lines if one.voice["likeness"] is not None]
    plain = [one.voice["likeness"] for one in same if one.case.emotion == PLAIN]
    felt = [one.voice["likeness"] for one in same if one.case.emotion != PLAIN]
    table.row("likeness of a character's lines: mean", _mean(plain), 0.75, least=True)
    table.row("likeness of its lines with feeling: mean", _mean(felt), 0.65, least=True)
    english = {who: audio for (who, language), audio in references.items() if language == "en"}
    pairs = {
        (a, b): await likeness(english[a], english[b], toolbox)
        for a in english
        for b in english
        if a < b
    }
    table.row("likeness of two characters: mean", _mean(pairs.values()), 0.6)
    if not pairs:
        return
    (one, other), most = max(pairs.items(), key=lambda pair: pair[1])
    table.row(f"likeness of two characters: most ({one}, {other})", most, 0.6)


def _feelings(table: Table, lines: list[Heard]) -> None:
    apart = told_apart(lines, feelings())
    table.row(f"feelings told apart ({len(apart)} pairs)", _mean(apart.values()), 0.8, least=True)
    for (one, other), share in sorted(apart.items(), key=lambda pair: pair[1]):
        if share < 0.8:
            print(f"    {one} and {other}: {share:.2f}")


def _famous(table: Table, famous: Heard) -> None:
    table.row(
        f"“{FAMOUS.text}” is heard as “{famous.words['text']}”",
        famous.words["word_error_rate"],
        0,
    )


async def _seconds(toolbox: Toolbox, times: int) -> float:
    """The least of so many `times` of speaking a line of two seconds, once the voice is warm; each
    time with other words, since what was spoken before is not spoken again."""
    spent = []
    for number in range(times):
        case = Case(TWO_SECONDS.character, f"{TWO_SECONDS.text[:-1]} at {number + 1}.")
        spent.append((await speak(case, toolbox))[2])
    return min(spent)


def _errors(heard: list[Heard]) -> float:
    words = [len(one.case.text.split()) for one in heard]
    wrong = [one.words["word_error_rate"] * n for one, n in zip(heard, words, strict=True)]
    return sum(wrong) / sum(words) if words else math.nan


def _quality(heard: list[Heard]) -> float:
    return _mean(one.voice["overall"] for one in heard)


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return statistics.fmean(found) if found else float("nan")


def _median(values: list[float]) -> float:
    return statistics.median(values) if values else float("nan")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--lines", type=int, default=20, help="of each character, plain")
    parser.add_argument("--felt", type=int, default=3, help="of those, in each of six feelings")
    parser.add_argument(
        "--each", action="store_true", help="print each line, its DNSMOS and likeness"
    )
    parser.add_argument("--warm", type=int, default=3, help="how often the warm line is timed")
    parser.add_argument("--characters", type=int, default=5, help="that speak English")
    parser.add_argument(
        "--minutes", type=float, default=0, help="of speaking; 0: until all is said"
    )
    options = parsed(parser, lines=1, felt=0, characters=2, warm=1)
    with tempfile.TemporaryDirectory() as place:
        try:
            kept = asyncio.run(measure(options, Path(place)))
        except EngineMissing as missing:
            print(f"0 lines were heard: {missing}")
            return exit_code(False, options)
    return exit_code(kept, options)


if __name__ == "__main__":
    sys.exit(main())
