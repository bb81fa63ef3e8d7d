"""Lines that a voice reads, whispers, or cannot read at all."""

import pytest

from llm.planner.reader.brief import read_brief
from llm.planner.reader.language.characters import CharacterIndex

INDEX = CharacterIndex([{"name": "Luca"}, {"name": "Giulia"}])


@pytest.mark.parametrize(
    ("text", "word"),
    [("...", "no letter"), ("😀😀", "no letter"), ("你好", "你好"), ("Привет", "Привет")],
)
def test_what_no_voice_reads_is_refused_with_the_reason(text, word):
    film = read_brief(f"Luca says '{text}'", INDEX).film
    assert film.refused
    assert word in film.message


def test_a_whispered_line_is_whispered():
    film = read_brief("Luca whispers 'come here' in the harbour", INDEX).film
    assert [line.delivery for line in film.shots[0].lines] == ["whispered"]
    film = read_brief("Luca says 'come here' in the harbour", INDEX).film
    assert [line.delivery for line in film.shots[0].lines] == ["spoken"]


@pytest.mark.parametrize("mark", ["'", '"'])
def test_a_long_line_is_kept_whole(mark):
    words = ("We went down to the water and looked for the boat. " * 12).strip()
    film = read_brief(f"Luca says {mark}{words}{mark}", INDEX).film
    assert " ".join(line.text for shot in film.shots for line in shot.lines) == words
