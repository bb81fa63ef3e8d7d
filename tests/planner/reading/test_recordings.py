"""Lines that somebody says as a sound that came with the brief has them."""

import pytest

from llm.planner.reader.brief import read_brief
from llm.planner.reader.language.characters import CharacterIndex
from studio.nouns.artifact import MediaFacts
from studio.nouns.brief import SourceMedia
from studio.plan import Edit, Take
from tests.planner.recipes.studio import written

INDEX = CharacterIndex([{"name": "Luca"}, {"name": "Giulia"}])
ONE, TWO = "audio:0123456789abcdef", "audio:fedcba9876543210"


def media(*names: str) -> list[SourceMedia]:
    facts = MediaFacts(duration=3.2)
    pairs = zip((ONE, TWO), names, strict=False)
    return [SourceMedia(handle=handle, name=name, facts=facts) for handle, name in pairs]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Luca says this", ("Luca", "", ONE)),
        ("Luca says line.wav in the harbour, excited", ("Luca", "", ONE)),
        ("Luca in the meadow says the attached recording", ("Luca", "", ONE)),
        ("Luca acts out the recording with determination", ("Luca", "", ONE)),
        ("Giulia lip-syncs to line.wav", ("Giulia", "", ONE)),
        ("Luca speaks with my voice from line.wav", ("Luca", "", ONE)),
        ("Luca dice la registrazione allegata al porto", ("Luca", "", ONE)),
        ("Luca says 'Silenzio, Bruno!' as in line.wav", ("Luca", "Silenzio, Bruno!", ONE)),
        ("Luca says this (line.wav): 'Silenzio, Bruno!'", ("Luca", "Silenzio, Bruno!", ONE)),
        ("Luca says this: 'Silenzio, Bruno!'", ("Luca", "Silenzio, Bruno!", None)),
    ],
)
def test_a_recording_is_the_line_of_who_says_it(text, line):
    film = read_brief(text, INDEX, media("line.wav")).film
    assert not film.left_out, film.left_out
    (shot,) = film.shots
    said = [(one.character, one.text, one.recording) for one in shot.lines]
    assert said == [line]
    if line[2]:
        assert isinstance(shot, Take), "a recording alone is there already: it is acted"
        assert not {"voice_similarity", "speech_quality"} & {c.name for c in shot.criteria}


def test_several_recordings_are_taken_in_their_order_or_by_name():
    film = read_brief("Luca says this, then Giulia says this", INDEX, media("a.wav", "b.wav")).film
    lines = [(o.character, o.recording) for shot in film.shots for o in shot.lines]
    assert lines == [("Luca", ONE), ("Giulia", TWO)]
    film = read_brief("Luca says b.wav, then Giulia says a.wav", INDEX, media("a.wav", "b.wav"))
    lines = [(o.character, o.recording) for shot in film.film.shots for o in shot.lines]
    assert lines == [("Luca", TWO), ("Giulia", ONE)]


def test_what_a_recording_decides_is_left_out_and_a_song_is_no_line():
    film = read_brief("Luca says this slowly", INDEX, media("line.wav")).film
    assert [one.words for one in film.left_out] == ["slowly"]
    brief = "Luca says 'Hello' in the harbour, with this song"
    film = read_brief(brief, INDEX, media("song.mp3")).film
    assert [line.recording for line in film.shots[0].lines] == [None]


def test_the_program_lets_the_face_act_it_and_shows_what_was_heard():
    brief = "Luca says this in the harbour, with subtitles"
    code = written(read_brief(brief, INDEX, media("line.wav")).film)
    assert f'speak("Luca", "", recording="{ONE}")' in code
    assert 'animate_face(line["audio"], line["phonemes"], start=0.3)' in code
    assert '"text": line["text"]' in code and "lip_sync" not in code


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Luca says me.mp4 in the harbour, close-up", ""),
        ("Luca says 'Silenzio, Bruno!' as in me.mp4", "Silenzio, Bruno!"),
        ("Luca acts out the words of me.mp4", ""),
    ],
)
def test_a_video_that_is_named_is_a_recording_by_its_own_sound(text, said):
    facts = MediaFacts(duration=3.2, width=320, height=180, has_audio=True)
    video = SourceMedia(handle=ONE.replace("audio", "video"), name="me.mp4", facts=facts)
    film = read_brief(text, INDEX, [video]).film
    assert [(o.text, o.recording) for o in film.shots[0].lines] == [(said, video.handle)]
    assert not film.left_out and isinstance(film.shots[0], Take)
    edit = read_brief("Luca waves, then slow down me.mp4", INDEX, [video]).film
    assert isinstance(edit.shots[0], Edit)


@pytest.mark.parametrize(
    "text", ["A title 'Hi'", "Make it black and white", "A funny parody of it"]
)
def test_an_edit_of_a_sound_names_the_file(text):
    film = read_brief(text, INDEX, media("song.mp3")).film
    assert film.refused and "song.mp3 is a sound, and no video came with it" in film.message
