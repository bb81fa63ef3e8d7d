"""A rule-based model for the crew's tests: it plans grey cards, and brightens those found dark."""

import json
from typing import Any

from studio.plan import Criterion, Film, Picture, Role


def answer(role: str, sections: dict[str, Any]) -> str:
    """The reply of a role to its sections, as JSON."""
    return _BRAINS[role](sections)


def plan_for(text: str, notes: str = "") -> Film:
    """One picture of Mina, far too dark; "bright" in the brief or in a note plans a brighter one,
    "two" plans two shots, "stranger" an unknown character, "nonsense" a refusal."""
    if "nonsense" in f"{text} {notes}":
        return Film(intent="none", refused=True, message="That is no picture. Try: a card.")
    exposure = 0.0 if "bright" in f"{text} {notes}" else -2.0
    who = "Stranger" if "stranger" in text else "Mina"
    shots = [
        Picture(
            id=f"card_{number}",
            cast=[Role(character=who)],
            exposure=exposure,
            seed=number,
            criteria=[Criterion(name="exposure")],
        )
        for number in range(1, 3 if "two" in text else 2)
    ]
    return Film(intent="A grey card.", shots=shots)


def program_for(film: Film) -> str:
    """A program that paints every shot's card."""
    calls = "".join(
        f'{s.id} = await paint_card(character="{s.cast[0].character}", exposure={s.exposure}, '
        f"seed={s.seed})\nprint('painted {s.id}')\n"
        for s in film.shots
    )
    result = ", ".join(f'"{s.id}": {s.id}["image"]' for s in film.shots)
    return f"from tools import paint_card\n{calls}{{{result}}}"


def _director(sections: dict[str, Any]) -> str:
    return plan_for(sections["BRIEF"]["text"], sections.get("NOTES", "")).model_dump_json()


def _analyst(sections: dict[str, Any]) -> str:
    facts = [
        {"subject": m["subject"], "fact": json.dumps(m["facts"])[:300]}
        for m in sections["MEASUREMENTS"]
    ]
    return json.dumps({"summary": "Measured.", "findings": facts})


def _coder(sections: dict[str, Any]) -> str:
    code = program_for(Film.model_validate(sections["PLAN"]))
    return json.dumps({"plan": "Paint the cards.", "code": code})


def _critic(sections: dict[str, Any]) -> str:
    measured = sections["MEASUREMENTS"]
    failed = [m for m in measured if not m["passed"]]
    return json.dumps(
        {
            "scores": [
                {key: m[key] for key in ("shot", "criterion", "score", "evidence")}
                for m in measured
            ],
            "faults": [
                {
                    "shot": m["shot"],
                    "criterion": m["criterion"],
                    "description": m["evidence"],
                    "change": m.get("change"),
                }
                for m in failed
            ],
            "approved": not failed,
            "lesson": "Expose cards at 0." if failed else "",
        }
    )


_BRAINS = {"director": _director, "analyst": _analyst, "coder": _coder, "critic": _critic}


def asking_first(role: str, sections: dict[str, Any]) -> str:
    """The same; but the coder asks the director once a take, and the critic the analyst, and it has
    each card measured that failed."""
    if "QUESTION" in sections:
        return json.dumps({"text": "As the plan says."})
    if role in ("coder", "critic") and "ANSWERS" not in sections:
        return json.dumps({"question": f"Is that what the {role} needs?"})
    if role == "critic" and "TOOLS" in sections and "CALLS" not in sections:
        handle = sections["TOOLS"].rpartition("# ")[2].partition(": ")[0]
        return json.dumps({"calls": [{"tool": "measure_image", "arguments": {"image": handle}}]})
    return answer(role, sections)
