"""measure_image: sharpness, light and colours of a picture."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from studio.nouns.artifact import Image
from studio.nouns.vocabulary import CaptionPlace
from tools.context import ToolContext
from tools.declaration import tool
from tools.engines.vision.requests import MeasurePicture


class PlacedText(TypedDict):
    """Words that are to be seen at the picture's top, middle or bottom."""

    text: str
    where: CaptionPlace


class ImageMeasures(TypedDict):
    width: int
    height: int
    sharpness: float
    laplacian: float
    luminance: float
    subject_luminance: float
    face_luminance: float | None
    clipped_white: float
    clipped_black: float
    contrast: float
    edge_softness: float | None
    edge_haze: float | None
    palette: list[str]
    faces: int
    subject_share: float
    subject_found_by: str
    written: list[float]


@tool("measure", engines=("vision",))
async def measure_image(
    ctx: ToolContext,
    image: Image,
    texts: Annotated[list[PlacedText], Field(max_length=8)] = [],  # noqa: B006
) -> ImageMeasures:
    """Measure a picture.

    `sharpness` of the subject at a fixed size of 512 pixels: 1 is fully blurred, 1.5 and over is
    crisp; `laplacian` is the variance of the Laplacian there. Luminances are linear light from 0 to
    1, averaged in stops, of the frame, the subject and the cheeks. `clipped_white` and
    `clipped_black` are fractions of the pixels, `contrast` is in stops. Of a picture with alpha,
    `edge_softness` is the width of its edge in pixels at a height of 512, and `edge_haze` the
    share of faint veil (alpha under 0.15). `written`: of each of the `texts` how alike its place is
    to it (correlation).
    """
    return await ctx.engine.run(
        MeasurePicture(path=ctx.path(image), texts=[dict(one) for one in texts])
    )
