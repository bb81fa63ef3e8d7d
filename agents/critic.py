"""The critic: reviews a version shot by shot, from what was measured and from what it sees."""

from typing import Any

from agents.endpoint.fitting import Thinner, without
from agents.endpoint.question import Question, Shown
from agents.endpoint.reply import ReplyError
from agents.exchange.answering import put, questions_left, told_answers
from agents.exchange.calling import measurable
from agents.exchange.choosing import calls_left, want
from agents.flow.production import Production
from agents.flow.state import State
from agents.prompting import prompt
from agents.rules.review_check import checked_review
from agents.rules.review_parts import joined, parts_of
from agents.stage.looking import look_at_version
from agents.turns.measuring import told_results, told_tools
from agents.turns.plans import to_judge
from studio.nouns.exchange import ReviewOrCalls
from studio.nouns.review import Measurement, Review

ROOM = 1200  # tokens of a review of one shot
DESCRIPTION = "Scores what was made from measurements, and says what to change."


async def write_review(production: Production) -> None:
    """Ask for the review of each shot that failed a measurement or can be seen, and of the film;
    put them together, and hold them to the measurements."""
    state = production.state
    assert state.film is not None and state.judged is not None
    shown = await look_at_version(production)
    parts = parts_of(state.judged, shown)
    replies = dict(state.parts)
    for name, measured in parts.items():
        if name in state.parts:
            continue
        reply = await _asked(production, name, measured, shown.get(name, Shown()))
        if isinstance(reply, ReviewOrCalls) and (reply.question or reply.calls):
            _first(production, name, reply, replies)
            return
        replies[name] = Review(**{field: getattr(reply, field) for field in Review.model_fields})
    replies = {name: replies[name] for name in parts}
    told = {one for measured in parts.values() for one in map(_key, measured)}
    said = joined(replies, state.judged, whole=len(told) == len(set(map(_key, state.judged))))
    review, corrections = checked_review(said, state.judged, state.film, shown.keys())
    if corrections:
        text = "The critic's review was held to the measurements: " + " ".join(corrections)
        production.logbook.write("notice", "studio", {"text": text, "step": "review"})
    number = {"iteration": state.iteration}
    production.logbook.write("review", "critic", review.model_dump(mode="json") | number)


async def _asked(
    production: Production, name: str, measured: list[Measurement], shown: Shown
) -> Review:
    handles = {one: of for one, of in measurable(production).items() if of == name}
    tools = told_tools(handles) if calls_left(production, "critic") else ""
    sections = turn(production.state, name, measured, tools)
    may_ask = questions_left(production, "critic") > 0

    def checked(reply: Review) -> Review:
        if isinstance(reply, ReviewOrCalls):
            if not reply.model_fields_set & {"approved", "calls", "question"}:
                raise ReplyError("approved: it is missing")
            if reply.calls and not tools:
                raise ReplyError("calls: no more can be made; reply with the review")
            if reply.question and not may_ask:
                raise ReplyError("question: no more can be asked; reply with the review")
        return reply

    return await production.ask(
        Question(
            "critic",
            prompt("critic"),
            sections,
            ReviewOrCalls if tools or may_ask else Review,
            check=checked,
            shown=shown,
            thinner=THINNER,
        )
    )


def _first(
    production: Production, name: str, reply: ReviewOrCalls, replies: dict[str, Review]
) -> None:
    """What the critic asks, or wants measured, before it reviews one shot; what it said of those
    before is kept."""
    for part, review in replies.items():
        if part not in production.state.parts:
            data = {"of": part, "review": review.model_dump(mode="json")}
            production.logbook.write("part", "critic", data)
    if reply.question:
        put(production, "critic", reply.question, name)
    else:
        want(production, "critic", reply.calls, calls_left(production, "critic"), name)


def turn(state: State, name: str, measured: list[Measurement], tools: str = "") -> dict[str, Any]:
    """What the critic is sent of one shot, or of the film, by its id, with the `tools` that it may
    have measured with."""
    assert state.brief and state.film
    sections: dict[str, Any] = {
        "BRIEF": {"text": state.brief.text},
        "PLAN": to_judge(state.film, name),
        "MEASUREMENTS": measured,
    }
    if results := state.results_of("critic", name):
        sections["CALLS"] = told_results(results)
    if answers := told_answers(state, "critic", name):
        sections["ANSWERS"] = answers
    return sections | ({"TOOLS": tools} if tools else {})


def _key(measurement: Measurement) -> tuple[str, str]:
    return measurement.shot, measurement.criterion


def _worst(sections: dict[str, Any]) -> dict[str, Any]:
    ordered = sorted(sections["MEASUREMENTS"], key=lambda one: one.score)
    return sections | {"MEASUREMENTS": ordered[:MOST_WORST]}


MOST_WORST = 6
THINNER: tuple[Thinner, ...] = (
    ("what else it could have measured", without("TOOLS")),
    (f"all but the {MOST_WORST} worst measurements", _worst),
)
