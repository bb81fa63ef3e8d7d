"""Is it the character of the sheet, with the expression and in the pose that were asked for?"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from studio.nouns.sheet import CharacterSheet
from tools.engines.base import Progress
from tools.engines.vision.body import Body, find_body
from tools.engines.vision.character.body.acting import read_acting
from tools.engines.vision.character.body.pose import RULES, pose_degree
from tools.engines.vision.character.colours.appearance import expected_colours
from tools.engines.vision.character.colours.match import Look, difference, read_look
from tools.engines.vision.character.head.expression import read_expression
from tools.engines.vision.character.head.frontal import mouth
from tools.engines.vision.character.head.patches import expression_vector
from tools.engines.vision.character.head.shape import differences, median_shape, read_shape
from tools.engines.vision.character.legible import COLOURS, EXPRESSION, height_of
from tools.engines.vision.face import Face, looks_again
from tools.engines.vision.footage.frames import read_frames
from tools.engines.vision.requests import CompareToSheet, Found
from tools.engines.vision.subject import View, look, read_picture

_CLEAR_FACE = 0.7  # the detector's score from which a face needs no eyes to be one
_FRAMES = 9  # of a video, that are looked at
_SPEAKING = 0.06  # eye distances by which lips part and close again in speech
_CLEAR_POSE = 0.55  # degree from which a pose is told
_SURE_BODY = 0.75  # agreement from which joints found in the pixels are trusted


@dataclass(frozen=True)
class Sighting:
    """One face that may be the character: its colours' difference from every sheet."""

    view: View
    face: Face
    look: Look
    gaps: dict[str, float]
    parts: dict[str, float]

    @property
    def height(self) -> float:
        """Pixels from brow to chin."""
        return height_of(self.face)

    @property
    def nearest(self) -> str:
        return min(self.gaps, key=self.gaps.__getitem__)


def compare(request: CompareToSheet, progress: Progress, models: Path) -> Found:
    """Compare a picture or video with a character's sheet. See SheetComparison."""
    sheets = {name: CharacterSheet(**sheet) for name, sheet in request.sheets.items()}
    name = request.character
    views, seen = [], []
    for view in _views(request, models):
        progress(0.5, "comparing")
        best = sight(view, sheets, name)
        views.append((view, best))
        if best is not None:
            seen.append(best)
    result = _identity(seen, name) | _shape(seen, sheets[name])
    height = round(float(np.median([one.height for one in seen])), 1) if seen else None
    result["face_height"] = height
    result["figure_share"] = round(float(np.median([view.figure for view, _ in views])), 4)
    result |= _expression(seen, request.expression, models)
    result |= _pose(request.pose, views, models)
    return result | _action(request, sheets, models)


def _views(request: CompareToSheet, models: Path) -> Iterator[View]:
    path = request.path
    if request.kind == "image":
        rgb, alpha = read_picture(path)
        yield look(rgb, models, alpha)
        return
    count = sum(1 for _ in read_frames(path, 64))
    # The first half second is where an expression comes up: the later frames are what was asked.
    wanted = set(np.linspace(0.25 * count, 0.9 * (count - 1), _FRAMES).astype(int))
    for index, (_, rgb) in enumerate(read_frames(path)):
        if index in wanted:
            yield look(rgb, models)


def sight(view: View, sheets: dict[str, CharacterSheet], name: str) -> Sighting | None:
    """The face of the picture that is most like the character."""
    found = sightings(view, sheets, name)
    return min(found, key=lambda s: s.gaps[name] - min(s.gaps.values()), default=None)


def sightings(view: View, sheets: dict[str, CharacterSheet], name: str) -> list[Sighting]:
    """The faces of the picture whose colours can be read, each compared with every sheet."""
    found = []
    for face in view.faces:
        colours = read_look(view, face)
        if not face.meshed or not colours.seen or _is_doubtful(face, colours):
            continue
        measured = {
            other: difference(colours, expected_colours(sheet)) for other, sheet in sheets.items()
        }
        gaps = {other: gap for other, (gap, _) in measured.items()}
        found.append(Sighting(view, face, colours, gaps, measured[name][1]))
    return found


def _is_doubtful(face: Face, colours: Look) -> bool:
    """Hair seen from behind is taken for a face now and then (scores of 0.53 to 0.67): it has no
    eyes. Faces of our plates score 0.65 and more, and their eyes are seen."""
    return face.score < _CLEAR_FACE and "eyes" not in colours.seen


