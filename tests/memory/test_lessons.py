import asyncio
import json

import pytest

from memory.lessons import LessonBook
from memory.store import ChromaStore
from studio.nouns.brief import Brief
from studio.nouns.review import Fault, Review, Score
from studio.plan import Change, Film, Line, Picture, Place, Role, VoiceLine

STREET = Picture(
    id="mina_street",
    cast=[Role(character="Mina", expression="angry")],
    place=Place(set="night_street", time_of_day="night"),
)
LINE = VoiceLine(id="luca_line", lines=[Line(character="Luca", text="Silenzio!")])
BRIEF = Brief(text="A picture of Mina in the street at night, angry")


def fault(shot: str, criterion: str, parameter: str, value: object) -> Fault:
    change = Change(path=f"{shot}.{parameter}", value=value, reason="measured")
    return Fault(shot=shot, criterion=criterion, description=f"{criterion} is off", change=change)


def review(*faults: Fault, lesson: str = "") -> Review:
    scores = [Score(shot="mina_street", criterion="exposure", score=4, evidence="mean 0.1")]
    return Review(scores=scores, faults=list(faults), approved=not faults, lesson=lesson)


@pytest.fixture
def book(tmp_path, embedding) -> LessonBook:
    return LessonBook(ChromaStore(tmp_path / "memory", embedding))


async def test_a_fault_is_recalled_for_a_similar_brief_only(book):
    film = Film(intent="angry Mina", shots=[STREET])
    too_dark = fault("mina_street", "exposure", "exposure", 0.8)
    dark = review(too_dark, lesson="Nights come out dark.")
    await book.remember(dark, BRIEF, film, "s1")
    [lesson] = await book.recall("Draw Giulia on a street at night, frightened", 4, 0.35)
    assert lesson.text == "Nights come out dark."
    assert lesson.brief == BRIEF.text
    assert [(c.parameter, c.value) for c in lesson.changes] == [("exposure", 0.8)]
    assert lesson.context == {
        "kind": "picture",
        "character": "Mina",
        "set": "night_street",
        "time_of_day": "night",
        "framing": "medium",
    }
    assert 0.35 <= lesson.similarity < 1
    assert await book.recall("Alberto says 'Buongiorno' cheerfully", 4, 0.35) == []


async def test_the_same_lesson_is_kept_once_with_its_newest_value(book):
    film = Film(intent="angry Mina", shots=[STREET])
    for value, words in ((0.5, f"{BRIEF.text}!"), (0.9, BRIEF.text)):
        dark = review(fault("mina_street", "exposure", "exposure", value))
        await book.remember(dark, Brief(text=words), film, "s1")
    [lesson] = await book.recall(BRIEF.text, 10, 0.0)
    assert lesson.changes[0].value == 0.9


async def test_other_circumstances_or_parameters_are_other_lessons(book):
    by_day = STREET.model_copy(update={"place": Place(set="night_street", time_of_day="day")})
    dark = fault("mina_street", "exposure", "exposure", 0.8)
    soft = fault("mina_street", "sharpness", "quality", "final")
    await book.remember(review(dark), BRIEF, Film(intent="i", shots=[STREET]), "s1")
    await book.remember(review(dark), BRIEF, Film(intent="i", shots=[by_day]), "s2")
    await book.remember(review(dark, soft), BRIEF, Film(intent="i", shots=[STREET]), "s3")
    assert len(await book.recall(BRIEF.text, 10, 0.0)) == 3
    assert len(await book.recall(BRIEF.text, 2, 0.0)) == 2


async def test_each_shot_at_fault_gets_its_own_lesson(book):
    film = Film(intent="two pieces", shots=[STREET, LINE])
    both = review(
        fault("mina_street", "exposure", "exposure", 0.8),
        fault("luca_line", "duration", "lines.*.rate", 1.2),
        lesson="One lesson about everything.",
    )
    await book.remember(both, Brief(text="Mina at night; Luca says Silenzio"), film, "s1")
    lessons = await book.recall("Mina at night; Luca says Silenzio", 10, 0.0)
    assert {lesson.context["kind"] for lesson in lessons} == {"picture", "voice_line"}
    assert {lesson.changes[0].parameter for lesson in lessons} == {"exposure", "lines.*.rate"}
    assert all("is off" in lesson.text for lesson in lessons)


async def test_a_faultless_review_teaches_its_lesson_or_nothing(book):
    film = Film(intent="angry Mina", shots=[STREET])
    await book.remember(review(), BRIEF, film, "s1")
    assert await book.recall(BRIEF.text, 4, 0.0) == []
    await book.remember(review(lesson="A low angle suits her."), BRIEF, film, "s2")
    [lesson] = await book.recall(BRIEF.text, 4, 0.0)
    assert (lesson.text, lesson.changes) == ("A low angle suits her.", [])


async def test_recall_and_remember_at_once(book):
    film = Film(intent="angry Mina", shots=[STREET])
    dark = review(fault("mina_street", "exposure", "exposure", 0.8))
    await asyncio.gather(
        book.remember(dark, BRIEF, film, "s1"),
        *(book.recall(BRIEF.text, 4, 0.0) for _ in range(4)),
        book.remember(dark, BRIEF, film, "s2"),
    )
    assert len(await book.recall(BRIEF.text, 4, 0.0)) == 1


async def test_lessons_of_older_studios_are_recalled_and_unreadable_ones_are_passed_over(
    tmp_path, embedding
):
    store = ChromaStore(tmp_path / "memory", embedding)
    change = {"shot": "still", "parameter": "exposure", "value": "0.8", "reason": "dark"}
    old = {"text": "Nights come out dark.", "brief": BRIEF.text, "changes": [change]}
    kept = [json.dumps(old | {"context": {"kind": "picture"}}), '{"text": 3}', "[]", "no JSON"]
    with store.exclusive() as collections:
        collections("critiques.picture").upsert(
            ids=[str(number) for number in range(len(kept))],
            embeddings=embedding.embed([BRIEF.text] * len(kept)),
            documents=kept,
            metadatas=[{"session": "s", "circumstances": "", "time": ""}] * len(kept),
        )
    book = LessonBook(store)
    [lesson] = await book.recall(BRIEF.text, 10, 0.35)
    assert lesson.text == "Nights come out dark."
    assert [(one.path, one.value) for one in lesson.changes] == [("still.exposure", "0.8")]
    # and new ones are kept beside them
    film = Film(intent="angry Mina", shots=[STREET])
    await book.remember(review(fault("mina_street", "pose", "exposure", 1)), BRIEF, film, "s2")
    assert len(await book.recall(BRIEF.text, 10, 0.35)) == 2
