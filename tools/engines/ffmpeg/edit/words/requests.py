"""What the FFmpeg engine is asked for of words over a picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tools.engines.ffmpeg.requests import EditVideo, MadeVideo, Text

TitleStyle = Literal["lower_third", "headline", "poster", "comic"]
Entrance = Literal["fade", "slide", "pop", "reveal", "none"]


class WordedVideo(MadeVideo):
    """`shown`: how many of the texts are."""

    shown: int


@dataclass(frozen=True, kw_only=True)
class LayWords(EditVideo[WordedVideo]):
    """Texts of {"text", "start", "end" (None: the video's end) in s, "style": a TitleStyle or
    "subtitle", "at": top, middle or bottom for a subtitle, "entrance"}."""

    texts: Sequence[Text]
