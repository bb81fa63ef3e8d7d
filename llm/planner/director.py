"""The director: from a brief, or from a note on a piece that is there, to a plan."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from pydantic import ValidationError

from llm.planner.answers import answer, is_question
from llm.planner.asking import asked_by, with_asked
from llm.planner.data.ranges import within
from llm.planner.doubts import Doubt, Reading, doubt_in_brief, doubt_in_note
from llm.planner.lessons import apply_lessons, read_lessons
from llm.planner.reader import CharacterIndex, is_follow_up, read_brief, read_note, with_criteria
from llm.planner.reader.accounting.left_out import fewest
from llm.planner.reader.brief import LONGEST_BRIEF, too_long
from llm.planner.reader.footage.videos import without_videos
from llm.planner.reader.language.lexicon import Meaning
from llm.planner.reader.resolving.assembly import intent_of
from llm.planner.reader.resolving.refusals import refused
from studio.nouns.brief import Answered
from studio.plan import Change, Film, LeftOut, apply_changes
from studio.plan.lengths import with_spread_lengths
from studio.plan.wording import told_choice

_MESSAGE = 400


def plan(sections: dict[str, Any], taught: Mapping[str, Meaning] | None = None) -> Film:
    """The plan of the BRIEF with the CHARACTERS of the studio and past LESSONS; with NOTES, the
    PLAN so far with what a person has said since; where the BRIEF is a note on an EARLIER piece,
    that piece's plan with its changes, or with those that were made by hand. BORROWED are changes
    that other pieces lend. `taught`: what words mean here beyond the lexicon."""
    book = CharacterIndex(listed(sections.get("CHARACTERS")), taught)
    brief = sections.get("BRIEF")
    brief = brief if isinstance(brief, dict) else {"text": str(brief or "")}
    text = str(brief.get("text") or "").strip()
    if len(text) > LONGEST_BRIEF:
        return too_long(text)
    before = film_of(sections.get("PLAN"))
    if before and sections.get("NOTES"):
        return _noted(before, notes_of(sections["NOTES"]), book, brief)
    earlier, borrowed = sections.get("EARLIER"), _borrowed(sections.get("BORROWED"))
    known = film_of(earlier.get("plan")) if isinstance(earlier, dict) else None
    if known and (by_hand := changes_of(brief)):
        film = apply_changes(_anew(known), by_hand, keep_fixed=False).film
        return revised(film, [], "")
    if known and is_question(text):
        told = answer(known, read_note(text, known, book).changes)
        return refused(f"Nothing is changed. {told}", intent="A question: nothing is changed.")
    alone = bool(borrowed) and not text
    if known and (alone or earlier.get("revised") or is_follow_up(text, known, book)):
        film = apply_changes(_anew(known), borrowed, keep_fixed=False).film
        if alone:
            return revised(film, [], "")
        return _noted(film, [text], book, brief, is_brief=True, made=len(borrowed))
    film = _new(text, book, brief)
    if film.refused:
        return film
    if borrowed:
        film = apply_changes(film, borrowed, keep_fixed=False).film
        film = revised(film, film.left_out, film.message)
    return apply_lessons(film, read_lessons(sections.get("LESSONS")), text)


def _new(text: str, book: CharacterIndex, brief: dict[str, Any]) -> Film:
    """The plan of a brief that is on nothing made before, with what it leaves open, unless that was
    answered."""
    media, answered = listed(brief.get("media")), _answered(brief)
    read = read_brief(text, book, media, seed_of(brief))
    doubt = doubt_in_brief(read, text, book, media)
    settled = _settled(text, doubt, answered)
    if settled != Reading(text):
        media = without_videos(media) if settled.anew else media
        read = read_brief(settled.text, book, media, seed_of(brief))
    film = read.film
    if not film.refused:
        film = with_asked(film, asked_by(read.trace, settled.text))
    open_still = doubt.question if doubt and not answered else None
    return settled.placed(film).model_copy(update={"question": open_still})


def _settled(text: str, doubt: Doubt | None, answered: Answered | None) -> Reading:
    """How a text is read after its doubt; an answer to another question stands where it asked."""
    if doubt:
        return doubt.read(text, answered.answer if answered else "")
    if answered is None:
        return Reading(text)
    if answered.end:
        return Reading(text, answered.start, answered.end, answered.answer, is_said=True)
    end = len(text.rstrip(" .!?"))
    return Reading(text, end, end, f", {answered.answer}", is_said=True)


def _answered(brief: dict[str, Any]) -> Answered | None:
    """What a person said when the brief was asked back."""
    with suppress(ValidationError):
        return Answered.model_validate(brief.get("answered"))
    return None


def _anew(earlier: Film) -> Film:
    """An earlier piece's plan as the beginning of another one's."""
    return earlier.without_places().model_copy(update={"left_out": [], "question": None})


_OF_FOOTAGE = "“only the first 3 s”, “twice as fast”, “now in black and white”, “without the fade”"
_OF_SCENES = (
    "“make her more excited”, “the same at night”, “shorter”, “swap the first and the second shot”"
)


def _noted(
    film: Film,
    notes: list[str],
    book: CharacterIndex,
    brief: dict[str, Any],
    *,
    is_brief: bool = False,
    made: int = 0,
) -> Film:
    """`film` as the notes change it; a refusal where nothing of them can be understood, unless it
    was `made` to change before. With `is_brief` the note is the brief itself."""
    left: list[LeftOut] = list(film.left_out)
    said: list[str] = []
    asked, answered, open_still = 0, _answered(brief) if is_brief else None, film.question
    for note in notes:
        doubt = doubt_in_note(note, film, book)
        settled = _settled(note, doubt, answered)
        if doubt and not answered:
            open_still = doubt.question if is_brief else open_still
            said += [] if is_brief else [told_choice(doubt.question)]
        reading = read_note(settled.text, film, book, seed_of(brief), listed(brief.get("media")))
        if is_question(note):
            asked += 1
            said.append(answer(film, reading.changes))
            continue
        done = apply_changes(film, reading.changes, keep_fixed=False)
        film = with_asked(done.film, asked_by(reading.trace, settled.text, placed=is_brief))
        film = settled.placed(film) if is_brief else film
        made += len(done.made) + len(done.idle)
        left += [settled.back(one) for one in reading.left_out]
        left += [_refused(note, change, why) for change, why in done.refused]
        said += [reading.message] if reading.message else []
    if not made and not asked:
        words = "; ".join(f"“{note}”" for note in notes)
        example = _OF_FOOTAGE if film.footage else _OF_SCENES
        told = [f"I do not see what to change by {words}.", *said, f"For example: {example}."]
        message = " ".join(told)
        intent = "Nothing is changed: the note cannot be followed as it stands."
        return refused(message, fewest(left), intent)
    film = film.model_copy(update={"question": open_still})
    return revised(film, left, " ".join(said))


def revised(film: Film, left: list[LeftOut], said: str) -> Film:
    """A film whose plan was changed, with its intent, lengths and criteria as they are now."""
    film = with_spread_lengths(_unspread(film)).model_copy(
        update={
            "intent": film.intent if film.footage else intent_of(film.model_dump()),
            "left_out": fewest(left),
            "message": said[:_MESSAGE],
        }
    )
    return with_criteria(film)


def _borrowed(section: Any) -> list[Change]:
    """The changes that a BORROWED section asks for."""
    parts = [one for one in listed(section) if isinstance(one, dict)]
    return [change for part in parts for change in changes_of(part)]


def _refused(note: str, change: Change, why: str) -> LeftOut:
    return LeftOut(words=note[:80], reason=f"{change.path} cannot be changed so: {why}"[:200])


def _unspread(film: Film) -> Film:
    """Lengths that nobody named are shared anew when the film's length is named."""
    if not film.length or "length" not in film.fixed:
        return film
    shots = [
        shot
        if "length" in shot.fixed or shot.separate or shot.kind == "edit"
        else shot.model_copy(update={"length": 0})
        for shot in film.shots
    ]
    return film.model_copy(update={"shots": shots})


def notes_of(section: Any) -> list[str]:
    """The notes, oldest first; they come as a list with dashes."""
    lines = str(section).split("\n- ")
    return [line.removeprefix("- ").strip() for line in lines if line.strip("- \n")]


def changes_of(asked: dict[str, Any]) -> list[Change]:
    """The `changes` of a brief or of what it borrows, as far as they are ones."""
    found = []
    for one in listed(asked.get("changes")):
        with suppress(ValidationError):
            found.append(Change.model_validate(one))
    return found


def film_of(section: Any) -> Film | None:
    """The plan in a section; None where it is none, or has no shots."""
    try:
        film = Film.model_validate(section)
    except ValidationError:
        return None
    return film if film.shots else None


def listed(section: Any) -> list[Any]:
    """A section that is a list, [] for another."""
    return section if isinstance(section, list) else []


def seed_of(brief: Any) -> int:
    """The seed of a BRIEF, 0 where it has none."""
    seed = brief.get("seed") if isinstance(brief, dict) else 0
    return seed if isinstance(seed, int) and within("seed", seed) == seed else 0
