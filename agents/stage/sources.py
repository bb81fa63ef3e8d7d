"""Reads what is there before anything is made: the brief's media, and the cast. What more is to be
known of them, the analyst has measured."""

from typing import Any

from agents.flow.production import Production
from agents.stage.execution import check_media
from agents.stage.recall import summary
from studio.nouns.artifact import ToolCall
from studio.nouns.brief import SourceMedia


async def measure_sources(production: Production) -> None:
    """Write down what every source is, and what is known of every character of the plan."""
    state = production.state
    assert state.brief and state.film
    check_media(production)
    measurements = [await _probed(source, production) for source in state.brief.media]
    for name in state.film.characters:
        sheet = production.memory.sheets.get(name)
        facts = summary(sheet) | {"sheet": sheet.digest()}
        measurements.append({"subject": sheet.name, "facts": facts})
    production.logbook.write("measured", "studio", {"measurements": measurements})


async def _probed(source: SourceMedia, production: Production) -> dict[str, Any]:
    """Facts of one source, named as the person named it."""

    def note(call: ToolCall) -> None:
        production.logbook.write("tool", "studio", call)

    facts = await production.toolbox.call(
        "probe_media",
        {"media": source.handle},
        on_progress=production.on_progress,
        on_call=note,
    )
    return {"subject": source.handle, "facts": {"name": source.name} | facts}
