"""Viseme curves: closures, coarticulation, silence, and no phone without a shape."""

import tomllib
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from studio.nouns.vocabulary import Viseme, words
from tools.engines.blender.motion.timeline import viseme_at, viseme_moment
from tools.engines.voice.phonetics import visemes
from tools.engines.voice.phonetics.visemes import shapes, viseme_curve

ENGINE = Path(visemes.__file__).parent


def line(*phones: tuple[str, float]) -> tuple[list[dict], float]:
    """Phones with their lengths, 0.1 s of silence at both ends, as the engine gives them."""
    at, row = 0.1, [{"phone": "sil", "start": 0.0, "end": 0.1}]
    for phone, length in phones:
        row.append({"phone": phone, "start": at, "end": at + length})
        at += length
    row.append({"phone": "sil", "start": at, "end": at + 0.1})
    return row, at + 0.1


def weight(keys: list[dict], viseme: str, t: float) -> float:
    """The weight of `viseme` at `t` as the curve defines it."""
    track = [(k["t"], k["weight"]) for k in keys if k["viseme"] == viseme]
    if not track or not track[0][0] <= t <= track[-1][0]:
        return 0.0
    return float(np.interp(t, *zip(*track, strict=True)))


def test_every_phone_of_the_engines_tables_has_a_viseme():
    tables = tomllib.loads((ENGINE / "phones.toml").read_text(encoding="utf-8"))
    for table in ("arpabet", "italian_sampa"):
        for ipa in tables[table].values():
            assert all(name in words(Viseme) for name, _ in shapes(ipa)), ipa
    for ipa in tables["loan"]:
        shapes(ipa)


def test_an_unknown_phone_is_named():
    with pytest.raises(ValueError, match="Q9"):
        viseme_curve([{"phone": "Q9", "start": 0.0, "end": 0.2}], 0.2)


def test_all_fifteen_visemes_can_be_reached():
    phones = [*"pfθtkʃsnɹaɛiou"]
    row, duration = line(*((p, 0.15) for p in phones))
    assert {k["viseme"] for k in viseme_curve(row, duration)} == set(words(Viseme))


def test_lips_close_fully_and_ahead_of_the_sound():
    row, duration = line(("a", 0.12), ("p", 0.08), ("a", 0.12), ("f", 0.08), ("i", 0.12))
    keys = viseme_curve(row, duration)
    for phone, closed in ((row[2], "PP"), (row[4], "FF")):
        for t in (phone["start"], (phone["start"] + phone["end"]) / 2):
            assert weight(keys, closed, t) == pytest.approx(1.0)
            assert weight(keys, "aa", t) == 0.0
        assert weight(keys, closed, phone["start"] - 0.03) > 0.2


def test_a_bilabial_is_never_dropped_in_fast_speech():
    row, duration = line(*[("t", 0.02), ("m", 0.02), ("s", 0.02), ("a", 0.05)] * 4)
    keys = viseme_curve(row, duration)
    for phone in (p for p in row if p["phone"] == "m"):
        middle = (phone["start"] + phone["end"]) / 2
        assert max(weight(keys, "PP", middle + d) for d in np.arange(-0.03, 0.03, 0.002)) > 0.95


def test_short_vowels_are_undershot():
    def peak(length: float) -> float:
        row, duration = line(("t", 0.08), ("a", length), ("t", 0.08))
        return max(k["weight"] for k in viseme_curve(row, duration) if k["viseme"] == "aa")

    assert peak(0.045) < 0.85 < peak(0.15) <= 1.0


def test_the_mouth_shapes_a_round_vowel_through_a_tongue_consonant():
    row, duration = line(("t", 0.1), ("u", 0.15))
    keys = viseme_curve(row, duration)
    assert weight(keys, "ou", row[1]["start"] + 0.06) > 0.1


def test_silence_closes_the_mouth_and_a_short_gap_does_not():
    row, duration = line(("a", 0.2), ("sil", 0.4), ("a", 0.2), ("sil", 0.06), ("a", 0.2))
    keys = viseme_curve(row, duration)
    assert weight(keys, "sil", 0.0) == pytest.approx(weight(keys, "sil", duration - 1e-3), abs=0.05)
    assert weight(keys, "sil", 0.5) == 1.0
    assert weight(keys, "aa", 0.5) == 0.0
    assert weight(keys, "sil", 0.93) == 0.0


def test_keys_are_sorted_bounded_and_never_ambiguous():
    rng = np.random.default_rng(3)
    inventory = ["p", "t", "aɪ", "u", "m", "s", "sil", "tʃ", "ɪ", "h", "ɔ", "f", "n", "oʊ", "k"]
    for _ in range(40):
        parts = [(str(rng.choice(inventory)), float(rng.uniform(0.01, 0.2))) for _ in range(30)]
        row, duration = line(*parts)
        keys = viseme_curve(row, duration)
        times = [k["t"] for k in keys]
        assert times == sorted(times)
        assert all(0 <= k["t"] <= duration + 1e-4 and 0 <= k["weight"] <= 1 for k in keys)
        for viseme in {k["viseme"] for k in keys}:
            track = [k for k in keys if k["viseme"] == viseme]
            for one, two in pairwise(track):
                assert one["t"] < two["t"] or one["weight"] == two["weight"] == 0


def test_a_line_of_nothing_is_a_closed_mouth():
    assert {k["viseme"] for k in viseme_curve([], 1.0)} == {"sil"}
    with pytest.raises(ValueError, match="duration"):
        viseme_curve([], 0.0)


def test_on_twos_no_closure_is_lost_and_none_hides_the_vowel_beside_it():
    phones, duration = line(("m", 0.07), ("a", 0.12), ("m", 0.07), ("i", 0.12), ("v", 0.09))
    curve, hold = viseme_curve(phones, duration), 2 / 24
    for offset in np.arange(0, hold, hold / 40):
        keys = [key | {"t": key["t"] + offset} for key in curve]
        drawn = [
            viseme_at(keys, viseme_moment(keys, start, hold))
            for start in np.arange(0, duration + offset, hold)
        ]
        for viseme, least in {"PP": 0.95, "aa": 0.5, "ih": 0.4, "FF": 0.95}.items():
            assert max(one.get(viseme, 0) for one in drawn) > least, (offset, viseme)
