"""The plan itself: what may be in it, and how lengths are spread."""

import pytest
from pydantic import ValidationError

from studio.plan import Film, Line, Picture, Role, Sound, Take, Title, Transition, VoiceLine
from studio.plan.lengths import expected_film_length, spoken_length, with_spread_lengths
from studio.plan.parameters import parameters_of


def take(identifier: str, *texts: str, **fields) -> Take:
    lines = [Line(character="Luca", text=text) for text in texts]
    return Take(id=identifier, cast=[Role(character="Luca")], lines=lines, **fields)


def film(*shots, **fields) -> Film:
    return Film(intent="a film", shots=list(shots), **fields)


def test_a_film_reads_back_as_it_was_written():
    whole = film(
        take("s1", "Ciao!", transition=Transition(kind="dissolve")),
        Picture(id="still", cast=[Role(character="Giulia")]),
        VoiceLine(id="line", lines=[Line(character="Giulia", text="Ciao Luca!")]),
        sound=Sound(music="epic"),
        opening=Title(text="The sea"),
    )
    assert Film.model_validate_json(whole.model_dump_json()) == whole
    assert [shot.id for shot in whole.cut] == ["s1"]
    assert [shot.id for shot in whole.pieces] == ["still", "line"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "take", "id": "s1", "cast": []},
        {"kind": "take", "id": "s1", "cast": [{"character": "Luca"}], "passes": ["depth"]},
        {"kind": "picture", "id": "s1", "cast": [{"character": "Luca"}], "lines": []},
        {"kind": "voice_line", "id": "s1", "lines": []},
        {"kind": "edit", "id": "s1", "source": "image:0000000000000000"},
        {"kind": "shot", "id": "s1"},
    ],
)
def test_what_a_kind_of_shot_does_not_have_is_refused(wrong):
    with pytest.raises(ValidationError):
        Film(intent="a film", shots=[wrong])


def test_ids_are_given_once_and_never_mean_the_film():
    with pytest.raises(ValidationError, match="two shots have the id 's1'"):
        film(take("s1"), take("s1"))
    with pytest.raises(ValidationError, match="means the film itself"):
        film(take("film"))


def test_one_plain_shot_is_not_assembled_and_what_lies_over_it_is():
    assert not film(take("s1", "Ciao!")).is_assembled
    assert film(take("s1"), take("s2")).is_assembled
    assert film(take("s1"), sound=Sound(music="epic")).is_assembled
    assert film(take("s1", "Ciao!"), subtitles=True).is_assembled
    assert not film(take("s1"), subtitles=True).is_assembled  # nothing is said
    assert not film(Picture(id="p", cast=[Role(character="Luca")])).is_assembled


def test_the_length_asked_for_is_spread_over_the_shots_that_have_none():
    spread = with_spread_lengths(film(take("a"), take("b", length=4), take("c"), length=20))
    assert [shot.length for shot in spread.shots] == [8, 4, 8]
    assert expected_film_length(spread) == pytest.approx(20)


def test_transitions_and_cards_are_part_of_the_length():
    dissolve = Transition(kind="dissolve", seconds=1)
    cut = film(
        take("a", transition=dissolve), take("b"), length=12, opening=Title(text="x", seconds=3)
    )
    spread = with_spread_lengths(cut)
    assert [shot.length for shot in spread.shots] == [5, 5]
    assert expected_film_length(spread) == pytest.approx(12)


def test_who_speaks_has_the_time_that_the_line_needs():
    long = "This is a sentence that takes its speaker rather more than a second and a half to say."
    spread = with_spread_lengths(film(take("a", long), take("b"), length=10))
    needed = spoken_length(spread.shots[0])
    assert spread.shots[0].length == pytest.approx(needed, abs=0.01)
    assert expected_film_length(spread) == pytest.approx(10, abs=0.02)


def test_every_number_of_the_plan_has_a_range():
    numbers = [p for model in (Film, Take, Picture, VoiceLine) for p in parameters_of(model)]
    open_ended = [p.path for p in numbers if p.type in ("int", "float") and p.most is None]
    assert open_ended == []


def test_parameters_are_read_from_the_models():
    by_path = {p.path: p for p in parameters_of(Take)}
    framing, length = by_path["camera.framing"], by_path["length"]
    assert (framing.default, "close_up" in framing.words) == ("medium", True)
    assert (length.unit, length.least, length.most) == ("s", 0, 600)
    assert by_path["cast.*.character"].required
    assert "transition.kind" in by_path and "kind" not in by_path
