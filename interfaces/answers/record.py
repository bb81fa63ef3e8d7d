"""Answers out of a session's record. What it does not say is not answered, and that is said."""

import re
from collections.abc import Callable

from interfaces.answers.choices import asked_about, told_why
from interfaces.answers.question import Question
from interfaces.format.changes import differences, told_change
from interfaces.format.history import History, Take
from interfaces.format.text import shortened
from studio.nouns.artifact import ToolCall
from studio.plan.wording import counted, spaced, told_left_out

Answer = tuple[str, str]  # who answers, and what
_NUMBER = re.compile(r"\b\d+(?:[.,]\d+)?\b")
_ABOUT_SCORES = re.compile(r"scor|point|approv|\bmark|voto|punt")
_MOST = 4  # values, scores or changes that one answer tells
# What people call the steps, and how the names of their tools begin.
_STEPS = {
    "render": ("render_",),
    "picture": ("render_",),
    "voice": ("speak",),
    "speech": ("speak",),
    "speak": ("speak",),
    "music": ("make_music",),
    "sound": ("mix_", "make_atmosphere"),
    "encod": ("compose_", "assemble_"),
    "cut": ("assemble_",),
}
_TIMED = {"judg": "judge", "critic": "judge", "plan": "plan", "measur": "judge"}


def answer(told: History, question: Question) -> Answer:
    """Who answers a question about the session's piece, and the answer."""
    plain = question.plain
    for pattern, topic in _TOPICS:
        if re.search(pattern, plain) and (found := topic(told, plain)):
            who, text = found
            return question.to or who, text
    if question.to:
        return question.to, _OWN[question.to](told)
    return "studio", (
        "The record of this session does not say. You can ask why something is as it is (“why the"
        " meadow?”), why a score (“why 7?”), what changed in a take, what was left out, how long a"
        " step took, which model answered, or where the files are."
    )


def _time(told: History, plain: str) -> Answer | None:
    if re.search(r"how long (is|was|will|are)\b", plain) and "take" not in plain.split():
        lengths = [
            f"{one.shot or one.path.rpartition('/')[2]}: {one.facts['duration']:.1f} s"
            for one in told.outcome.deliverables
            if not one.part and one.facts.get("duration")
        ]
        return ("coder", "; ".join(lengths) + ".") if lengths else None
    calls = [call for take in told.takes for call in take.calls]
    for word, begins in _STEPS.items():
        if word in plain:
            of = [call for call in calls if call.tool.startswith(begins)]
            return ("coder", _told_calls(of)) if of else None
    for word, step in _TIMED.items():
        if word in plain and step in told.outcome.timings:
            return "studio", f"The step {step} took {told.outcome.timings[step]:.1f} s."
    spent = (told.ended - told.started).total_seconds()
    steps = sorted(told.outcome.timings.items(), key=lambda step: -step[1])[:_MOST]
    return "studio", f"{spent:.0f} s in all: " + ", ".join(f"{n} {s:.1f} s" for n, s in steps) + "."


def _told_calls(calls: list[ToolCall]) -> str:
    seconds = sum(call.seconds for call in calls if not call.cached)
    cached = sum(call.cached for call in calls)
    kept = f", {cached} of them taken from the store" if cached else ""
    names = ", ".join(sorted({call.tool for call in calls}))
    return f"{seconds:.1f} s, in {counted(len(calls), 'call')} of {names}{kept}."


def _changes(told: History, plain: str) -> Answer | None:
    if not told.takes:
        return "director", "Nothing was made yet, so nothing was changed."
    named = re.search(r"(?:take|version) (\d+)", plain)
    number = int(named[1]) if named else told.takes[-1].number
    takes = {take.number: take for take in told.takes}
    if number not in takes:
        return "director", f"There is no take {number}: {counted(len(takes), 'take')} were made."
    before = takes.get(number - 1)
    if before is None:
        earlier = told.outcome.brief.earlier
        if earlier is None:
            return "director", f"Take {number} is the first: nothing was changed before it."
        changed = differences(earlier.plan, takes[number].film)
        return "director", _listed("From the earlier piece", changed)
    found = differences(before.film, takes[number].film)
    asked = [told_change(fault.change) for fault in before.review.faults] if before.review else []
    why = f" The critic asked to {'; to '.join(asked[:_MOST])}." if asked else ""
    return "critic", _listed(f"In take {number}", found) + why


def _listed(where: str, changes: list[str]) -> str:
    if not changes:
        return f"{where} the plan is the same; the program was written anew."
    more = f" and {len(changes) - _MOST} more" if len(changes) > _MOST else ""
    return f"{where}: {'; '.join(changes[:_MOST])}{more}."


