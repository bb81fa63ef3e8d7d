"""The analyst: states what was measured of the sources and the cast, before anything is made."""

from agents.endpoint.question import Question
from agents.flow.production import Production
from agents.prompting import prompt
from studio.nouns.finding import Findings

DESCRIPTION = "Tells what the sources and the cast really are, from measurements."


async def write_findings(production: Production) -> str:
    """Ask for the findings."""
    state = production.state
    sections = {
        "BRIEF": state.brief, "TREATMENT": state.treatment, "MEASUREMENTS": state.measured,
    }
    findings = await production.ask(Question("analyst", prompt("analyst"), sections, Findings))
    production.logbook.write("findings", "analyst", findings)
    return f"{findings.summary} ({len(findings.findings)} findings)"
