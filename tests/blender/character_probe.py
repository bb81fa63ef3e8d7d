"""Runs in the Blender environment: builds characters from sheets on stdin, prints what it
measured.
"""

import hashlib
import itertools
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import bpy
import numpy as np
from mathutils import Vector

from tools.engines.blender.character.build import Character, build_character
from tools.engines.blender.character.head import lids
from tools.engines.blender.character.head.surface import COLUMNS, HeadSurface
from tools.engines.worker.serve import BadInput


def part(c: Character, name: str) -> bpy.types.Object:
    return next(o for o in c.objects if o.name.endswith(f".{name}"))


def shape(target: bpy.types.Object) -> np.ndarray:
    """Vertices (n, 3) after shape keys and armature, in the object's own space."""
    graph = bpy.context.evaluated_depsgraph_get()
    mesh = target.evaluated_get(graph).data
    flat = np.empty(len(mesh.vertices) * 3, np.float32)
    mesh.vertices.foreach_get("co", flat)
    return flat.reshape(-1, 3)


@contextmanager
def alone(c: Character, *names: str) -> Iterator[list[bpy.types.Object]]:
    """Of the character's meshes these alone are worked out at each update, the dear part."""
    kept = [o for o in c.objects if o.name.split(".")[1] in names]
    others = [
        o for o in c.objects if o.type != "ARMATURE" and o not in kept and not o.hide_viewport
    ]
    for other in others:
        other.hide_viewport = True
    yield kept
    for other in others:
        other.hide_viewport = False
    bpy.context.view_layer.update()


def world(target: bpy.types.Object) -> np.ndarray:
    points = shape(target)
    matrix = np.array(target.matrix_world)
    return points @ matrix[:3, :3].T + matrix[:3, 3]


def face(c: Character) -> np.ndarray:
    bpy.context.view_layer.update()
    tongue = shape(part(c, "tongue"))
    return np.concatenate([shape(part(c, "face")), tongue])


def rms(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.sqrt(((a - b) ** 2).sum(1).mean()))


def closest(shapes: dict[str, np.ndarray]) -> tuple[float, str, str]:
    return min((rms(shapes[a], shapes[b]), a, b) for a, b in itertools.combinations(shapes, 2))


def lip_gap(points: np.ndarray, surface: HeadSurface) -> float:
    """Largest vertical distance between the two lips' edges, head units."""
    line = points[surface.parts["face"].start :][:COLUMNS]
    half = COLUMNS // 2
    return float((line[:half] - line[half:][::-1])[:, 2].max())


def lid_column(points: np.ndarray, surface: HeadSurface, ring: int) -> np.ndarray:
    start = surface.parts["lid_l"].start + ring * lids.COLUMNS
    return points[start : start + lids.COLUMNS]


def seams(surface: HeadSurface) -> dict[str, int]:
    """How many open loops the head's mesh has, and edges with more than two faces."""
    uses = Counter(
        tuple(sorted((f[k], f[(k + 1) % len(f)]))) for f in surface.faces for k in range(len(f))
    )
    neighbours: dict[int, set[int]] = {}
    for (a, b), count in uses.items():
        if count == 1:
            neighbours.setdefault(a, set()).add(b)
            neighbours.setdefault(b, set()).add(a)
    loops = 0
    while neighbours:
        loops += 1
        stack = [next(iter(neighbours))]
        while stack:
            stack.extend(neighbours.pop(stack.pop(), ()))
    return {"open": loops, "crowded": sum(count > 2 for count in uses.values())}


def measure(c: Character, job: dict) -> dict:
    surface = HeadSurface(c._p)
    keys = part(c, "face").data.shape_keys.key_blocks
    finite = all(
        np.isfinite(np.array([v.co for v in key.data])).all()
        for key in (keys[0], keys["jaw"], keys["upper-11_l"])
    )
    finite &= all(np.isfinite(shape(o)).all() for o in c.objects if o.type == "MESH")
    out: dict = {
        "name": c.name,
        "finite": bool(finite),
        "height": c.height,
        "seams": seams(surface),
    }
    out["crown"] = max(float(world(part(c, "face"))[:, 2].max()), 0.0)

    with alone(c, "face", "tongue"):
        faces(c, surface, job, out)
    with alone(c, "sole", "shoe", "bottom", "seat") as feet:
        poses(c, job, out, feet)
    return out


def faces(c: Character, surface: HeadSurface, job: dict, out: dict) -> None:
    """Of expressions, visemes and lids."""
    shapes = {}
    out["strengths"] = {}
    c.express("neutral")
    neutral = face(c)
    for name in job["expressions"]:
        steps = []
        for strength in (0.5, 1.0, 1.6) if c.name == "Boy" else (1.0,):
            c.express(name, strength)
            points = face(c)
            out["finite"] &= bool(np.isfinite(points).all())
            steps.append(rms(points, neutral))
            if strength == 1.0:
                shapes[name] = points
        out["strengths"][name] = steps
    out["expression_gap"] = closest(shapes)

    c.express("neutral", 0.0)
    sounds, gaps = {}, {}
    for name in job["visemes"]:
        c.viseme({name: 1.0})
        sounds[name] = face(c)
        gaps[name] = lip_gap(sounds[name], surface)
    out["viseme_gap"], out["lip_gap"] = closest(sounds), gaps
    c.express("excited")
    c.viseme({"PP": 1.0})
    out["lip_gap_excited_pp"] = lip_gap(face(c), surface)
    c.viseme({})
    c.express("neutral")

    centre, radius = lids.eye_centre(c._p), lids.eye_radius(c._p)
    least, top, low = np.inf, lids.COLUMNS // 4, 3 * lids.COLUMNS // 4
    gap = {}
    for step in np.linspace(0, 1, 11):
        c.blink(step)
        edge = lid_column(face(c), surface, 2)
        least = min(least, float(np.linalg.norm(edge - centre, axis=1).min() / radius))
        gap[float(step)] = float(edge[top, 2] - edge[low, 2])
    out["lid_inside"], out["lid_gap"] = least, {"open": gap[0.0], "shut": gap[1.0]}
    c.blink(0)


