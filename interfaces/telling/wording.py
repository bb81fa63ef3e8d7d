"""The group chat in plain words: each event as one message. Console and report share it."""

from dataclasses import dataclass, field
from typing import Any

from studio.nouns.artifact import ToolCall
from studio.nouns.event import Event
from studio.nouns.review import Review
from studio.nouns.treatment import Line, Role, Shot, Treatment
from studio.wording import counted, told_edit

SHOWN_VALUE = 60


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
    """Tells sessions' events in order; it remembers a session's last treatment, to tell a revision
    by what changed."""

    def __init__(self) -> None:
        self._session = ""
        self._treatment: Treatment | None = None

    def tell(self, event: Event) -> Message | None:
        """The message of an event; None for those with nothing to say."""
        if event.session != self._session:  # another session's plan is none of this one's
            self._session, self._treatment = event.session, None
        teller = getattr(self, f"_tell_{event.kind}", None)
        return teller(event.actor, event.data) if teller else None

    def _tell_brief(self, actor: str, data: dict[str, Any]) -> Message:
        media = [f"with {item['name']} ({item['handle']})" for item in data.get("media", [])]
        return Message(actor, "brief", data["text"], media)

    def _tell_notice(self, actor: str, data: dict[str, Any]) -> Message | None:
        text = f"{data.get('text', '')} {data.get('fix', '')}".strip()
        return Message(actor, "notice", text, quiet="exit_code" not in data) if text else None

    def _tell_interjection(self, actor: str, data: dict[str, Any]) -> Message:
        return Message(actor, "says", str(data["text"]))

    def _tell_recall(self, actor: str, data: dict[str, Any]) -> Message:
        known = counted(len(data["characters"]), "character")
        lessons = data["lessons"]
        text = f"Knows {known}, and {counted(len(lessons), 'lesson')} of work like this."
        points = [f"“{shortened(item['brief'])}” taught: {item['text']}" for item in lessons]
        return Message(actor, "memory", text, points, quiet=True)

    def _tell_treatment(self, actor: str, data: dict[str, Any]) -> Message:
        treatment = Treatment.model_validate(data)
        before, self._treatment = self._treatment, treatment
        if treatment.refused:
            points = [f"not understood: {joined(treatment.not_understood)}"]
            return Message(
                actor, "refuses", treatment.message, points if treatment.not_understood else []
            )
        changed = differences(before, treatment) if before else []
        if changed:
            return Message(actor, "revised treatment", treatment.intent, changed)
        points = [describe_shot(shot) for shot in treatment.shots]
        points += [f"from a lesson: {lesson}" for lesson in treatment.lessons_applied]
        return Message(actor, "treatment", treatment.intent, points + remarks(treatment))

    def _tell_measured(self, actor: str, data: dict[str, Any]) -> Message | None:
        subjects = [str(item["subject"]) for item in data["measurements"]]
        text = f"Looked at {joined(subjects)}."
        return Message(actor, "measures", text, quiet=True) if subjects else None

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
        return Message(actor, call.tool, f"{describe_call(call)} ({took})".strip(), quiet=True)

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
        review = Review.model_validate({k: data[k] for k in Review.model_fields if k in data})
        verdict = "approves" if review.approved else "asks for changes"
        points = [
            f"{fault.description} Set {fault.change.parameter} of {fault.change.shot} to "
            f"{fault.change.value}."
            for fault in review.faults
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
        answer = "goes ahead" if data["approved"] else "holds it back"
        return Message(actor, f"{data['gate']} gate", f"{answer}. {data.get('note') or ''}".strip())

    def _tell_delivered(self, actor: str, data: dict[str, Any]) -> Message:
        approved = "approved" if data["approved"] else "not approved"
        count = counted(len(data["deliverables"]), "file")
        return Message(actor, "delivers", f"{count} of take {data['iteration']}, {approved}.")

    def _tell_ended(self, actor: str, data: dict[str, Any]) -> Message | None:
        text = f"{data.get('message', '')} {data.get('fix', '')}".strip()
        return Message(actor, data["outcome"], text) if text else None


def remarks(treatment: Treatment) -> list[str]:
    """What the director has to say about a brief it did not take up whole, in sentences."""
    if treatment.refused:
        return []
    said = [treatment.message] if treatment.message else []
    unsaid = [word for word in treatment.not_understood if word not in treatment.message]
    return said + ([f"Not understood: {joined(unsaid)}."] if unsaid else [])


def describe_shot(shot: Shot) -> str:
    """A shot in one line: what, who, where, how it is seen and how it is judged."""
    parts = [f"{shot.id}: {spaced(shot.kind)}"]
    parts += [describe_role(role) for role in shot.cast]
    parts += [describe_line(line) for line in shot.lines]
    parts += [told_edit(edit) for edit in shot.edits]
    if shot.kind == "edit":
        parts += [f"{shot.width}x{shot.height}"]
    elif shot.kind != "voice_line":
        parts += [spaced(shot.set), shot.time_of_day, f"{spaced(shot.framing)} framing"]
        parts += [f"{spaced(shot.angle)} camera", f"{shot.width}x{shot.height}"]
    if shot.kind == "shot":
        parts += [f"{spaced(shot.camera_move)} move"]
    if shot.duration:
        parts += [f"{shot.duration:g} s"]
    if shot.music:
        parts += [f"{shot.music} music"]
    return ", ".join(parts)


def describe_role(role: Role) -> str:
    """`Luca, excited (1.2), run`."""
    strength = "" if role.strength == 1 else f" ({role.strength:g})"
    return f"{role.character} {spaced(role.expression)}{strength}, {spaced(role.action)}"


def describe_line(line: Line) -> str:
    """`Luca says “Silenzio, Bruno!” (it, determined, rate 0.9)`."""
    how = [line.language, spaced(line.emotion)]
    how += [f"strength {line.strength:g}"] if line.strength != 1 else []
    how += [f"rate {line.rate:g}"] if line.rate != 1 else []
    return f"{line.character} says “{line.text}” ({', '.join(how)})"


def describe_call(call: ToolCall) -> str:
    """The parameters of a call that say most, in a few words."""
    shown = []
    for name, value in call.parameters.items():
        if name in ("text", "title") and value:
            shown.append(f"“{shortened(str(value))}”")
        elif name in ("duration", "loudness") and value is not None:
            shown.append(f"{value:g} {'s' if name == 'duration' else 'LUFS'}")
        elif isinstance(value, str) and value and ":" not in value and name != "title":
            shown.append(spaced(value))
    return ", ".join(shown[:8])


# What a person is not told of a revision: bookkeeping, and what has words of its own.
_UNTOLD = {"fixed", "criteria", "edits"}


def differences(before: Treatment, after: Treatment) -> list[str]:
    """What a revision changed, one sentence each: `luca_running: exposure 0.0 becomes 0.8`."""
    found = []
    old = {shot.id: shot for shot in before.shots}
    for shot in after.shots:
        if shot.id not in old:
            found.append(f"new: {describe_shot(shot)}")
            continue
        plain = [one.model_dump(exclude=_UNTOLD) for one in (old[shot.id], shot)]
        changes = [*_changes(*plain, ""), *_edits_changed(old[shot.id], shot)]
        found += [f"{shot.id}: {text}" for text in changes]
    gone = old.keys() - {shot.id for shot in after.shots}
    return found + [f"{name} is dropped" for name in sorted(gone)]


def _edits_changed(before: Shot, after: Shot) -> list[str]:
    old, new = ([told_edit(edit) for edit in shot.edits] for shot in (before, after))
    return [f"now {told}" for told in new if told not in old] + [
        f"no longer {told}" for told in old if told not in new
    ]


def _changes(before: Any, after: Any, name: str) -> list[str]:
    if before == after:
        return []
    if isinstance(before, dict) and isinstance(after, dict):
        return [
            text for key in after for text in _changes(before.get(key), after[key], spaced(key))
        ]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = zip(before, after, strict=True)
        return [text for old, new in pairs for text in _changes(old, new, name)]
    return [f"{name} {shortened(str(before))} becomes {shortened(str(after))}"]


def spaced(word: str) -> str:
    """A vocabulary word as people write it."""
    return word.replace("_", " ")


def shortened(text: str, limit: int = SHOWN_VALUE) -> str:
    """`text`, cut with an ellipsis at `limit` characters."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def joined(words: list[str]) -> str:
    """`a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
