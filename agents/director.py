"""The director: turns a brief into a plan, with what the studio remembers at hand."""

from collections.abc import Callable
from typing import Any

from agents.endpoint.fitting import Thinner, without
from agents.endpoint.question import Question
from agents.flow.production import Production
from agents.flow.state import State
from agents.prompting import clip, latest, prompt
from agents.rules.asking import with_places
from agents.rules.borrowing import with_borrowed
from agents.rules.checking import check_plan
from agents.rules.lettering import without_unwritten
from agents.rules.revision import with_changes
from agents.turns.plans import failed_alone, without_asked
from studio.errors import InputError
from studio.nouns.review import Lesson
from studio.plan import Film

DESCRIPTION = "Plans what is made, and by what it will be judged."
# Tokens of a first plan, of about six shots with what is judged of each; and of another one's frame
# and each of its shots.
ROOM, AGAIN, A_SHOT = 3000, 400, 420


async def write_plan(production: Production) -> None:
    """Ask for the plan. One that can't be made, even after repairs, becomes a refusal."""
    cast, brief = production.memory.sheets, production.state.brief
    assert brief
    media = {source.handle: source.facts.duration or 0.0 for source in brief.media}
    by_hand = [] if production.state.film else brief.changes  # what was said since, wins
    question = Question(
        "director",
        prompt("director"),
        turn(production.state, may_ask=production.gates is not None),
        Film,
        check=lambda film: check_plan(with_changes(film, by_hand), cast, media),
        thinner=THINNER,
        room=room_for(production.state),
    )
    try:
        film = await production.ask(question)
    except InputError as error:
        film = _refusal(production, error)
    if production.state.film is None:
        film = with_borrowed(film, brief.borrowed)
    if brief.answered:
        film = film.model_copy(update={"question": None})  # one a brief
    film = with_places(without_unwritten(film), brief.text, _said_else(production), brief.answered)
    planned_before = production.state.film is not None
    production.logbook.write("plan", "director", film)
    if film.refused and planned_before:
        text = f"That note was not taken up. {film.message}"
        production.logbook.write("notice", "studio", {"text": text, "step": "plan"})


def room_for(state: State) -> int:
    """The tokens that a plan takes."""
    earlier = state.brief.earlier if state.brief else None
    known = state.film or (earlier.plan if earlier else None)
    return ROOM if known is None else AGAIN + A_SHOT * max(1, len(known.shots))


def turn(state: State, *, may_ask: bool = False) -> dict[str, Any]:
    """What the director is sent. `may_ask`: a person is there."""
    assert state.brief and state.recall
    brief = state.brief
    sections: dict[str, Any] = {
        "BRIEF": brief.model_copy(
            update={
                "earlier": None,
                "borrowed": [],
                "text": brief.own_words,
                "may_ask": may_ask and state.film is None and not state.asked_back,
            }
        ),
        "CHARACTERS": [_said_of(one) for one in state.recall["characters"]],
    }
    if state.recall["lessons"]:
        sections["LESSONS"] = [Lesson.model_validate(one) for one in state.recall["lessons"]]
    if brief.earlier:
        sections["EARLIER"] = brief.earlier
    if brief.borrowed and not state.film:
        sections["BORROWED"] = brief.borrowed
    if state.film:
        sections["PLAN"] = state.film
    if state.versions:
        sections["REVIEW"] = failed_alone(state.versions[-1].review)
    if state.unheard:  # the earlier ones are in the plan
        sections["NOTES"] = latest(state.notes[state.notes_heard :])
    return sections


def _said_of(character: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in character.items() if value not in ("", [], None)}


def _few_lessons(sections: dict[str, Any]) -> dict[str, Any]:
    return sections | ({"LESSONS": sections["LESSONS"][:1]} if "LESSONS" in sections else {})


def _names_alone(sections: dict[str, Any]) -> dict[str, Any]:
    kept = ("name", "aliases", "description")
    characters = [
        {name: one[name] for name in kept if name in one} for one in sections["CHARACTERS"]
    ]
    return sections | {"CHARACTERS": characters}


def _plans(change: Callable[[Film], Film]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    def thinned(sections: dict[str, Any]) -> dict[str, Any]:
        """With every plan changed."""
        changed = {"PLAN": change(sections["PLAN"])} if "PLAN" in sections else {}
        if earlier := sections.get("EARLIER"):
            changed["EARLIER"] = earlier.model_copy(update={"plan": change(earlier.plan)})
        return sections | changed

    return thinned


THINNER: tuple[Thinner, ...] = (
    ("all lessons but the first", _few_lessons),
    ("the places of the brief's words", _plans(Film.without_places)),
    ("the characters' traits", _names_alone),
    ("the brief's words for each parameter", _plans(without_asked)),
    ("the lessons, and the review whose changes are in the plan", without("LESSONS", "REVIEW")),
)


def _said_else(production: Production) -> list[str]:
    """What was said of the piece beside the brief: notes, and the brief that this is a note on."""
    state = production.state
    earlier = state.brief.earlier if state.brief else None
    plans = [state.film, earlier.plan if earlier else None]
    known = [asked.words for film in plans if film for asked in film.asked]
    return [*state.notes, *([earlier.text] if earlier else []), *known]


def _refusal(production: Production, error: InputError) -> Film:
    assert production.state.brief
    return Film(
        intent=clip(production.state.brief.text, 400), refused=True, message=clip(str(error), 400)
    )