def poses(c: Character, job: dict, out: dict, feet: list[bpy.types.Object]) -> None:
    """Of actions: how low the feet come, where the joints are."""
    out["lowest"], stills = {}, {}
    for action in job["actions"]:
        out["lowest"][action] = []
        for t in (0.0, 0.17, 0.39, 0.70):
            c.pose(action, t)
            bpy.context.view_layer.update()
            out["lowest"][action].append(min(float(world(o)[:, 2].min()) for o in feet))
        c.pose_still(action)
        stills[action] = np.array([c.joints()[k] for k in sorted(c.joints())])
    stills.pop("nod")  # differs from idle in time only
    out["pose_gap"] = closest(stills)
    c.pose_still("idle")
    out["joints"] = {k: list(v) for k, v in c.joints().items()}


def slide(
    c: Character, soles: list[bpy.types.Object], action: str, speed: float, stride: float = 1.0
) -> float:
    """The farthest that a foot on the ground slips in a frame of a 24th of a second, in metres,
    when the root goes forward at `speed`. A foot that rolls slips by its least moving point."""
    worst, before = 0.0, None
    for frame in range(30):
        c.pose(action, frame / 24, stride=stride)
        c.root.location.y = -speed * frame / 24
        bpy.context.view_layer.update()
        now = np.concatenate([world(o) for o in soles])
        left = np.concatenate([shape(o)[:, 0] > 0 for o in soles])
        if before is not None:
            slip = np.linalg.norm((now - before)[:, :2], axis=1)
            touching = (now[:, 2] < 0.004) & (before[:, 2] < 0.004)
            for foot in (left, ~left):
                if (foot & touching).any():
                    worst = max(worst, float(slip[foot & touching].min()))
        before = now
    c.place(0.0, 0.0)
    return worst


def slides(c: Character, action: str) -> dict[str, float]:
    """Slips in metres a frame at the action's own speed, with short steps, and on the spot."""
    speed = c.speed(action)
    with alone(c, "sole", "shoe") as soles:
        return {
            "speed": speed,
            "full": slide(c, soles, action, speed),
            "short": slide(c, soles, action, 0.5 * speed, stride=0.5),
            "spot": slide(c, soles, action, 0.0),
        }


def built(sheet: dict) -> Character:
    bpy.ops.wm.read_factory_settings(use_empty=True)
    c = build_character(sheet)
    bpy.context.view_layer.update()
    return c


def digest(c: Character) -> tuple[str, str, np.ndarray]:
    total = hashlib.sha256()
    for item in sorted(c.objects, key=lambda o: o.name):
        if item.type == "MESH":
            total.update(shape(item).tobytes())
    hair = part(c, "hair").data
    flat = np.empty(len(hair.points) * 3, np.float32)
    hair.attributes["position"].data.foreach_get("vector", flat)
    return total.hexdigest(), hashlib.sha256(flat.tobytes()).hexdigest(), shape(part(c, "face"))


def keys(c: Character) -> dict[str, bool]:
    c.pose("idle", 0.0)

    def state() -> tuple:
        return c.face_state_key(), c.body_state_key()

    first = state()
    c.pose("idle", 0.0)
    found = {"same": state() == first}
    c.viseme({"aa": 0.6})
    found["viseme"] = state() == first
    c.viseme({})
    c.pose("wave", 0.3)
    found["pose"] = state() == first
    c.pose("idle", 0.0)
    c.blink(0.5)
    found["blink"] = state() == first
    c.look_at(Vector((1.0, -2.0, 1.0)))
    hash(state())
    return found


def refusals(c: Character) -> dict[str, str]:
    found = {}
    for name, call in (
        ("pose", lambda: c.pose("somersault")),
        ("express", lambda: c.express("hungry")),
        ("viseme", lambda: c.viseme({"zz": 1.0})),
    ):
        try:
            call()
        except BadInput as error:
            found[name] = error.fix
    return found


def main() -> None:
    job = json.load(sys.stdin)
    people, digests = [], []
    for sheet in job["sheets"]:
        c = built(sheet)
        digests.append(digest(c))
        people.append(measure(c, job))
    (first, hair, face_a), (other, _, face_b) = digests[:2]
    twin = built(job["sheets"][0])
    again, hair_again, _ = digest(twin)
    out = {
        "people": people,
        "digest": first,
        "digest_again": again,
        "digest_other": other,
        "hair_digest": hair,
        "hair_digest_again": hair_again,
        "face_distance": rms(face_a[:2000], face_b[:2000]),
        "keys": keys(twin),
        "slides": {action: slides(twin, action) for action in ("walk", "run")},
        "refused": refusals(twin),
    }
    print(json.dumps(out), flush=True)
    os._exit(0)  # bpy may hang in its own exit handlers


main()
