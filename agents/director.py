"""The director: turns a brief into a plan, with what the studio remembers at hand."""

from typing import Any

from agents.endpoint.question import Question
from agents.flow.production import Production
from agents.prompting import clip, latest, prompt
from agents.rules.asking import with_places
from agents.rules.checking import check_plan
from studio.errors import InputError
from studio.nouns.artifact import kind_of
from studio.plan import Film, Shot
from studio.plan.wording import told_shot

DESCRIPTION = "Plans what is made, and by what it will be judged."


async def write_plan(production: Production) -> str:
    """Ask for the plan. One that can't be made, even after repairs, becomes a refusal."""
    cast = production.memory.sheets
    assert production.state.brief
    footage = {
        source.handle: source.facts.duration or 0.0
        for source in production.state.brief.media
        if kind_of(source.handle) == "video"
    }
    question = Question(
        "director",
        prompt("director"),
        _sections(production),
        Film,
        check=lambda film: check_plan(film, cast, footage),
    )
    try:
        film = await production.ask(question)
    except InputError as error:
        film = _refusal(production, error)
    film = with_places(film, production.state.brief.text, _said_else(production))
    planned_before = production.state.film is not None
    production.logbook.write("plan", "director", film)
    if film.refused and planned_before:
        text = f"That note was not taken up. {film.message}"
        production.logbook.write("notice", "studio", {"text": text, "step": "plan"})
    return said(film)


def _sections(production: Production) -> dict[str, Any]:
    state = production.state
    assert state.brief and state.recall
    brief = state.brief
    sections: dict[str, Any] = {
        "BRIEF": brief.model_dump(mode="json", exclude={"earlier"}),
        "CHARACTERS": state.recall["characters"],
        "LESSONS": state.recall["lessons"],
    }
    if brief.earlier:
        sections["EARLIER"] = brief.earlier
    if state.film:
        sections["PLAN"] = state.film
    if state.versions:
        sections["REVIEW"] = state.versions[-1].review
    if state.unheard:  # the earlier ones are in the plan
        sections["NOTES"] = latest(state.notes[state.notes_heard :])
    return sections


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


def said(film: Film) -> str:
    """The plan in words."""
    if film.refused:
        return f"I can't make this. {film.message}"
    shots = "; ".join(_told(shot) for shot in film.shots)
    text = f"{film.intent} {shots}."
    if film.lessons_applied:
        text += f" Remembered: {'; '.join(film.lessons_applied)}."
    if film.left_out:
        text += f" Left out: {', '.join(one.words for one in film.left_out)}."
    return text


def _told(shot: Shot) -> str:
    judged = ", ".join(criterion.name for criterion in shot.criteria)
    return told_shot(shot) + (f"; judged by {judged}" if judged else "")
