"""Reads what is there before anything is made: the brief's media, and the cast. What more is to be
known of them, the analyst has measured."""

from typing import Any

from agents.flow.production import Production
from agents.rules.treating import facts_of, is_open, treated
from agents.stage.execution import check_media
from agents.stage.recall import summary
from studio.errors import MediaError, StudioError
from studio.nouns.artifact import ToolCall
from studio.nouns.brief import SourceMedia
from studio.plan import Film


async def measure_sources(production: Production) -> None:
    """Write down what every source is, and what is known of every character of the plan."""
    state = production.state
    assert state.brief and state.film
    check_media(production)
    measurements = [await _probed(source, production) for source in state.brief.media]
    lines = [line for shot in state.film.shots for line in getattr(shot, "lines", [])]
    spoken = {line.recording for line in lines if line.recording}
    for source in state.brief.media:
        if source.handle in spoken:
            await _check_voice(source, production)
    for name in state.film.characters:
        sheet = production.memory.sheets.get(name)
        facts = summary(sheet) | {"sheet": sheet.digest()}
        measurements.append({"subject": sheet.name, "facts": facts})
    found = {handle: await _looked_at(handle, production) for handle in _open_footage(state.film)}
    for one in measurements:
        one["facts"] |= found.get(one["subject"], {})
    production.logbook.write("measured", "studio", {"measurements": measurements})
    if film := treated(state.film, found):
        production.logbook.write("treated", "director", film)


def _open_footage(film: Film) -> list[str]:
    """The footage whose treatment the brief left to the director."""
    return list(dict.fromkeys(shot.source for shot in film.footage if is_open(film, shot)))


async def _looked_at(handle: str, production: Production) -> dict[str, float]:
    """What the choice of a treatment needs to know of footage; nothing where it cannot be told."""
    try:
        moments = await _called("find_moments", {"video": handle}, production)
        measured = await _called("measure_video", {"video": handle}, production)
    except StudioError as error:
        text = f"The footage is treated as planned: {error}"
        production.logbook.write("notice", "studio", {"text": text, "step": "measure"})
        return {}
    return facts_of(moments, measured["motion"], has_sound=moments["loud"] is not None)


async def _check_voice(source: SourceMedia, production: Production) -> None:
    """MediaError for a recording of a line in which there is no voice."""
    heard = await _called("measure_audio", {"audio": source.handle}, production)
    if heard["starts"] is None or heard["pitch"] is None:
        raise MediaError(
            f"{source.name} is to be spoken, and no voice is heard in it.",
            "Give a recording in which somebody speaks.",
        )


async def _probed(source: SourceMedia, production: Production) -> dict[str, Any]:
    """Facts of one source, named as the person named it."""
    facts = await _called("probe_media", {"media": source.handle}, production)
    return {"subject": source.handle, "facts": {"name": source.name} | facts}


async def _called(tool: str, arguments: dict[str, Any], production: Production) -> dict[str, Any]:
    """The result of a measuring tool, which is written down."""

    def note(call: ToolCall) -> None:
        production.logbook.write("tool", "studio", call)

    return await production.toolbox.call(
        tool, arguments, on_progress=production.on_progress, on_call=note
    )
