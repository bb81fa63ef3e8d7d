"""The held-out briefs are written in their format, are many, and ask for everything there is."""

from collections import Counter
from pathlib import Path
from typing import get_args

import pytest
import yaml
from pydantic import ValidationError

from benchmarks.reading.format import FOLDER, VOCABULARY, HeldOutBrief, load_heldout
from studio.nouns.vocabulary import ExportPurpose

GROUPS = load_heldout()
BRIEFS = [brief for briefs in GROUPS.values() for brief in briefs]
SHOTS = [s for brief in BRIEFS for piece in brief.expected.pieces for s in piece.shots]


def test_they_are_many_and_each_has_an_id_of_its_own() -> None:
    assert set(GROUPS) == {path.stem for path in Path(FOLDER).iterdir() if path.suffix == ".yaml"}
    assert len(BRIEFS) >= 150
    assert [i for i, n in Counter(brief.id for brief in BRIEFS).items() if n > 1] == []
    assert len({brief.text for brief in BRIEFS}) == len(BRIEFS)
    assert len({brief.by for brief in BRIEFS}) >= 7 and len(GROUPS["italian"]) >= 25


def test_every_kind_of_piece_and_brief_is_there() -> None:
    assert {kind for shot in SHOTS for kind in shot.kind.split("|")} == set(VOCABULARY["kind"])
    lengths = {len(piece.shots) for brief in BRIEFS for piece in brief.expected.pieces}
    assert lengths == {1, 2, 3, 4, 5, 6}
    assert {brief.expected.outcome for brief in BRIEFS} == {"make", "refuse", "either"}
    assert sum(bool(brief.after) for brief in BRIEFS) >= 20
    assert sum(brief.media for brief in BRIEFS) >= 15
    assert sum(bool(brief.expected.left_out) for brief in BRIEFS) >= 15
    assert any(len(b.expected.pieces) > 1 and len(b.expected.pieces[0].shots) > 1 for b in BRIEFS)


@pytest.mark.parametrize("field", ["set", "time_of_day", "framing", "camera_move", "transition"])
def test_every_word_of_a_shot_is_asked_for(field: str) -> None:
    asked = {w for shot in SHOTS for w in (getattr(shot, field) or "").split("|") if w}
    assert asked == set(VOCABULARY[field])


def test_every_character_action_feeling_and_edit_is_asked_for() -> None:
    roles = [role for shot in SHOTS for role in shot.cast or []]
    for field in ("character", "action", "expression"):
        asked = {w for role in roles for w in (getattr(role, field) or "").split("|") if w}
        assert asked >= set(VOCABULARY[field]) - {"talk"}  # who has a line talks: it is not said
    edits = [edit for shot in SHOTS for edit in shot.edits]
    # A brief here has one video at most, and a dub needs another voice beside it.
    assert {edit.kind for edit in edits} == set(VOCABULARY["edit"]) - {"dub"}
    assert {edit.style for edit in edits if edit.style} == set(VOCABULARY["style"])
    pieces = [piece for brief in BRIEFS for piece in brief.expected.pieces]
    exports = {purpose for piece in pieces for purpose in piece.exports}
    assert exports == set(get_args(ExportPurpose))
    spoken = {w for s in SHOTS for line in s.lines for w in (line.language or "").split("|")}
    assert {"en", "it", "es", "fr"} <= spoken


@pytest.mark.parametrize("brief", BRIEFS, ids=lambda brief: brief.id)
def test_what_is_expected_letter_by_letter_stands_in_the_brief(brief: HeldOutBrief) -> None:
    said, expected = f"{brief.text}\n{brief.after}", brief.expected
    reported = [*expected.left_out, *expected.may_leave_out, *expected.told]
    for word in [*reported, *expected.or_left_out.values()]:
        assert word.casefold() in said.casefold()
    for piece in expected.pieces:
        shown = [*piece.written, piece.opening_title, piece.closing_title]
        shown += [caption.text for caption in piece.captions]
        shown += [line.text for shot in piece.shots for line in shot.lines]
        # speech may be interrupted after a comma ("I think," she says, "that ...")
        parts = [part for text in shown if text for part in text.split(", ")]
        assert [part for part in parts if part not in said] == []


@pytest.mark.parametrize(
    "expected",
    [
        "{pieces: [{kind: picture, set: volcano}]}",
        "{pieces: [{kind: picture, cast: [Luca run bored]}]}",
        "{pieces: [{kind: picture, cast: [Lucas]}]}",
        "{pieces: [{kind: picture, weather: rain}]}",
        "{pieces: [{kind: edit, edits: [{kind: paint}]}]}",
        "{pieces: [{kind: edit, exports: [vhs]}]}",
        "{pieces: [{kind: film, shots: []}]}",
        "{pieces: [{kind: film, set: meadow, shots: [{kind: take}]}]}",
        "{outcome: refuse, pieces: [{kind: picture}]}",
        "{outcome: make}",
    ],
)
def test_a_brief_that_is_written_wrong_is_not_accepted(expected: str) -> None:
    entry = {"id": "a", "by": "test", "text": "A", "expected": yaml.safe_load(expected)}
    with pytest.raises(ValidationError):
        HeldOutBrief.model_validate(entry)
