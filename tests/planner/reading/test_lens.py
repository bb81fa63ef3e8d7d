"""The camera's lens, in millimetres and in words."""

import pytest

from llm.planner.reader import CharacterIndex, read_brief, read_note

INDEX = CharacterIndex([{"name": "Luca"}, {"name": "Giulia"}])


@pytest.mark.parametrize(
    ("brief", "lenses"),
    [
        ("A picture of Luca, 85 mm lens", [85]),
        ("A close-up of Luca shot on a 35mm lens", [35]),
        ("Luca waving through a wide-angle lens, in a wide shot", [24]),
        ("Luca says 'Ciao' with a telephoto lens in the harbour", [85]),
        ("A film: Luca waves, 24 mm, then Giulia jumps, 100 mm", [24, 100]),
        ("Giulia corre sul prato, obiettivo 24 mm", [24]),
    ],
)
def test_it_is_read(brief, lenses):
    film = read_brief(brief, INDEX).film
    assert [shot.camera.lens for shot in film.shots] == lenses
    assert not film.left_out


def test_what_no_lens_has_is_told():
    film = read_brief("A picture of Luca, 400 mm", INDEX).film
    assert film.shots[0].camera.lens == 135
    assert [one.words for one in film.left_out] == ["400 mm"]


def test_a_note_changes_it():
    film = read_brief("A picture of Luca", INDEX).film
    changes = read_note("use an 85 mm lens", film, INDEX).changes
    assert [(one.path.split(".", 1)[1], one.value) for one in changes] == [("camera.lens", 85)]
