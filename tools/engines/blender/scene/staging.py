"""Where the cast stands: side by side, turned for the view, measured for the camera."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mathutils import Vector

# Degrees that a character turns to its left (towards +X, the camera's right) in each view.
TURN = {"front": 0.0, "three_quarter": 35.0, "profile": 68.0, "back": 180.0}
PAIR_TURN = 12.0  # even in a front view, neighbours turn a little towards each other
HAND = 0.10  # beyond the wrist and the ankle, in body heights
GAP = 0.06  # air between neighbours, in body heights


@dataclass(frozen=True)
class Member:
    """One of the cast: the built character, its name, and metres from mid-head to crown."""

    body: Any
    name: str
    head_radius: float

    def head(self) -> Vector:
        """World position of the middle of the skull: between the ears."""
        joints = self.body.joints()
        return (joints["r_ear"] + joints["l_ear"]) / 2


@dataclass(frozen=True)
class Extent:
    """World space that a cast takes over the time of a shot, in metres.

    `left`, `right`, `bottom`, `top` bound the bodies seen from the front; `heads` are the middles
    of the heads, `radius` of the largest; `shoulder` and `hip` are the lowest heights of these;
    `ahead` is how far the foremost foot stands before the head.
    """

    left: float
    right: float
    bottom: float
    top: float
    heads: tuple[Vector, ...]
    radius: float
    shoulder: float
    hip: float
    ahead: float
    height: float
    height_at_rest: float


def headings(count: int, view: str) -> list[float]:
    """Degrees by which each of `count` neighbours turns, left to right; pairs face each other."""
    turn = TURN[view]
    if count == 1:
        return [turn]
    inward = max(turn, PAIR_TURN)
    middle = [turn] * (count - 2)
    return [inward, *middle, -inward]


def line_up(
    cast: Sequence[Member], turns: Sequence[float], span: Sequence[tuple[float, float]]
) -> None:
    """Place `cast` side by side about x = 0, turned by `turns` degrees. `span` bounds each one's x
    about its own place."""
    gap = GAP * max(member.body.height for member in cast)
    edge = -(sum(right - left for left, right in span) + gap * (len(cast) - 1)) / 2
    if len(cast) == 1:
        edge = span[0][0]
    for member, turn, (left, right) in zip(cast, turns, span, strict=True):
        member.body.place(edge - left, 0.0, turn)
        edge += (right - left) + gap


def reach(member: Member) -> tuple[float, float]:
    """Least and greatest world x of a member of the cast, hands and head included."""
    margin = HAND * member.body.height
    across = [point.x for point in member.body.joints().values()]
    head = member.head()
    return (
        min(min(across) - margin, head.x - member.head_radius),
        max(max(across) + margin, head.x + member.head_radius),
    )


def measure(cast: Sequence[Member]) -> Extent:
    """The extent of `cast` as it stands now."""
    sides = [reach(member) for member in cast]
    joints = [member.body.joints() for member in cast]
    heads = tuple(member.head() for member in cast)
    radius = max(member.head_radius for member in cast)
    lowest = min(min(point.z for point in body.values()) for body in joints)
    highest = max(max(point.z for point in body.values()) for body in joints)
    tallest = max(member.body.height for member in cast)
    crown = max(head.z for head in heads) + radius
    return Extent(
        left=min(side[0] for side in sides),
        right=max(side[1] for side in sides),
        bottom=max(0.0, lowest - 0.5 * HAND * tallest),
        top=max(highest + 0.5 * HAND * tallest, crown),
        heads=heads,
        radius=radius,
        shoulder=min(min(body["r_shoulder"].z, body["l_shoulder"].z) for body in joints),
        hip=min(min(body["r_hip"].z, body["l_hip"].z) for body in joints),
        ahead=max(
            head.y - min(body["r_ankle"].y, body["l_ankle"].y)
            for head, body in zip(heads, joints, strict=True)
        ),
        height=crown,
        height_at_rest=tallest,
    )


def union(extents: Sequence[Extent]) -> Extent:
    """One extent over all of a shot's moments; heads are the mean over time."""
    count = len(extents[0].heads)
    heads = tuple(
        sum((extent.heads[k] for extent in extents), Vector()) / len(extents) for k in range(count)
    )
    return Extent(
        left=min(extent.left for extent in extents),
        right=max(extent.right for extent in extents),
        bottom=min(extent.bottom for extent in extents),
        top=max(extent.top for extent in extents),
        heads=heads,
        radius=extents[0].radius,
        shoulder=sum(extent.shoulder for extent in extents) / len(extents),
        hip=sum(extent.hip for extent in extents) / len(extents),
        ahead=max(extent.ahead for extent in extents),
        height=max(extent.height for extent in extents),
        height_at_rest=extents[0].height_at_rest,
    )
