"""The group chat in plain words: each event as one message. Console and report share it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agents.outcome import Outcome
from interfaces.format.changes import differences, told_change
from interfaces.format.text import joined, shortened
from studio.nouns.artifact import ToolCall
from studio.nouns.event import Event, only
from studio.nouns.exchange import MeasuringCall
from studio.nouns.review import Review
from studio.plan import Film
from studio.plan.wording import (
    counted,
    sentence,
    spaced,
    told_film,
    told_left_out,
    told_reading,
    told_shot,
)
from tools.estimate import Estimate


@dataclass(frozen=True)
class Message:
    """One message. `about` says what it is for, `points` are its details, `code` is Python.
    `quiet` ones are bookkeeping that a chat may show dimmed."""

    actor: str
    about: str
    text: str = ""
    points: list[str] = field(default_factory=list)
    code: str = ""
    quiet: bool = False


class Narrator:
    """Tells sessions' events in order; it remembers a session's last film, to tell a revision
    by what changed."""

    def __init__(self) -> None:
        self._session = ""
        self._film: Film | None = None
        self._earlier: Film | None = None
        self._is_earlier = False

    def tell(self, event: Event) -> Message | None:
        """The message of an event; None for those with nothing to say."""
        if event.session != self._session:  # another session's plan is none of this one's
            self._session, self._is_earlier = event.session, False
            self._film = self._earlier = None
        teller = getattr(self, f"_tell_{event.kind}", None)
        return teller(event.actor, event.data) if teller else None

    def _tell_brief(self, actor: str, data: dict[str, Any]) -> Message:
        media = [f"with {item['name']} ({item['handle']})" for item in data.get("media", [])]
        media += [one["told"] for one in data.get("borrowed", []) if one.get("told")]
        if earlier := data.get("earlier"):
            self._film = self._earlier = Film.model_validate(earlier["plan"])
            self._is_earlier = True
        return Message(actor, "brief", data["text"], media)

    def _tell_notice(self, actor: str, data: dict[str, Any]) -> Message | None:
        text = f"{data.get('text', '')} {data.get('fix', '')}".strip()
        return Message(actor, "notice", text, quiet="exit_code" not in data) if text else None

    def _tell_accepted(self, actor: str, data: dict[str, Any]) -> Message:
        text = "Takes the piece as it is; the critic did not approve it."
        return Message(actor, "accepts", f"{text} {data.get('note') or ''}".strip())

    def _tell_interjection(self, actor: str, data: dict[str, Any]) -> Message:
        return Message(actor, "says", str(data["text"]))

    def _tell_recall(self, actor: str, data: dict[str, Any]) -> Message:
        known = counted(len(data["characters"]), "character")
        lessons = data["lessons"]
        text = f"Knows {known}, and {counted(len(lessons), 'lesson')} of work like this."
        points = [f"“{shortened(item['brief'])}” taught: {item['text']}" for item in lessons]
        return Message(actor, "memory", text, points, quiet=True)

    def _tell_plan(self, actor: str, data: dict[str, Any]) -> Message:
        film = Film.model_validate(data)
        before, self._film = self._film, film
        if film.refused:
            points = [f"left out: {joined([one.words for one in film.left_out])}"]
            return Message(actor, "refuses", film.message, points if film.left_out else [])
        shared = before and {shot.id for shot in before.shots} & {shot.id for shot in film.shots}
        # A brief after another one may be a note on it, or about something else.
        goes_on = shared or not self._is_earlier
        self._is_earlier = False
        changed = differences(before, film) if before and goes_on else []
        if changed:
            return Message(actor, "revised plan", film.intent, changed)
        points = [told_shot(shot) for shot in film.shots]
        points += [f"the film: {told_film(film)}"] if film.cut else []
        points += [f"from a lesson: {lesson}" for lesson in film.lessons_applied]
        return Message(actor, "plan", film.intent, points + remarks(film))

    def _tell_treated(self, actor: str, data: dict[str, Any]) -> Message:
        film = Film.model_validate(data)
        before, self._film = self._film, film
        return Message(actor, "treatment", film.intent, differences(before, film) if before else [])

    def _tell_estimate(self, actor: str, data: dict[str, Any]) -> Message:
        return Message(actor, "estimate", Estimate.model_validate(data).told())

    def _tell_measured(self, actor: str, data: dict[str, Any]) -> Message | None:
        subjects = [str(item["subject"]) for item in data["measurements"]]
        text = f"Looked at {joined(subjects)}."
        told = [
            f"{item['facts'].get('name', item['subject'])}: {note}"
            for item in data["measurements"]
            for note in item["facts"].get("notes") or []
        ]
        return Message(actor, "measures", text, told, quiet=not told) if subjects else None

    def _tell_calls(self, actor: str, data: dict[str, Any]) -> Message:
        calls = [MeasuringCall.model_validate(one) for one in data["calls"]]
        told = [
            f"{one.tool} of {joined([str(value) for value in one.by_name().values()])}"
            for one in calls
        ]
        return Message(actor, "wants measured", f"{'; '.join(told)}.", quiet=True)

    def _tell_results(self, actor: str, data: dict[str, Any]) -> Message | None:
        refused = [f"{one['tool']}: {one['error']}" for one in data["results"] if "error" in one]
        return Message(actor, "did not measure", "", refused, quiet=True) if refused else None

    def _tell_question(self, actor: str, data: dict[str, Any]) -> Message:
        return Message(actor, f"asks the {data['to']}", data["text"])

    def _tell_answer(self, actor: str, data: dict[str, Any]) -> Message:
        return Message(actor, f"answers the {data['to']}", data["text"])

    def _tell_findings(self, actor: str, data: dict[str, Any]) -> Message:
        points = [f"{item['subject']}: {item['fact']}" for item in data.get("findings", [])]
        return Message(actor, "findings", data["summary"], points)

    def _tell_program(self, actor: str, data: dict[str, Any]) -> Message:
        attempt = int(data.get("attempt", 1))
        about = f"program, take {data.get('iteration', 1)}"
        if attempt > 1:
            about += f", attempt {attempt}"
        return Message(actor, about, data.get("plan", ""), code=data["code"])

    def _tell_tool(self, actor: str, data: dict[str, Any]) -> Message:
        call = ToolCall.model_validate(data)
        took = "from the store" if call.cached else f"{call.seconds:.1f} s"
        if call.error:
            return Message(actor, call.tool, f"failed: {call.error}")
        if call.remade:
            text = f"{describe_call(call)} ({took}): what was stored of it is damaged, made again"
            return Message(actor, call.tool, text.strip())
        if call.fallback:
            text = f"{describe_call(call)} ({took}), by {call.engine} instead of {call.fallback}"
            return Message(actor, call.tool, text.strip())
        told = (call.result or {}).get("told") or []
        text = f"{describe_call(call)} ({took})".strip()
        return Message(actor, call.tool, text, told, quiet=not told)

    def _tell_run(self, actor: str, data: dict[str, Any]) -> Message:
        if data["outcome"] == "done":
            text = f"The program ran through: {counted(data['calls'], 'tool call')}, "
            return Message(actor, "run", f"{text}{data['seconds']:.1f} s.", quiet=True)
        where = f" at line {data['line']}" if data.get("line") else ""
        kind = data["outcome"].replace("_", " ")
        return Message(actor, "run", f"The program stopped{where} ({kind}).", [data["error"]])

    def _tell_judged(self, actor: str, data: dict[str, Any]) -> Message:
        measured = data["measurements"]
        failed = [
            f"{item['criterion']} of {item['shot']}" for item in measured if not item["passed"]
        ]
        text = f"Measured {counted(len(measured), 'criterion', 'criteria')}; " + (
            f"below the mark: {joined(failed)}." if failed else "all pass."
        )
        return Message(actor, "measures", text, quiet=True)

    def _tell_review(self, actor: str, data: dict[str, Any]) -> Message:
        review = only(Review, data)
        verdict = "approves" if review.approved else "asks for changes"
        points = [
            f"{fault.description} {sentence(told_change(fault.change))}" for fault in review.faults
        ]
        mean = f"{review.overall():.1f}"
        said = "" if mean in review.summary else f"Mean score {mean}."
        return Message(actor, verdict, f"{review.summary} {said}".strip(), points)

    def _tell_repair(self, actor: str, data: dict[str, Any]) -> Message:
        text = f"The {data['role']}'s reply could not be used, and is asked for again."
        return Message(actor, "repair", text, [str(data["error"])], quiet=True)

    def _tell_gate(self, actor: str, data: dict[str, Any]) -> Message | None:
        if not data.get("asked", True):
            return None
        if data["gate"] == "question":
            if data.get("note"):  # the brief is planned anew
                self._film, self._is_earlier = self._earlier, self._earlier is not None
            return Message(actor, "answers", data.get("note") or "As the director reads it.")
        answer = "goes ahead" if data["approved"] else "holds it back"
        return Message(actor, f"{data['gate']} gate", f"{answer}. {data.get('note') or ''}".strip())

    def _tell_delivered(self, actor: str, data: dict[str, Any]) -> Message:
        approved = "approved" if data["approved"] else "not approved"
        count = counted(len(data["deliverables"]), "file")
        return Message(actor, "delivers", f"{count} of take {data['iteration']}, {approved}.")

    def _tell_ended(self, actor: str, data: dict[str, Any]) -> Message | None:
        text = f"{data.get('message', '')} {data.get('fix', '')}".strip()
        return Message(actor, data["outcome"], text) if text else None


def remarks(film: Film) -> list[str]:
    """What of a brief is missing, each with its reason, then what else the director has to say."""
    if film.refused:
        return []
    said = [told_reading(film), film.message]
    return told_left_out(film) + [one for one in said if one]


def untold(outcome: Outcome) -> tuple[list[str], str]:
    """What of the brief is missing, and what else the director has to say, as far as the outcome's
    own message does not say it. What is missing is to be told first."""
    if outcome.plan is None:
        return [], ""
    missing = [one for one in told_left_out(outcome.plan) if one not in outcome.message]
    said = outcome.plan.message
    return missing, "" if said == outcome.message else said


def describe_call(call: ToolCall) -> str:
    """The parameters of a call that say most, in a few words."""
    shown = []
    for name, value in call.parameters.items():
        if name in ("text", "title") and value:
            shown.append(f"“{shortened(str(value))}”")
        elif name == "cast":
            shown += [told_performer(role) for role in value]
        elif name in ("duration", "length", "loudness") and value is not None:
            shown.append(f"{value:g} {'LUFS' if name == 'loudness' else 's'}")
        elif isinstance(value, str) and value and ":" not in value and name != "title":
            shown.append(spaced(value))
    return ", ".join(shown[:8])


def told_performer(role: Mapping[str, Any]) -> str:
    """`Luca, wave, determined`: a member of a cast as a tool is given it."""
    named = (role.get(key) for key in ("character", "action", "expression"))
    return ", ".join(spaced(str(word)) for word in named if word)
