"""The analyst: states what is known of the sources and the cast, before anything is made."""

from typing import Any

from agents.endpoint.fitting import Thinner, without
from agents.endpoint.question import Question
from agents.endpoint.reply import ReplyError
from agents.exchange.calling import measurable
from agents.exchange.choosing import calls_left, want
from agents.flow.production import Production
from agents.flow.state import State
from agents.prompting import prompt
from agents.stage.looking import look_at_sources
from agents.turns.facts import with_results
from agents.turns.measuring import told_results, told_tools
from agents.turns.plans import to_look_up
from studio.nouns.exchange import FindingsOrCalls
from studio.nouns.finding import Findings

DESCRIPTION = "Tells what the sources and the cast really are, from measurements and pictures."
ROOM = 1500  # tokens of findings, 24 at most
MOST_SAID = 8  # of the lines of each list in a source's facts, where there is little room


async def write_findings(production: Production) -> None:
    """Ask for the findings, or for what is to be measured before them, as long as it may be. With
    nothing to see, the director's model is asked: on one GPU it is awake, and the vision model
    would have to be woken for a text."""
    shown = await look_at_sources(production)
    left = calls_left(production, "analyst")
    tools = told_tools(measurable(production), looks=True) if left else ""
    findings = await production.ask(
        Question(
            "analyst",
            prompt("analyst"),
            turn(production.state, tools),
            FindingsOrCalls if tools else Findings,
            check=_said_something,
            shown=shown,
            model_of="analyst" if shown.pictures else "director",
            thinner=THINNER,
            room=ROOM,
        )
    )
    if isinstance(findings, FindingsOrCalls):
        if findings.calls:
            want(production, "analyst", findings.calls, left)
            return
        findings = Findings(summary=findings.summary, findings=findings.findings)
    production.logbook.write("findings", "analyst", findings)


def _said_something(reply: Findings) -> Findings:
    """`reply`; ReplyError where it is neither findings nor calls."""
    if not reply.model_fields_set & {"summary", "calls"}:
        raise ReplyError("summary: it is missing")
    return reply


def turn(state: State, tools: str = "") -> dict[str, Any]:
    """What the analyst is sent, with the `tools` that it may have measured with."""
    assert state.brief and state.film
    results = state.results_of("analyst")
    sections: dict[str, Any] = {
        "BRIEF": state.brief.model_copy(update={"earlier": None}),
        "PLAN": to_look_up(state.film),
        "MEASUREMENTS": with_results(state.measured or [], results),
    }
    if results:
        sections["CALLS"] = told_results(results, results_elsewhere=True)
    return sections | ({"TOOLS": tools} if tools else {})


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
    ("what else it could have measured", without("TOOLS")),
    (f"all but {MOST_SAID} of each list of what was measured", _first_lines),
)
