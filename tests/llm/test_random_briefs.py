"""Briefs drawn at random: what holds for every one of them."""

import ast
import random
import string

from llm.planner.coder.coder import write_program
from llm.planner.words.lexicon import lexicon
from llm.planner.words.quotes import quoted_spans
from studio.nouns.treatment import Shot, Treatment
from studio.nouns.vocabulary import CameraMove, Emotion, Framing, SetName, TimeOfDay, words
from tests.llm.test_briefs import cast_section, direct, works

NAMES = [entry["name"] for entry in cast_section()]
MARKS = [
    "'",
    '"',
    "“",
    "”",
    "«",
    "»",
    ",",
    ".",
    "!",
    ":",
    ";",
    "-",
    "and",
    "not",
    "without",
    "a",
    "of",
    "one",
    "both",
]


def check(treatment: Treatment) -> None:
    """What the schema says, and what the crew asks beyond it."""
    Treatment.model_validate_json(treatment.model_dump_json())
    if treatment.refused:
        assert treatment.message and not treatment.shots
        assert works(treatment.message), treatment.message
        return
    assert treatment.shots and len({shot.id for shot in treatment.shots}) == len(treatment.shots)
    for shot in treatment.shots:
        assert shot.lines if shot.kind == "voice_line" else shot.cast
        assert {part.character for part in (*shot.cast, *shot.lines)} <= set(NAMES)
    ast.parse(write_program({"TREATMENT": treatment.model_dump(mode="json")}).code)


def test_words_of_the_lexicon_in_any_order() -> None:
    draw = random.Random(7)
    phrases = [" ".join(key) for key in lexicon().entries]
    refused = 0
    for _ in range(400):
        text = " ".join(
            draw.choice(draw.choice([phrases, phrases, NAMES, MARKS]))
            for _ in range(draw.randint(1, 25))
        )
        treatment = direct(text)
        check(treatment)
        refused += treatment.refused
    assert refused < 400


def test_numbers_of_any_size() -> None:
    draw = random.Random(10)
    units = [
        "seconds",
        "s",
        "fps",
        "x 5",
        "x 0",
        ":9",
        "k",
        "p",
        "%",
        "stops brighter",
        "minutes",
        "pictures of Nico",
    ]
    heads = ["", "seed ", "exposure -", "strength ", "size ", "fps ", "exactly "]
    for _ in range(300):
        number = draw.choice(["0", "0.0", "00", "1e9", "007", "0,5", "9" * draw.randint(1, 30)])
        text = f"{draw.choice(heads)}{number} {draw.choice(units)}"
        check(direct(f"A {draw.choice(['picture', 'shot'])} of Luca running, {text}"))


def test_any_characters_at_all() -> None:
    draw = random.Random(8)
    alphabet = string.printable + "“”«»‘’èàü²½Ⅷ٣😀\u0000\u202e漢"
    for _ in range(300):
        check(direct("".join(draw.choice(alphabet) for _ in range(draw.randint(0, 120)))))


def test_what_is_put_in_comes_out() -> None:
    """Briefs from a grammar, with their parts in any order."""
    draw = random.Random(9)
    places = {
        "seaside_town": "in the harbour",
        "meadow": "in a meadow",
        "bedroom": "in the bedroom",
        "night_street": "in an alley",
    }
    times = {"morning": "at dawn", "day": "at noon", "sunset": "at sunset", "night": "at night"}
    feelings = {e: e for e in words(Emotion) if e != "neutral"}
    frames = {"close_up": "close-up", "full": "full body", "wide": "seen from afar"}
    moves = {
        "push_in": "slow push-in",
        "orbit": "orbiting camera",
        "pan_left": "camera pans to the left",
    }
    assert set(places) < set(words(SetName)) and set(times) == set(words(TimeOfDay))
    assert set(frames) < set(words(Framing)) and set(moves) < set(words(CameraMove))
    for _ in range(200):
        name = draw.choice(NAMES)
        wanted = {
            key: draw.choice(list(table))
            for key, table in (
                ("set", places),
                ("time_of_day", times),
                ("framing", frames),
                ("camera_move", moves),
            )
        }
        feeling, seconds = draw.choice(list(feelings)), draw.randint(2, 20)
        parts = [
            places[wanted["set"]],
            times[wanted["time_of_day"]],
            frames[wanted["framing"]],
            moves[wanted["camera_move"]],
            f"looking {feeling}",
            f"{seconds} seconds",
        ]
        draw.shuffle(parts)
        treatment = direct(f"A shot of {name} running, " + ", ".join(parts))
        assert not treatment.refused, (parts, treatment.message)
        (shot,) = treatment.shots
        assert isinstance(shot, Shot) and {key: getattr(shot, key) for key in wanted} == wanted, (
            parts
        )
        assert (
            shot.duration,
            shot.cast[0].character,
            shot.cast[0].action,
            shot.cast[0].expression,
        ) == (seconds, name, "run", feeling)


def test_quotations_survive_every_style() -> None:
    spoken = [
        "Hi!",
        "Don't go, it's the boys' boat!",
        "L'amico dell'albero",
        "She said: wait",
        "Rock 'n' roll, baby!",
    ]
    for text in spoken:
        for left, right in (('"', '"'), ("“", "”"), ("«", "»"), ("„", "“")):
            assert [
                q.text
                for q in quoted_spans(f"Luca's friend says {left}{text}{right} in Giulia's room")
            ] == [text]
    for text in spoken[:4]:
        ending = text if text[-1] in "!." else text + "."
        for left, right in (("'", "'"), ("‘", "’")):
            assert [q.text for q in quoted_spans(f"Luca says {left}{ending}{right} loudly")] == [
                ending
            ]
