"""What the vision engine can be asked about the shots of footage. Times in seconds, shares 0..1."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from typing_extensions import TypedDict

from tools.engines.request import Request

Joint = Literal["cut", "dissolve", "fade"]


class Span(TypedDict):
    """From the first frame of a shot or a flash to the first one behind it, in seconds."""

    start: float
    end: float


class FoundJoint(Span):
    """How one shot becomes another; a cut takes no time."""

    kind: Joint


class FoundScenes(TypedDict):
    """`shots` one after the other from 0 to the video's end, `transitions` and `flashes` in order;
    a fade at either end of the video is among the transitions."""

    shots: list[Span]
    transitions: list[FoundJoint]
    flashes: list[Span]


@dataclass(frozen=True, kw_only=True)
class DetectScenes(Request[FoundScenes]):
    """`threshold`: how many times as large as its neighbours' the change of a cut must be, above 1;
    `shortest`: of a shot."""

    video: Path
    threshold: float = 3.0
    shortest: float = 0.5


class Moving(Span):
    """A stretch in which something moves by itself: fastest `at`, at `speed` widths of the frame a
    second; the mean `direction` in degrees (0 to the picture's right, 90 up), and its centre `x`,
    `y`."""

    at: float
    speed: float
    direction: float
    x: float
    y: float


@dataclass(frozen=True, kw_only=True)
class MeasureMotion(Request[dict[str, Any]]):
    """MotionOfVideo of the tool measure_motion, with its table as `track`."""

    path: Path


ShotSize = Literal["close_up", "medium", "full", "wide"]
CameraSeen = Literal[
    "still", "pan_left", "pan_right", "tilt_up", "tilt_down", "zoom_in", "zoom_out", "shake"
]


class ShotColour(TypedDict):
    """A main colour: `colour` as #RRGGBB, its `name`, its `share` of the picture."""

    colour: str
    name: str
    share: float


class ShotLight(TypedDict):
    """Mean `luminance` of linear light 0..1, `contrast` in stops, `warmth`: mean b* of L*a*b*; the
    two words say the same."""

    luminance: float
    contrast: float
    warmth: float
    brightness: Literal["dark", "medium", "bright"]
    tone: Literal["warm", "neutral", "cool"]


class DescribedShot(Span):
    """`size` by the largest face or body, None where nobody is seen; `faces`: the most at once.
    `camera`: its main move, `camera_speed` in widths of the frame a second (of a zoom, growth a
    second), `shake` in widths; `motion`: mean speed in widths a second of what moves by itself;
    `colours`: how much of the picture each name of a colour takes."""

    size: ShotSize | None
    faces: int
    camera: CameraSeen
    camera_speed: float
    shake: float
    motion: float
    palette: list[ShotColour]
    colours: dict[str, float]
    light: ShotLight


class DescribedShots(TypedDict):
    shots: list[DescribedShot]
    duration: float


@dataclass(frozen=True, kw_only=True)
class DescribeShots(Request[DescribedShots]):
    """Of the video at `path`."""

    path: Path


class Appearance(Span):
    """A character that is seen: `box` of the face [x0, y0, x1, y1] in pixels in the middle of that
    time, `certainty` 0..1, median `difference` from its sheet in CIEDE2000; `looks`: in how many
    frames that were looked at."""

    box: list[float]
    certainty: float
    difference: float
    looks: int


class FoundCharacter(TypedDict):
    """`seconds` in which it is seen, of the `duration`; `times` of all looks and a box for each."""

    appearances: list[Appearance]
    seconds: float
    duration: float
    times: list[float]
    boxes: list[list[float]]


@dataclass(frozen=True, kw_only=True)
class FindCharacter(Request[FoundCharacter]):
    """In the video at `path`; `sheets`: all that are known, by name, as JSON."""

    path: Path
    character: str
    sheets: dict[str, Any]
