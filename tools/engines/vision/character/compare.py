"""Is it the character of the sheet, with the expression and in the pose that were asked for?"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from studio.nouns.sheet import CharacterSheet
from tools.engines.base import Progress
from tools.engines.vision.body import find_body
from tools.engines.vision.character.appearance import expected_colours
from tools.engines.vision.character.colours import Look, difference, read_look
from tools.engines.vision.character.expression import read_expression
from tools.engines.vision.character.frontal import mouth
from tools.engines.vision.character.patches import expression_vector
from tools.engines.vision.character.pose import Joints, pose_degree
from tools.engines.vision.face import Face, looks_again
from tools.engines.vision.footage.frames import read_frames
from tools.engines.vision.subject import View, look, read_picture

_CLEAR_FACE = 0.7  # the detector's score from which a face needs no eyes to be one
_FRAMES = 9  # of a video, that are looked at
_SPEAKING = 0.06  # eye distances by which lips part and close again in speech
_SURE_BODY = 0.75  # agreement from which joints found in the pixels are trusted
_CONTRADICTED = 0.6  # face sizes between told and found joints from which the pixels are believed
_LIMBS = ("elbow", "wrist", "knee", "ankle")


@dataclass(frozen=True)
class _Sighting:
    """One face that may be the character: its colours' difference from every sheet."""

    view: View
    face: Face
    look: Look
    gaps: dict[str, float]
    parts: dict[str, float]

    @property
    def nearest(self) -> str:
        return min(self.gaps, key=self.gaps.__getitem__)


def compare(params: dict[str, Any], models: Path, progress: Progress) -> dict[str, Any]:
    """`path`, `kind` (image or video), `character` (a name in `sheets`), `sheets` (name -> sheet as
    JSON), `expression`, `pose`, `references` (paths), `head_boxes` and `joints` from the renderer.
    See SheetComparison."""
    sheets = {name: CharacterSheet(**sheet) for name, sheet in params["sheets"].items()}
    name = params["character"]
    seen = []
    for view in _views(params, models):
        progress(0.5, "comparing")
        best = _sight(view, sheets, name)
        if best is not None:
            seen.append(best)
    result = _identity(seen, name, params.get("references") or [], models)
    result |= _expression(seen, params.get("expression"), models)
    return result | _pose(params, seen, models)


def _views(params: dict[str, Any], models: Path) -> Iterator[View]:
    path = Path(params["path"])
    if params["kind"] == "image":
        rgb, alpha = read_picture(path)
        hints = [np.array(box, float) for box in params.get("head_boxes") or []]
        yield look(rgb, models, alpha, hints)
        return
    count = sum(1 for _ in read_frames(path, 64))
    # The first half second is where an expression comes up: the later frames are what was asked.
    wanted = set(np.linspace(0.25 * count, 0.9 * (count - 1), _FRAMES).astype(int))
    boxes, wide = params.get("head_boxes") or [], params.get("head_width") or 1
    for index, (_, rgb) in enumerate(read_frames(path)):
        if index in wanted:
            known = boxes[index] if index < len(boxes) else []
            scale = rgb.shape[1] / wide
            yield look(rgb, models, hints=[np.array(box, float) * scale for box in known])


def _sight(view: View, sheets: dict[str, CharacterSheet], name: str) -> _Sighting | None:
    """The face of the picture that is most like the character."""
    found = []
    for face in view.faces:
        colours = read_look(view, face)
        if not face.meshed or not colours.seen or _is_doubtful(face, colours):
            continue
        measured = {
            other: difference(colours, expected_colours(sheet)) for other, sheet in sheets.items()
        }
        gaps = {other: gap for other, (gap, _) in measured.items()}
        found.append(_Sighting(view, face, colours, gaps, measured[name][1]))
    return min(found, key=lambda s: s.gaps[name] - min(s.gaps.values()), default=None)


