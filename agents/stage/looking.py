"""Shows sources and versions to roles that can see: stills of pictures, contact sheets of films."""

from collections.abc import Iterable
from typing import Any

from autogen_core import Image

from agents.endpoint.question import Shown
from agents.flow.production import Production
from agents.rules.deliverables import held_by_shot
from studio.nouns.artifact import kind_of
from tools.engines.media.showing import shown_to_model

MOST_PICTURES = 4  # of one request: what configs/models.yaml allows its vision models
MOST_SHOTS = 12  # of one version, each in a request of its own
FRAMES, FRAME_WIDTH = 4, 320  # of a film's contact sheet


async def look_at_sources(production: Production) -> Shown:
    """The media that came with the brief, for the analyst."""
    brief = production.state.brief
    assert brief
    subjects = [({"subject": source.handle}, source.handle) for source in brief.media]
    return await _look(production, "analyst", subjects)


async def look_at_version(production: Production) -> dict[str, Shown]:
    """The newest version's shots by their ids, each for a question of its own."""
    state = production.state
    assert state.film and state.run
    handles = held_by_shot(state.run)
    shown: dict[str, Shown] = {}
    for shot in state.film.shots[:MOST_SHOTS]:
        one = await _look(production, "critic", [({"shot": shot.id}, handles[shot.id][0])])
        if one.pictures:
            shown[shot.id] = one
    return shown


async def _look(
    production: Production, role: str, subjects: Iterable[tuple[dict[str, Any], str]]
) -> Shown:
    """The first of the subjects that can be seen, each a caption and a handle; none where the
    role's model does not see."""
    seen = [subject for subject in subjects if kind_of(subject[1]) in ("image", "video")]
    if not seen or not await production.clients[role].sees():
        return Shown()
    pictures: list[Image] = []
    captions: list[dict[str, Any]] = []
    for caption, handle in seen[:MOST_PICTURES]:
        if kind_of(handle) == "video":
            arguments = {"video": handle, "frames": FRAMES, "width": FRAME_WIDTH}
            sheet = await production.toolbox.call("contact_sheet", arguments)
            handle, caption = sheet["image"], caption | {"times": sheet["times"]}
        pictures.append(_picture(production, handle))
        captions.append(caption)
    return Shown(pictures, captions)


def _picture(production: Production, handle: str) -> Image:
    return Image.from_pil(shown_to_model(production.toolbox.artifacts.path(handle)))
