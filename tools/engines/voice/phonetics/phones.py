"""Every synthesiser's own phone names as IPA.

IPA is this engine's one convention; `phones.toml` holds the tables. The espeak-ng source speaks IPA
already: only its ties, stress and length marks are cleaned away here.
"""

import re
import tomllib
from pathlib import Path

from tools.engines.voice.speech import SILENCE

TABLES: dict[str, dict[str, str]] = tomllib.loads(
    (Path(__file__).parent / "phones.toml").read_text(encoding="utf-8")
)
_MARKS = re.compile("[\u02c8\u02cc\u0361\u200d\u035c|_*;.,?!'\\-0-9]")
_SWITCH = re.compile(r"\([a-z-]+\)")  # espeak-ng's mark of a word in another language
PAUSES = {"pau", "#", "_:", "_", "_!", "", "sil", "H#", "brth"}


def to_ipa(name: str, table: str) -> str:
    """`name` in `table` ("arpabet" or "italian_sampa") as IPA; "sil" for a pause.

    Raises KeyError on a phone that the table lacks.
    """
    return SILENCE if name in PAUSES else TABLES[table][name.rstrip("01")]


def clean_ipa(name: str) -> str:
    """An espeak-ng IPA name without stress marks and ties; "sil" for a pause."""
    return _MARKS.sub("", _SWITCH.sub("", name)) or SILENCE


def loan(ipa: str) -> list[str]:
    """The ARPABET phones nearest to an IPA phone of another language; what has none is left out."""
    table, found, at = TABLES["loan"], [], 0
    while at < len(ipa):
        width = 2 if ipa[at : at + 2] in table else 1
        found += table.get(ipa[at : at + width], "").split()
        at += width
    return found


def is_vowel(ipa: str) -> bool:
    """True if the phone is a vowel or a diphthong."""
    return ipa != SILENCE and ipa[0] in "aɑæeɛəɜɚɝɐʌiɪɨoɔœøɒuʊyʏɤɯɵᵻ"


def is_stop(ipa: str) -> bool:
    """True if the phone is a plosive or an affricate: bursts that must not be stretched much."""
    return ipa != SILENCE and ipa[0] in "pbtdkɡgcɟʔɾ"
