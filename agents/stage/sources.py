"""Reads what is there before anything is made: the brief's media, and the cast. What more is to be
known of them, the analyst has measured."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from agents.exchange.calls import called
from agents.exchange.placing import find_stretch
from agents.exchange.treating import look_at
from agents.flow.production import Production
from agents.rules.placing import placed, wanted_scenes
from agents.rules.treating import is_open, treated
from agents.stage.execution import check_media
from agents.stage.recall import summary
from studio.errors import MediaError
from studio.nouns.brief import SourceMedia

_SHORTEST = 0.5  # seconds
_ALL = 0.99  # of the frames


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
    found = {
        handle: await look_at(handle, production)
        for handle in dict.fromkeys(s.source for s in state.film.footage if is_open(state.film, s))
    }
    for source in state.brief.media:
        _check_seen(source, found.get(source.handle, {}))
    for one in measurements:
        one["facts"] |= found.get(one["subject"], {})
    if film := treated(state.film, found):  # before: a resumed session measures again
        production.logbook.write("treated", "director", film)
    call = partial(called, production=production)
    scenes = {one: await find_stretch(*one, call) for one in wanted_scenes(state.film)}
    if film := placed(state.film, scenes):
        production.logbook.write("treated", "director", film)
    production.logbook.write("measured", "studio", {"measurements": measurements})


def _check_seen(source: SourceMedia, found: Mapping[str, float]) -> None:
    """MediaError for footage of a parody that is over at once, or in which nothing is seen and
    nothing is heard."""
    if found and found["duration"] < _SHORTEST:
        raise MediaError(
            f"{source.name} is over at once: no joke has time in it.",
            f"Give a video of {_SHORTEST:g} s at least.",
        )
    if found.get("black", 0.0) >= _ALL and not found["sound"]:
        raise MediaError(
            f"{source.name} is black from end to end and silent: there is nothing to make fun of.",
            "Give a video in which something is seen or heard.",
        )


async def _check_voice(source: SourceMedia, production: Production) -> None:
    """MediaError for a recording of a line in which there is no voice."""
    heard = await called("measure_audio", {"audio": source.handle}, production)
    if heard["starts"] is None or heard["pitch"] is None:
        raise MediaError(
            f"{source.name} is to be spoken, and no voice is heard in it.",
            "Give a recording in which somebody speaks.",
        )


async def _probed(source: SourceMedia, production: Production) -> dict[str, Any]:
    """Facts of one source, named as the person named it."""
    facts = await called("probe_media", {"media": source.handle}, production)
    return {"subject": source.handle, "facts": {"name": source.name} | facts}