def _is_doubtful(face: Face, colours: Look) -> bool:
    """Hair seen from behind is taken for a face now and then (scores of 0.53 to 0.67): it has no
    eyes. Faces of our plates score 0.65 and more, and their eyes are seen."""
    return face.score < _CLEAR_FACE and "eyes" not in colours.seen


def _identity(
    seen: list[_Sighting], name: str, references: list[str], models: Path
) -> dict[str, Any]:
    if not seen:
        return {
            "face_found": False,
            "nearest": "",
            "difference": None,
            "margin": None,
            "differences": {},
            "regions": {},
            "colours": {},
            "reference_difference": None,
        }
    gaps = {n: float(np.median([s.gaps[n] for s in seen])) for n in seen[0].gaps}
    others = [gap for other, gap in gaps.items() if other != name]
    middle = sorted(seen, key=lambda s: s.gaps[name])[len(seen) // 2]
    return {
        "face_found": True,
        "nearest": min(gaps, key=gaps.__getitem__),
        "difference": round(gaps[name], 2),
        "margin": round(min(others) - gaps[name], 2) if others else None,
        "differences": {n: round(gap, 2) for n, gap in sorted(gaps.items())},
        "regions": middle.parts,
        "colours": middle.look.words(),
        "reference_difference": _against(middle.look, references, models),
    }


def _against(seen: Look, references: list[str], models: Path) -> float | None:
    """The smallest difference from the same character's reference pictures."""
    gaps = []
    for path in references:
        rgb, alpha = read_picture(Path(path))
        view = look(rgb, models, alpha)
        if view.face:
            gaps.append(difference(seen, read_look(view, view.face).colours())[0])
    return round(min(gaps), 2) if gaps else None


def _expression(seen: list[_Sighting], asked: str | None, models: Path) -> dict[str, Any]:
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
        "expression_belief": round(reading.belief[asked], 3) if asked else None,
        "expression_strength": None if reading.strength is None else round(reading.strength, 2),
        "expressions": {e: round(b, 3) for e, b in reading.belief.items() if b >= 0.01},
        "mouth": {key: round(float(np.median([m[key] for m in mouths])), 3) for key in mouths[0]},
    }


def _pose(params: dict[str, Any], seen: list[_Sighting], models: Path) -> dict[str, Any]:
    """The renderer's joints are exact, but only its word; those found in the pixels are true to the
    picture, but a tenth of a face off. So the first are used where the second confirm them."""
    asked = params.get("pose")
    if not asked:
        return {"pose_degree": None, "pose_source": ""}
    told: list[Joints] = params.get("joints") or []
    found = [
        (body, s.face.size)
        for s in seen
        if (body := find_body(s.view.rgb, models, s.face)) is not None
        and body.agreement >= _SURE_BODY
    ]
    apart = [_distance(body.joints, joints) / size for body, size in found for joints in told]
    if told and apart and min(apart) > _CONTRADICTED and params["kind"] == "image":
        told = []
        source = f"joints found in the pixels, {min(apart):.1f} face sizes from those noted"
    elif told and apart:
        source = f"the renderer's joints, {min(apart):.2f} face sizes from those in the pixels"
    elif told:
        source = "the renderer's joints alone: no body was made out in the pixels"
    else:
        source = "joints found in the pixels"
    bodies = told or [body.joints for body, _ in found]
    degrees = [d for joints in bodies if (d := pose_degree(joints, asked)) is not None]
    if not degrees:
        return {"pose_degree": None, "pose_source": "the joints it needs are out of the picture"}
    return {"pose_degree": round(max(degrees), 3), "pose_source": source}


def _distance(a: Joints, b: Joints) -> float:
    """Median distance in pixels of the limbs' joints that both see."""
    shared = [n for n in a.keys() & b.keys() if n[2:] in _LIMBS and a[n][2] > 0.5 and b[n][2] > 0.5]
    gaps = [np.hypot(a[n][0] - b[n][0], a[n][1] - b[n][1]) for n in shared]
    return float(np.median(gaps)) if gaps else 0.0
