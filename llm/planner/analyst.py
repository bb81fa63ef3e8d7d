"""The analyst: measured facts, put into sentences with time codes."""

from typing import Any

from pydantic import ValidationError

from llm.planner.data import table
from llm.planner.measuring import offered_handles, wanted_of
from studio.nouns.exchange import FindingsOrCalls
from studio.nouns.finding import Finding, Findings
from studio.plan.wording import counted

_MOST_FINDINGS = 24
_MOST_TIMES = 8
# What a sheet says of a character beyond how it looks and sounds; the description tells the traits.
_NOT_TELLING = {"name", "aliases", "sheet", "traits", "description", "language", "accent"}
_UNITS = {
    "duration": "s",
    "fps": "frames/s",
    "sample_rate": "Hz",
    "bytes": "bytes",
    "loudness": "LUFS",
    "lufs": "LUFS",
    "peak_db": "dBFS",
    "true_peak": "dBTP",
    "pitch_hz": "Hz",
}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _say(name: str, value: Any) -> str:
    """One fact as text: "duration 5.0 s", "width 1280"."""
    label = name.replace("_", " ")
    if isinstance(value, bool):
        return label if value else f"no {label.removeprefix('has ')}"
    if _is_number(value):
        text = f"{value:.4g}" if isinstance(value, float) else str(value)
        return f"{label} {text}{' ' + _UNITS[name] if name in _UNITS else ''}"
    if isinstance(value, list | tuple):
        return f"{label} {', '.join(str(item) for item in value[:8])}"
    return f"{label} {value}"


def _time(value: Any) -> float | None:
    return float(value) if _is_number(value) and 0 <= float(value) < 1e6 else None


def _timed(subject: str, name: str, value: Any) -> list[Finding]:
    """Facts with time codes: lists of seconds (cuts), or of dicts with `start` and `end`."""
    found = []
    for item in value if isinstance(value, list) else []:
        if isinstance(item, dict) and (start := _time(item.get("start"))) is not None:
            rest = ", ".join(_say(k, v) for k, v in item.items() if k not in ("start", "end"))
            end = _time(item.get("end"))
            found.append(
                _finding(
                    subject,
                    f"{name.replace('_', ' ')}: {rest}" if rest else name,
                    start,
                    end or start,
                )
            )
        elif (
            name.endswith(("cuts", "onsets", "beats", "times"))
            and (start := _time(item)) is not None
        ):
            found.append(_finding(subject, name.replace("_", " ").removesuffix("s"), start, start))
    return found[:_MOST_TIMES]


def _finding(subject: str, fact: str, start: float = 0.0, end: float = 0.0) -> Finding:
    return Finding(subject=subject[:80], fact=fact[:300], start=start, end=max(start, end))


def _flat(facts: dict[str, Any], before: str = "") -> dict[str, Any]:
    """Nested facts by their joined names."""
    flat: dict[str, Any] = {}
    for name, value in facts.items():
        flat |= (
            _flat(value, f"{before}{name} ")
            if isinstance(value, dict)
            else {f"{before}{name}": value}
        )
    return flat


def _of_character(subject: str, facts: dict[str, Any]) -> list[Finding]:
    """A character in one sentence, as its sheet describes it, and what else was measured."""
    said = [str(facts["description"]).strip().rstrip(".")]
    if facts.get("language"):
        said.append(f"speaks {_language(facts['language'])}")
        if facts.get("accent") not in (None, "", facts["language"]):
            accent = _language(facts["accent"])
            said[-1] += f" with {'an' if accent[0] in 'AEIOU' else 'a'} {accent} accent"
    rest = {name: value for name, value in facts.items() if name not in _NOT_TELLING}
    return [_finding(subject, "; ".join(said)), *_of_subject(subject, rest)]


def _language(code: Any) -> str:
    """ "en" as "English"."""
    return str(table("languages").get(str(code), code))


def _of_subject(subject: str, facts: dict[str, Any]) -> list[Finding]:
    """A subject's numbers in one finding, every text and every timed fact in its own. A
    character's sheet is put into one sentence."""
    if facts.get("description"):
        return _of_character(subject, facts)
    facts = {
        name: value for name, value in _flat(facts).items() if value not in (None, "", [], subject)
    }
    timed = {name: _timed(subject, name, value) for name, value in facts.items()}
    plain = {name: value for name, value in facts.items() if not timed[name]}
    short = [
        _say(name, value)
        for name, value in plain.items()
        if _is_number(value) or isinstance(value, bool)
    ]
    length = _time(facts.get("duration")) or 0.0
    found = [_finding(subject, ", ".join(short), 0.0, length)] if short else []
    found += [
        _finding(subject, _say(n, v))
        for n, v in plain.items()
        if not _is_number(v) and not isinstance(v, bool)
    ]
    return found + [one for several in timed.values() for one in several]


def _silent(measured: Any) -> list[str]:
    """The subjects that have no sound."""
    return [
        str(item.get("subject"))
        for item in (measured if isinstance(measured, list) else [])
        if isinstance(item, dict)
        and isinstance(item.get("facts"), dict)
        and item["facts"].get("has_audio") is False
    ]


def find(sections: dict[str, Any]) -> Findings:
    """The findings of the MEASUREMENTS and of the BRIEF's media; before them, of the TOOLS that are
    offered, what is to be measured. Without any, it says so."""
    found: list[Finding] = []
    measured = sections.get("MEASUREMENTS")
    if calls := wanted_of(offered_handles(sections), sections, _silent(measured)):
        return FindingsOrCalls(calls=calls)
    for item in measured if isinstance(measured, list) else []:
        if isinstance(item, dict) and isinstance(item.get("facts"), dict):
            found += _of_subject(str(item.get("subject") or "unnamed"), item["facts"])
    subjects = {one.subject for one in found}
    brief = sections.get("BRIEF")
    media = brief.get("media") if isinstance(brief, dict) else None
    for item in media if isinstance(media, list) else []:
        if (
            isinstance(item, dict)
            and isinstance(item.get("facts"), dict)
            and item.get("handle") not in subjects
        ):
            found += _of_subject(str(item.get("handle") or "unnamed"), item["facts"])
    subjects = {one.subject for one in found}
    summary = (
        f"{counted(len(found), 'fact')} about {counted(len(subjects), 'subject')}."
        if found
        else "Nothing was measured: no media came with the brief."
    )
    try:
        return Findings(summary=summary, findings=found[:_MOST_FINDINGS])
    except ValidationError:  # a subject's text that the schema refuses
        return Findings(summary="The measurements could not be put into findings.")