def _left_out(told: History, plain: str) -> Answer | None:
    left = told_left_out(told.film) if told.film else []
    return "director", " ".join(left) if left else "Nothing of the brief was left out."


def _scores(told: History, plain: str) -> Answer | None:
    take = _judged(told)
    if take is None or take.review is None:
        return ("critic", "No version was judged yet.") if _ABOUT_SCORES.search(plain) else None
    measured = {(m.shot, m.criterion): m for m in take.measurements}
    scores = sorted(take.review.scores, key=lambda one: one.score)
    named = [one for one in scores if _names(plain, one.criterion)]
    numbers = [float(n.replace(",", ".")) for n in _NUMBER.findall(plain)]
    overall = take.review.overall()
    if not named and numbers and abs(numbers[0] - overall) >= 0.05:
        named = [one for one in scores if abs(one.score - numbers[0]) < 0.5]
        if not named:
            return None
    if not named and not (numbers or _ABOUT_SCORES.search(plain)):
        return None
    told_scores = [
        f"{spaced(one.criterion)} of {one.shot} {one.score:g}: {one.evidence.rstrip('.')}"
        + ("" if (one.shot, one.criterion) in measured else " (seen, not measured)")
        for one in (named or scores)[:_MOST]
    ]
    head = "" if named else f"{overall:.1f} of 10 is the mean of {len(scores)} scores. The lowest: "
    return "critic", head + "; ".join(told_scores) + "."


def _names(plain: str, criterion: str) -> bool:
    return any(len(word) > 3 and word in plain for word in criterion.split("_"))


def _judged(told: History) -> Take | None:
    """The take that was delivered, else the newest that was judged."""
    judged = [take for take in told.takes if take.review]
    chosen = [take for take in judged if take.number == told.delivered_take]
    return (chosen or judged or [None])[-1]


def _why(told: History, plain: str) -> Answer | None:
    if told.film is None:
        return None
    found = asked_about(told.film, plain)
    answers = list(dict.fromkeys(told_why(told, choice) for choice in found))
    return ("director", " ".join(answers[:_MOST])) if answers else None


def _who(told: History, plain: str) -> Answer | None:
    names = told.film.characters if told.film else []
    return ("director", f"{', '.join(names)}.") if names else None


def _files(told: History, plain: str) -> Answer | None:
    paths = [one.path for one in told.outcome.deliverables if not one.part]
    return "studio", "\n".join(paths) if paths else "Nothing was handed over."


def _cost(told: History, plain: str) -> Answer | None:
    cost = told.outcome.cost
    return "studio", (
        f"{counted(cost.model_calls, 'reply', 'replies')} of models ({cost.tokens})"
        f" and {counted(cost.tool_calls, 'tool call')},"
        f" {cost.cached_calls} from the store; {cost.tool_seconds:.1f} s in tools."
    )


def _seed(told: History, plain: str) -> Answer | None:
    return "studio", f"The seed is {told.outcome.brief.seed}."


def _found(told: History, plain: str) -> Answer | None:
    return "analyst", _analyst(told)


def _director(told: History) -> str:
    return told.film.intent if told.film else "There is no plan yet."


def _analyst(told: History) -> str:
    if told.findings is None:
        return "Nothing was looked at yet."
    facts = [one.fact.rstrip(".") for one in told.findings.findings[:_MOST]]
    return shortened(". ".join([told.findings.summary.rstrip("."), *facts]), 600) + "."


def _coder(told: History) -> str:
    programs = [take.program for take in told.takes if take.program]
    return programs[-1].plan if programs else "There is no program yet."


def _critic(told: History) -> str:
    take = _judged(told)
    if take is None or take.review is None:
        return "No version was judged yet."
    return f"{take.review.overall():.1f} of 10. {take.review.summary}".strip()


_OWN: dict[str, Callable[[History], str]] = {
    "director": _director,
    "analyst": _analyst,
    "coder": _coder,
    "critic": _critic,
}
# In order: the first that has an answer gives it.
_TOPICS: tuple[tuple[str, Callable[[History, str], Answer | None]], ...] = (
    (r"how long|how many seconds|quanto (tempo|dura|ci)", _time),
    (r"\bchange|\bdiffer|cambiat", _changes),
    (r"left out|leave out|missing|mancan|mancat|could.?n.t you", _left_out),
    (r"why|scor|point|approv|voto|punt|perch", _scores),
    (r"\bseed\b", _seed),
    (r"model|token|cost|how (many|much)", _cost),
    (r"where|file|folder|path|dov", _files),
    (r"\bwho|\bchi\b", _who),
    (r"(what|cosa) .*\b(see|saw|find|found|notice|visto|trovato)", _found),
    (r"why|which|what|how come|when|is |was |perch|come mai|quale|che ", _why),
)
