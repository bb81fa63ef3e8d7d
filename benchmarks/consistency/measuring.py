"""Makes what a brief asks, and measures whose it is: colours, proportions, head and voice."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.consistency.briefs import STANDING, Brief
from benchmarks.consistency.proportions import eyes_to_face, of_the_body
from studio.errors import EngineError
from studio.nouns.artifact import ToolCall
from studio.nouns.sheet import CharacterSheet
from studio.weights.storage import warehouse
from tools.engines.vision.character.colours.match import Look, read_look
from tools.engines.vision.engine import WEIGHTS
from tools.engines.vision.face import Face
from tools.engines.vision.subject import look, read_picture
from tools.evaluation.settings import read_style
from tools.toolbox import Toolbox

PLAIN = "We will ride down to the harbour again, and then we shall see."  # a voice to compare with


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


async def make(brief: Brief, about: tuple[str, int, str], engine: str, toolbox: Toolbox) -> Made:
    """Have the engine render the brief, `about` a character, of a size, in a quality; and measure.
    EngineError where another engine made it, whose picture says nothing of this one."""
    calls: list[ToolCall] = []
    character = about[0]
    made = await toolbox.call("render_character", brief.arguments(*about), on_call=calls.append)
    if calls[-1].engine != engine:
        raise EngineError(calls[-1].fallback)
    asked = {"media": made["image"], "character": character, "expression": brief.expression}
    found = await toolbox.call("compare_to_sheet", asked)
    path = toolbox.artifacts.path(made["image"])
    seconds = None if calls[-1].cached else calls[-1].seconds
    sheet = toolbox.sheets.get(character)
    return Made(brief, path, seconds, found, *_seen(path, brief, sheet, toolbox))


def _seen(
    path: Path, brief: Brief, sheet: CharacterSheet, toolbox: Toolbox
) -> tuple[dict[str, float], Look | None]:
    """The ratios of the face, of the body where one stands and is seen from the front, and the
    colours."""
    models = warehouse(toolbox.settings).folder_of(WEIGHTS)
    rgb, alpha = read_picture(path)
    view = look(rgb, models, alpha)
    faces = [face for face in view.faces if face.meshed]
    if not faces:
        return {}, None
    face = max(faces, key=lambda one: _on_the_figure(one, view.mask))
    colours = read_look(view, face)
    found = {"eyes : face": eyes_to_face(face, rgb.shape[1])}
    if brief.view == "front" and brief.framing == "full" and brief.action in STANDING:
        found |= of_the_body(view, face, colours, sheet)
    return found, colours


def _on_the_figure(face: Face, mask: np.ndarray) -> float:
    """The share of a face's points that lie on the figure: a window is taken for a face, too."""
    sides = np.array(mask.shape[::-1]) - 1
    columns, rows = np.clip(face.points[:, :2].round().astype(int), 0, sides).T
    return float(mask[rows, columns].mean())


async def voice(briefs: list[Brief], character: str, toolbox: Toolbox) -> list[float | None]:
    """The likeness of each brief's line to a plain one of the same character (0 to 1); None where
    nothing is said, or the line is too short to tell, as for the critic."""
    shortest = read_style().voice_similarity.shortest

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
        heard = await toolbox.call("measure_voice", asked)
        found.append(heard["likeness"] if heard["manner"]["spoken"] >= shortest else None)
    return found
