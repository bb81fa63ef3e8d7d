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


@pytest.mark.parametrize(
    ("brief", "delivery"),
    [
        ("Luca shouts 'come here' in the harbour", "shouted"),
        ("Luca yells angrily: 'come here'", "shouted"),
        ("Luca screams 'come here'", "shouted"),
        ("'Come here!' Luca shouted", "shouted"),
        ("Luca says 'come here' at the top of his lungs", "shouted"),
        ("Luca whispers very sadly: 'come here'", "whispered"),
        ("Luca says 'come here' under his breath", "whispered"),
        ("Luca sighs: 'come here'", "spoken"),
        ("Luca grumbles: 'come here'", "spoken"),
        ("Luca urla: 'Vieni qui, il mare è bello!'", "shouted"),
        ("Luca sussurra: 'Vieni qui, il mare è bello!'", "whispered"),
        ("Luca dice sottovoce: 'Vieni qui, il mare è bello!'", "whispered"),
    ],
)
def test_a_verb_of_speech_is_delivered_so(brief, delivery):
    film = read_brief(brief, INDEX).film
    assert [line.delivery for line in film.shots[0].lines] == [delivery]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Costa 1.000 euro.", "it"),
        ("Costa 3,50 €", "it"),
        ("Kostet 5 Euro", "de"),
        ("Cuesta 3 euros", "es"),
        ("Coûte 3 euros", "fr"),
        ("Costa Rica", "en"),
        ("I won 1,000 euros", "en"),
        ("Rock 'n' roll!", "en"),
    ],
)
def test_a_line_is_whole_and_in_its_language(text, language):
    film = read_brief(f"Luca says '{text}'", INDEX).film
    assert [(line.text, line.language) for line in film.shots[0].lines] == [(text, language)]


@pytest.mark.parametrize("mark", ["'", '"'])
def test_a_long_line_is_kept_whole(mark):
    words = ("We went down to the water and looked for the boat. " * 12).strip()
    film = read_brief(f"Luca says {mark}{words}{mark}", INDEX).film
    assert " ".join(line.text for shot in film.shots for line in shot.lines) == words
