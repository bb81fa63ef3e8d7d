"""The analyst: states what is known of the sources and the cast, before anything is made."""

from typing import Any

from agents.endpoint.fitting import Thinner, without
from agents.endpoint.question import Question
from agents.flow.production import Production
from agents.flow.state import State
from agents.prompting import prompt
from agents.stage.looking import look_at_sources
from agents.turns.plans import to_look_up
from studio.nouns.finding import Findings

DESCRIPTION = "Tells what the sources and the cast really are, from measurements and pictures."
ROOM = 1500  # tokens of findings, 24 at most
MOST_SAID = 8  # of the lines of each list in a source's facts, where there is little room


async def write_findings(production: Production) -> str:
    """Ask for the findings. With nothing to see, the director's model is asked: on one GPU it is
    awake, and the vision model would have to be woken for a text."""
    shown = await look_at_sources(production)
    findings = await production.ask(
        Question(
            "analyst",
            prompt("analyst"),
            turn(production.state),
            Findings,
            shown=shown,
            model_of="analyst" if shown.pictures else "director",
            thinner=THINNER,
            room=ROOM,
        )
    )
    production.logbook.write("findings", "analyst", findings)
    return f"{findings.summary} ({len(findings.findings)} findings)"


def turn(state: State) -> dict[str, Any]:
    """What the analyst is sent. What could not be measured is not told."""
    assert state.brief and state.film
    measured = [
        one | {"facts": {name: value for name, value in one["facts"].items() if value is not None}}
        for one in state.measured or []
    ]
    return {
        "BRIEF": state.brief.model_copy(update={"earlier": None}),
        "PLAN": to_look_up(state.film),
        "MEASUREMENTS": measured,
    }


def _first_lines(sections: dict[str, Any]) -> dict[str, Any]:
    measured = [
        one | {"facts": {name: _few(value) for name, value in one["facts"].items()}}
        for one in sections["MEASUREMENTS"]
    ]
    return sections | {"MEASUREMENTS": measured}


def _few(value: Any) -> Any:
    return value[:MOST_SAID] if isinstance(value, list) else value


THINNER: tuple[Thinner, ...] = (
    ("the plan", without("PLAN")),
    (f"all but {MOST_SAID} of each list of what was measured", _first_lines),
)
