"""What the vision engine can be asked for. What comes back is described by the tool that asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

from studio.nouns.vocabulary import Emotion, Look, Pose
from tools.engines.ffmpeg.requests import EditVideo, MadeVideo
from tools.engines.request import Request

Found = dict[str, Any]


class ExaggeratedVideo(MadeVideo):
    """`faces`: the most at once; `share` of the frames in which one was warped; `strength`."""

    faces: int
    share: float
    strength: float | None


class CroppedVideo(MadeVideo):
    """`width` and `height` in pixels; `faces`: the share of the shots in which a face was
    followed."""

    width: int
    height: int
    faces: float


@dataclass(frozen=True, kw_only=True)
class MeasurePicture(Request[Found]):
    """ImageMeasures of the tool measure_image. `texts`: "text" and "where" of each that is looked
    for."""

    path: Path
    texts: Sequence[dict[str, str]] = ()


class FoundPose(TypedDict):
    """`joints`: by their COCO names [x, y, how surely it is seen 0..1] in pixels; `landmarks`: the
    same of all 33 points of the network; `agreement` 0..1: how closely several looks place the same
    joints."""

    joints: dict[str, list[float]]
    landmarks: dict[str, list[float]]
    agreement: float


@dataclass(frozen=True, kw_only=True)
class DetectPose(Request[FoundPose]):
    """The body in the picture at `path`; its skeleton is drawn to `out`, a PNG of the same size."""

    path: Path
    out: Path


class DrawnEdges(TypedDict):
    """`share` of the pixels that are lines, 0..1."""

    share: float


@dataclass(frozen=True, kw_only=True)
class DrawEdges(Request[DrawnEdges]):
    """The outlines of the picture at `path`, white on black, to `out`, a PNG of the same size."""

    path: Path
    out: Path


class SplitInto(TypedDict):
    frames: int


@dataclass(frozen=True, kw_only=True)
class SplitFrames(Request[SplitInto]):
    """The frames of the video at `path`, `fps` of them a second and at most `most`, each `width`
    by `height` pixels, into `folder` as 000000.png and so on."""

    path: Path
    folder: Path
    fps: int
    width: int
    height: int
    most: int


class Carried(TypedDict):
    """`carried`: the share of the frame that shows what was there before, 0..1."""

    carried: float


@dataclass(frozen=True, kw_only=True)
class CarryPainting(Request[Carried]):
    """`painted`, a painting of the frame `before`, is carried along to the frame `now` and laid
    over it, `share` (0..1) of it, to `out`. Pictures of one size."""

    before: Path
    now: Path
    painted: Path
    share: float
    out: Path


class CutOut(TypedDict):
    """`share` of the picture that the figure takes up, 0..1."""

    share: float


@dataclass(frozen=True, kw_only=True)
class CutFigure(Request[CutOut]):
    """The figure in the picture at `path` without what is behind it, to `out`, a PNG with alpha;
    its mask, white on black, to `mask`."""

    path: Path
    out: Path
    mask: Path


@dataclass(frozen=True, kw_only=True)
class CompareToScene(Request[Found]):
    """SceneComparison of the tool compare_to_scene: a painting at `path`, what was rendered of the
    scene, the mask of its figures and its depth, and the depth that is estimated of the painting;
    the last two only together."""

    path: Path
    scene: Path
    mask: Path
    depth: Path | None = None
    estimated: Path | None = None


@dataclass(frozen=True, kw_only=True)
class MeasureFootage(Request[Found]):
    """VideoMeasures of the tool measure_video. `voices`: "path" and "start" of the lines in a mix
    with music, whose sync is measured alone."""

    path: Path
    voices: Sequence[dict[str, Any]] = ()


@dataclass(frozen=True, kw_only=True)
class FindMoments(Request[Found]):
    """Moments of the tool find_moments."""

    path: Path


@dataclass(frozen=True, kw_only=True)
class PickFrames(Request[Found]):
    """`count` frames of the video at `path`, as the tool pick_frames has them, each in the folder
    `out` as its "file"; with `at` the one that is shown then alone."""

    path: Path
    count: int
    out: Path
    at: float | None = None


@dataclass(frozen=True, kw_only=True)
class FindShots(Request[Found]):
    """Shots of {"path", "length", "joined"} found again in a film of that look, and its gaps: see
    cut.py."""

    path: Path
    shots: Sequence[dict[str, Any]]
    look: Look | None = None


@dataclass(frozen=True, kw_only=True)
class CompareFootage(Request[Found]):
    """SourceComparison of the tool compare_to_source: faces from `start` to `end` seconds of the
    source, under 0 counted from its end."""

    path: Path
    source: Path
    start: float = 0.0
    end: float | None = None


@dataclass(frozen=True, kw_only=True)
class CompareToSheet(Request[Found]):
    """SheetComparison of the tool compare_to_sheet. `kind`: image or video; `sheets`: all that are
    known, by name, as JSON."""

    path: Path
    kind: str
    character: str
    sheets: dict[str, Any]
    expression: Emotion | None = None
    pose: Pose | None = None
    acting: bool = False


@dataclass(frozen=True, kw_only=True)
class Exaggerate(EditVideo[ExaggeratedVideo]):
    """Features of every face `amount` times as far from rest, 1 or more; `end`: None: to the
    video's end. `head_boxes`: boxes of heads that are known from elsewhere (x0, y0, x1, y1), per
    frame, in pixels of a picture `head_width` wide. With a `mask` (media/masks.py) only faces that
    lie in it, and nothing outside it moves."""

    amount: float
    start: float
    end: float | None
    head_boxes: Sequence[Any] = ()
    head_width: float = 1
    mask: Path | None = None


@dataclass(frozen=True, kw_only=True)
class CropToShape(EditVideo[CroppedVideo]):
    """The largest window of the shape `width` to `height`, over the face or what moves."""

    width: int
    height: int
