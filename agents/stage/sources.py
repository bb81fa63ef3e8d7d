"""Measures what is there before anything is made: the brief's media, and the cast."""

from collections.abc import Awaitable, Callable
from typing import Any

from agents.flow.production import Production
from agents.stage.execution import check_media
from agents.stage.recall import summary
from studio.errors import EngineMissing
from studio.nouns.artifact import ToolCall, kind_of
from studio.nouns.brief import SourceMedia

_MOST_LINES = 40  # of what is said in one source
# Beyond the probe: the tool for each kind of source, and its parameter for the handle.
_MEASURES = {
    "image": ("measure_image", "image"),
    "audio": ("measure_audio", "audio"),
    "video": ("measure_video", "video"),
}


async def measure_sources(production: Production) -> str:
    """Write down facts about every source and every character of the plan."""
    state = production.state
    assert state.brief and state.film
    check_media(production)
    measurements = [await _measured(source, production) for source in state.brief.media]
    for name in state.film.characters:
        sheet = production.memory.sheets.get(name)
        facts = summary(sheet) | {"sheet": sheet.digest()}
        measurements.append({"subject": sheet.name, "facts": facts})
    production.logbook.write("measured", "studio", {"measurements": measurements})
    return "Measured: " + (", ".join(m["subject"] for m in measurements) or "nothing") + "."


async def _measured(source: SourceMedia, production: Production) -> dict[str, Any]:
    """Facts of one source, named as the person named it."""

    def note(call: ToolCall) -> None:
        production.logbook.write("tool", "studio", call)

    async def call(tool: str, parameter: str) -> dict[str, Any]:
        return await production.toolbox.call(
            tool,
            {parameter: source.handle},
            on_progress=production.on_progress,
            on_call=note,
        )

    facts = {"name": source.name} | await call("probe_media", "media")
    kind = kind_of(source.handle)
    if kind in _MEASURES:
        facts |= await call(*_MEASURES[kind])
    if kind in ("audio", "video"):
        facts |= await _said(call)
    return {"subject": source.handle, "facts": facts}


async def _said(call: Callable[[str, str], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
    """What is said in a source, line by line with its times; why that is not known, where there
    are no ears."""
    try:
        heard = await call("transcribe", "media")
    except EngineMissing as missing:
        return {"speech": f"not written down: {missing}"}
    if not heard["words"]:
        return {"speech": "nobody speaks"}
    return {"speech": f"in {heard['language']!r}", "says": heard["lines"][:_MOST_LINES]}
