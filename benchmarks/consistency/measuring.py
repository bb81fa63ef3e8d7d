"""Makes what a brief asks, and measures whose it is: colours, proportions, head and voice."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.consistency.briefs import STANDING, Brief
from studio.nouns.artifact import ToolCall
from studio.weights.storage import warehouse
from tools.engines.vision.body import find_body
from tools.engines.vision.character.colours.match import Look, read_look
from tools.engines.vision.engine import WEIGHTS
from tools.engines.vision.face import CHIN, Face
from tools.engines.vision.subject import look, read_picture
from tools.toolbox import Toolbox

PLAIN = "We will ride down to the harbour again, and then we shall see."  # a voice to compare with
# Points of the mesh on either side: outer corners of the eyes; of the sides of the face the mean of
# five, since a single one lies now before the ear and now behind it.
_EYES = ((33,), (263,))
_SIDES = ((127, 234, 162, 21, 93), (356, 454, 389, 251, 323))
_FOCAL = 50 / 36  # of the briefs' lens (50 mm before 36 mm), in widths of the picture
_SURE = 0.75  # agreement from which joints count, as for the critic
_SEEN = 0.5  # visibility of a joint


@dataclass
class Made:
    """What came of a brief. `seconds`: None where it was there already; `found`: SheetComparison of
    compare_to_sheet(); `ratios` by name; `look`: its colours; `likeness` of the voice to a plain
    line of the same character, by engine."""

    brief: Brief
    picture: Path
    seconds: float | None
    found: dict[str, Any]
    ratios: dict[str, float]
    look: Look | None
    likeness: dict[str, float] = field(default_factory=dict)


async def make(brief: Brief, character: str, size: int, quality: str, toolbox: Toolbox) -> Made:
    """Render and measure."""
    calls: list[ToolCall] = []
    wanted = brief.arguments(character, size, quality)
    made = await toolbox.call("render_character", wanted, on_call=calls.append)
    asked = {"media": made["image"], "character": character, "expression": brief.expression}
    found = await toolbox.call("compare_to_sheet", asked)
    path = toolbox.artifacts.path(made["image"])
    seconds = None if calls[-1].cached else calls[-1].seconds
    return Made(brief, path, seconds, found, *_seen(path, brief, toolbox))


def _seen(path: Path, brief: Brief, toolbox: Toolbox) -> tuple[dict[str, float], Look | None]:
    """Lengths of the face and of the body by others, read from the pixels: those of the face by the
    mesh's three dimensions, at points that no expression moves, without the perspective; those of
    the body where one stands and is seen from the front. And the colours."""
    models = warehouse(toolbox.settings).folder_of(WEIGHTS)
    rgb, alpha = read_picture(path)
    view = look(rgb, models, alpha)
    faces = [face for face in view.faces if face.meshed]
    if not faces:
        return {}, None
    face = max(faces, key=lambda one: _on_the_figure(one, view.mask))
    colours, width = read_look(view, face), _apart(*_ends(face, _SIDES))
    found = {"eyes : face": eyes_to_face(face, rgb.shape[1])}
    if brief.view != "front" or brief.framing != "full" or brief.action not in STANDING:
        return found, colours
    body = find_body(rgb, models, face, view.mask)
    if body is None or body.agreement < _SURE:
        return found, colours
    joints = body.joints
    if all(_visible(joints, name) for name in ("hip", "ankle")):
        hip, ankle = (_middle(joints, name) for name in ("hip", "ankle"))
        height = float(np.hypot(*(ankle - face.points[CHIN, :2])))
        found["body : face"] = height / width
        found["legs : body"] = float(np.hypot(*(hip - ankle))) / height
    return found, colours


def _on_the_figure(face: Face, mask: np.ndarray) -> float:
    """The share of a face's points that lie on the figure: a window is taken for a face, too."""
    sides = np.array(mask.shape[::-1]) - 1
    columns, rows = np.clip(face.points[:, :2].round().astype(int), 0, sides).T
    return float(mask[rows, columns].mean())


def eyes_to_face(face: Face, width: int) -> float:
    """How far the eyes are apart, in widths of the face, as from far away: in a picture of this
    `width` in pixels they are nearer to the camera than the sides of the face, and look larger."""
    eyes, sides = _ends(face, _EYES), _ends(face, _SIDES)
    nearer = (sides.mean(0) - eyes.mean(0))[2] / (_FOCAL * width)
    return _apart(*eyes) / _apart(*sides) * (1 - nearer)


def _ends(face: Face, points: tuple[tuple[int, ...], tuple[int, ...]]) -> np.ndarray:
    """(2, 3): the means of the mesh's points on either side."""
    return np.stack([face.points[[*side]].mean(0) for side in points])


def _apart(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.linalg.norm(one - other))


def _visible(joints: dict[str, tuple[float, float, float]], name: str) -> bool:
    return all(joints.get(f"{side}_{name}", (0, 0, 0))[2] >= _SEEN for side in "lr")


def _middle(joints: dict[str, tuple[float, float, float]], name: str) -> np.ndarray:
    return np.mean([joints[f"{side}_{name}"][:2] for side in "lr"], axis=0)


async def voice(briefs: list[Brief], character: str, toolbox: Toolbox) -> list[float | None]:
    """The likeness of each brief's line to a plain one of the same character (0 to 1); None where
    nothing is said, or the line is too short to tell."""

    async def spoken(text: str) -> str:
        line = {"character": character, "text": text, "language": "en"}
        return (await toolbox.call("speak", line))["audio"]

    plain = await spoken(PLAIN)
    found: list[float | None] = []
    for brief in briefs:
        if not brief.line:
            found.append(None)
            continue
        asked = {"audio": await spoken(brief.line), "reference": plain}
        found.append((await toolbox.call("measure_voice", asked))["likeness"])
    return found
