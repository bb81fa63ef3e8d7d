"""Shows a version to a critic who can see: stills of its pictures, contact sheets of its films."""

from typing import Any

import PIL.Image
from autogen_core import Image

from agents.flow.production import Production
from agents.flow.state import handles_of

MOST_PICTURES = 4  # of one request: what configs/models.yaml allows its vision models
MOST_PIXELS = 1024  # of a picture's longer side
FRAMES, FRAME_WIDTH = 4, 320  # of a film's contact sheet


async def look(production: Production) -> tuple[list[Image], list[dict[str, Any]]]:
    """Pictures of the newest version's shots and their captions, the first shots first. None where
    the critic's model does not see, or nothing is to be seen."""
    state = production.state
    assert state.treatment and state.run
    if not await production.clients["critic"].sees():
        return [], []
    pictures: list[Image] = []
    captions: list[dict[str, Any]] = []
    handles = handles_of(state.run.result)
    for shot in state.treatment.shots:
        main = handles[shot.id][0]
        kind = main.split(":")[0]
        if kind not in ("image", "video") or len(pictures) == MOST_PICTURES:
            continue
        caption: dict[str, Any] = {"shot": shot.id}
        if kind == "video":
            arguments = {"video": main, "frames": FRAMES, "width": FRAME_WIDTH}
            sheet = await production.toolbox.call("contact_sheet", arguments)
            main, caption["times"] = sheet["image"], sheet["times"]
        pictures.append(_picture(production, main))
        captions.append(caption)
    return pictures, captions


def _picture(production: Production, handle: str) -> Image:
    with PIL.Image.open(production.toolbox.artifacts.path(handle)) as opened:
        # On grey, so that transparent parts do not come out as whatever lies under them.
        picture = opened.convert("RGBA")
    ground = PIL.Image.new("RGBA", picture.size, (128, 128, 128, 255))
    shown = PIL.Image.alpha_composite(ground, picture).convert("RGB")
    shown.thumbnail((MOST_PIXELS, MOST_PIXELS))
    return Image.from_pil(shown)
