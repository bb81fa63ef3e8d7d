"""The analyst: states what is known of the sources and the cast, before anything is made."""

from agents.endpoint.question import Question
from agents.flow.production import Production
from agents.prompting import prompt
from agents.stage.looking import look_at_sources
from studio.nouns.finding import Findings

DESCRIPTION = "Tells what the sources and the cast really are, from measurements and pictures."


async def write_findings(production: Production) -> str:
    """Ask for the findings. With nothing to see, the director's model is asked: on one GPU it is
    awake, and the vision model would have to be woken for a text."""
    state = production.state
    sections = {
        "BRIEF": state.brief,
        "PLAN": state.film,
        "MEASUREMENTS": state.measured,
    }
    shown = await look_at_sources(production)
    findings = await production.ask(
        Question(
            "analyst",
            prompt("analyst"),
            sections,
            Findings,
            shown=shown,
            model_of="analyst" if shown.pictures else "director",
        )
    )
    production.logbook.write("findings", "analyst", findings)
    return f"{findings.summary} ({len(findings.findings)} findings)"
