"""The pictures that a painting began with or was steered by, as the network saw them."""

from pathlib import Path

from PIL import Image

from studio.media.opener import over_grey
from studio.store.artifacts import ArtifactStore
from tools.diffusion.edit_image import widened
from tools.engines.base import Engine, Progress
from tools.engines.media.pixels import pixels_of
from tools.engines.vision.requests import DrawEdges
from tools.handover.paintings import MASK, OUTLINES, START, PaintingSteps, control_picture


async def write_pictures(
    steps: PaintingSteps,
    store: ArtifactStore,
    vision: Engine,
    folder: Path,
    name: str,
    progress: Progress = lambda *_: None,
) -> dict[str, Path]:
    """Write the pictures of a painting to `folder`, by what they are: START, MASK, and of each
    control. All are PNGs of 8 bits in RGB, as large as the painting; a depth pass has 16, of which
    other programs make white. What is kept no more is not among them."""
    found: dict[str, Path] = {}

    def keep(what: str, picture: Image.Image) -> None:
        found[what] = folder / f"{name}.{what}.png"
        size = (steps.width, steps.height)
        picture.convert("RGB").resize(size, Image.Resampling.LANCZOS).save(found[what])

    start, mask = _begun(steps, store)
    if start:
        keep(START, start)
    if mask:
        keep(MASK, mask.convert("L"))
    for number, control in enumerate(steps.controls):
        what = control_picture(number)
        if control["image"] == OUTLINES and start:
            found[what] = folder / f"{name}.{what}.png"
            await vision.run(DrawEdges(path=found[START], out=found[what]), progress)
        elif picture := _picture(store, control["image"]):
            keep(what, picture)
    return found


def _begun(
    steps: PaintingSteps, store: ArtifactStore
) -> tuple[Image.Image | None, Image.Image | None]:
    """The picture that was painted over, and the mask of what was painted anew."""
    start = _picture(store, steps.start_from, on_grey=steps.on_grey)
    if start and steps.margins:
        return widened(start, steps.margins)
    return start, _picture(store, steps.mask) if start else None


def _picture(store: ArtifactStore, handle: str, *, on_grey: bool = False) -> Image.Image | None:
    if not handle or not store.is_whole(handle):
        return None
    path = store.path(handle)
    if on_grey:
        return over_grey(Image.fromarray(pixels_of(path, "RGBA")))
    return Image.fromarray(pixels_of(path, "RGB"))
