"""The director: turns a brief into a treatment, with what the studio remembers at hand."""

from typing import Any

from agents.endpoint.question import Question
from agents.flow.production import Production
from agents.prompting import clip, latest, prompt
from agents.rules.casting import check_treatment
from studio.errors import InputError
from studio.nouns.artifact import kind_of
from studio.nouns.treatment import Shot, Treatment
from studio.wording import told_edit

DESCRIPTION = "Plans what is made, and by what it will be judged."


async def write_treatment(production: Production) -> str:
    """Ask for the treatment. One that can't be made, even after repairs, becomes a refusal."""
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
        Treatment,
        check=lambda treatment: check_treatment(treatment, cast, footage),
    )
    try:
        treatment = await production.ask(question)
    except InputError as fault:
        treatment = _refusal(production, fault)
    planned_before = production.state.treatment is not None
    production.logbook.write("treatment", "director", treatment)
    if treatment.refused and planned_before:
        text = f"That note was not taken up. {treatment.message}"
        production.logbook.write("notice", "studio", {"text": text, "step": "treatment"})
    return said(treatment)


def _sections(production: Production) -> dict[str, Any]:
    state = production.state
    assert state.brief and state.recall
    sections: dict[str, Any] = {
        "BRIEF": state.brief,
        "CHARACTERS": state.recall["characters"],
        "LESSONS": state.recall["lessons"],
    }
    if state.treatment:
        sections["TREATMENT"] = state.treatment
    if state.versions:
        sections["REVIEW"] = state.versions[-1].review
    if state.notes:
        sections["NOTES"] = latest(state.notes)
    return sections


def _refusal(production: Production, fault: InputError) -> Treatment:
    assert production.state.brief
    return Treatment(
        intent=clip(production.state.brief.text, 400), refused=True, message=clip(str(fault), 400)
    )


def said(treatment: Treatment) -> str:
    """The treatment in words."""
    if treatment.refused:
        return f"I can't make this. {treatment.message}"
    shots = "; ".join(_told(shot) for shot in treatment.shots)
    text = f"{treatment.intent} {shots}."
    if treatment.lessons_applied:
        text += f" Remembered: {'; '.join(treatment.lessons_applied)}."
    if treatment.not_understood:
        text += f" Not understood: {', '.join(treatment.not_understood)}."
    return text


def _told(shot: Shot) -> str:
    who = [f"{role.character} ({role.action}, {role.expression})" for role in shot.cast]
    words = [f"{line.character}: “{line.text}”" for line in shot.lines]
    words += [told_edit(edit) for edit in shot.edits]
    judged = ", ".join(criterion.name for criterion in shot.criteria)
    return f"{shot.id}: {shot.kind.replace('_', ' ')}, {', '.join(who + words)}" + (
        f"; judged by {judged}" if judged else ""
    )
