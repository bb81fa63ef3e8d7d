"""Root motion: the way that those of the cast who walk or run take through the set.

Each goes straight where it looks, at the speed of its steps, so feet do not slide. Where the set
has less room than the shot has time, and beside someone slower, steps get shorter. If all go alike,
camera and light rig go with them; else the camera stays and holds the whole way in frame.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mathutils import Vector

from tools.engines.blender.scene.staging import TURN, Member, headings
from tools.engines.blender.sets.floor import Floor

ELBOW_ROOM = 0.3  # body heights to either side of one in a row


@dataclass(frozen=True)
class Travel:
    """Per member where it is at first, metres a second, and the length of its steps over their
    full one; `together` if all keep their places beside one another, about `row` where they were
    lined up."""

    starts: tuple[Vector, ...]
    velocities: tuple[Vector, ...]
    strides: tuple[float, ...]
    together: bool
    row: Vector
    floor: Floor

    def place(self, member: int, t: float) -> Vector:
        """World position of a member's root at `t` seconds."""
        return self._grounded(self.starts[member] + self.velocities[member] * t)

    def offset(self, t: float) -> Vector:
        """How far the middle of the row is at `t` seconds from where it was lined up."""
        spots = [start + v * t for start, v in zip(self.starts, self.velocities, strict=True)]
        return self._grounded(sum(spots, Vector()) / len(spots)) - self.row

    def _grounded(self, spot: Vector) -> Vector:
        return Vector((spot.x, spot.y, self.floor.height(spot.x, spot.y)))


def speeds(members: Sequence[Member], cast: Sequence[dict[str, Any]]) -> list[float]:
    """Metres a second at which each member's action travels; 0 if it stays."""
    return [
        member.body.speed(role.get("action") or "idle", float(role.get("amount", 1.0)))
        for member, role in zip(members, cast, strict=True)
    ]


def turns(members: Sequence[Member], cast: Sequence[dict[str, Any]], view: str) -> list[float]:
    """Degrees by which each member turns: together, all look where they go; from those who stay,
    the others go away to their own side."""
    pace = speeds(members, cast)
    turned = headings(len(members), view)
    if _together(cast, pace):
        return [TURN[view]] * len(members)
    for k, speed in enumerate(pace):
        if speed:
            side = 2 * k - (len(members) - 1)
            turned[k] = math.copysign(TURN[view], side) if side else 0.0
    return turned


def plan(
    members: Sequence[Member], cast: Sequence[dict[str, Any]], duration: float, floor: Floor
) -> Travel | None:
    """The way of a cast that stands lined up and turned; None if nobody goes anywhere."""
    pace = speeds(members, cast)
    if not any(pace):
        return None
    marks = [member.body.root.location.copy() for member in members]
    ways = [_forward(member) for member in members]
    row = sum(marks, Vector()) / len(marks)
    together = _together(cast, pace)
    if together:
        common = min(pace)
        margin = ELBOW_ROOM * max(m.body.height for m in members) * (len(members) - 1)
        room = _length(ways[0], floor, margin)
        wanted = [min(common, room / duration)] * len(members)
        half = ways[0] * wanted[0] * duration / 2
        middle = Vector(
            (
                _inside(0.0, floor.left + margin + abs(half.x), floor.right - margin - abs(half.x)),
                _inside(0.0, floor.near + abs(half.y), floor.far - abs(half.y)),
                0.0,
            )
        )
        marks = [mark - row + middle - half for mark in marks]
    else:
        rooms = [_ahead(mark, way, floor) for mark, way in zip(marks, ways, strict=True)]
        wanted = [min(v, room / duration) for v, room in zip(pace, rooms, strict=True)]
    return Travel(
        starts=tuple(marks),
        velocities=tuple(way * v for way, v in zip(ways, wanted, strict=True)),
        strides=tuple(v / full if full else 1.0 for v, full in zip(wanted, pace, strict=True)),
        together=together,
        row=row,
        floor=floor,
    )


def _together(cast: Sequence[dict[str, Any]], pace: Sequence[float]) -> bool:
    return all(pace) and len({role.get("action") for role in cast}) == 1


def _forward(member: Member) -> Vector:
    turn = member.body.root.rotation_euler.z
    return Vector((math.sin(turn), -math.cos(turn), 0.0))


def _length(way: Vector, floor: Floor, margin: float) -> float:
    """Metres of the longest straight way on the floor in a direction."""
    width = max(0.0, floor.right - floor.left - 2 * margin)
    sides = [(width, abs(way.x)), (floor.far - floor.near, abs(way.y))]
    return min(side / share for side, share in sides if share > 1e-6)


def _ahead(mark: Vector, way: Vector, floor: Floor) -> float:
    """Metres from a mark to the edge of the floor."""
    edges = []
    for at, share, low, high in (
        (mark.x, way.x, floor.left, floor.right),
        (mark.y, way.y, floor.near, floor.far),
    ):
        if abs(share) > 1e-6:
            edges.append(((high if share > 0 else low) - at) / share)
    return max(0.0, min(edges))


def _inside(value: float, low: float, high: float) -> float:
    return min(max(value, low), high) if low < high else (low + high) / 2