def _identity(seen: list[Sighting], name: str) -> dict[str, Any]:
    if not seen:
        return {
            "face_found": False,
            "nearest": "",
            "difference": None,
            "margin": None,
            "differences": {},
            "regions": {},
            "colours": {},
        }
    seen = [one for one in seen if one.height >= COLOURS] or seen
    gaps = {n: float(np.median([s.gaps[n] for s in seen])) for n in seen[0].gaps}
    others = [gap for other, gap in gaps.items() if other != name]
    middle = sorted(seen, key=lambda s: s.gaps[name])[len(seen) // 2]
    return {
        "face_found": True,
        "nearest": min(gaps, key=gaps.__getitem__) if seen[0].height >= COLOURS else "",
        "difference": round(gaps[name], 2),
        "margin": round(min(others) - gaps[name], 2) if others else None,
        "differences": {n: round(gap, 2) for n, gap in sorted(gaps.items())},
        "regions": middle.parts,
        "colours": middle.look.words(),
    }


def _shape(seen: list[Sighting], sheet: CharacterSheet) -> dict[str, Any]:
    """How the head differs from the sheet's, whatever its colours."""
    read = [read_shape(s.view, s.face, s.look, sheet) for s in seen]
    shape = median_shape([one for one in read if one is not None])
    if shape is None:
        return {"shape": {}, "hair_style": ""}
    apart = {part: round(value, 2) for part, value in differences(shape, sheet).items()}
    return {"shape": apart, "hair_style": max(shape.hair, key=shape.hair.__getitem__)}


def _clearest(bodies: list[Body]) -> str:
    """The pose that is struck most surely; empty where none is."""
    degrees = {
        pose: max((pose_degree(body.joints, pose) or 0.0 for body in bodies), default=0.0)
        for pose in RULES
    }
    best = max(degrees, key=degrees.__getitem__)
    return best if degrees[best] >= _CLEAR_POSE else ""


def _expression(seen: list[Sighting], asked: str | None, models: Path) -> dict[str, Any]:
    seen = [one for one in seen if one.height >= EXPRESSION]
    if not seen:
        return {
            "expression": "",
            "expression_belief": None,
            "expression_strength": None,
            "expressions": {},
            "mouth": {},
        }
    mouths = [mouth(sighting.face.points) for sighting in seen]
    speaking = len(mouths) > 2 and float(np.ptp([m["open"] for m in mouths])) > _SPEAKING
    looks = [(s.view.rgb, s.face.points) for s in seen]
    if len(seen) == 1:  # of a video many frames are looked at: one look at each will do
        rgb, face = seen[0].view.rgb, seen[0].face
        looks = [(rgb, points) for points in looks_again(rgb, models, face)]
    faces = [expression_vector(rgb, points) for rgb, points in looks]
    reading = read_expression(faces, asked, speaking=speaking)
    return {
        "expression": reading.nearest,
        "expression_belief": round(reading.belief[asked], 3) if asked in reading.belief else None,
        "expression_strength": None if reading.strength is None else round(reading.strength, 2),
        "expressions": {e: round(b, 3) for e, b in reading.belief.items() if b >= 0.01},
        "mouth": {key: round(float(np.median([m[key] for m in mouths])), 3) for key in mouths[0]},
    }


def _action(
    request: CompareToSheet, sheets: dict[str, CharacterSheet], models: Path
) -> dict[str, Any]:
    if not request.acting or request.kind == "image":
        return {"actions": {}, "action_source": ""}

    def pick(view: View) -> Face | None:
        if sum(face.meshed for face in view.faces) < 2:
            return view.face
        seen = sight(view, sheets, request.character)
        return seen and seen.face

    return read_acting(request.path, models, pick)


def _pose(
    asked: str | None, views: list[tuple[View, Sighting | None]], models: Path
) -> dict[str, Any]:
    """By the joints that are found in the pixels; of a video, the frame that shows it best."""
    if not asked:
        return {"body_found": False, "pose_seen": "", "pose_degree": None, "pose_source": ""}
    bodies = [find_body(view.rgb, models, s and s.face, view.mask) for view, s in views]
    found = [body for body in bodies if body is not None and body.agreement >= _SURE_BODY]
    degrees = [d for body in found if (d := pose_degree(body.joints, asked)) is not None]
    if degrees:
        source = "joints found in the pixels"
    elif found:
        source = "the joints it needs are out of the picture"
    else:
        source = "no body can be made out"
    return {
        "body_found": bool(found),
        "pose_seen": _clearest(found),
        "pose_degree": round(max(degrees), 3) if degrees else None,
        "pose_source": source,
    }
