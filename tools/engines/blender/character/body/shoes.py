"""Socks and laced shoes."""

import bpy
import numpy as np

from tools.engines.blender.character.body.limbs import along
from tools.engines.blender.character.body.rig import Skeleton
from tools.engines.blender.character.body.weights import Part, bind, chain, mirror_image, weigh
from tools.engines.blender.character.mesh import ellipsoid, join, loft, weld

SOLE_FRONT, SOLE_BACK = -0.56, 0.30  # along y, from the ankle's y


def build_shoes(
    s: Skeleton,
    materials: dict[str, bpy.types.Material],
    rig: bpy.types.Object,
    collection: bpy.types.Collection,
    socks: bool,
) -> list[bpy.types.Object]:
    """Both shoes (upper, sole, laces) and, with bare legs, the socks."""
    j, ground = s.joints, s.p.ground
    knee, ankle, ball, toe = (j[k] for k in ("knee", "ankle", "ball", "toe"))
    foot = chain(["foot.L", "toe.L"], [ankle, ball, toe], 0.10)
    shin = chain(["shin.L", "foot.L"], [knee, ankle, ball], 0.10)
    x, y = ankle[0], ankle[1]
    up = np.array([0, 0, 1.0])
    upper = join(
        [
            ellipsoid((x, y + 0.02, ground + 0.20), (0.205, 0.25, 0.165)),
            ellipsoid((x + 0.005, y - 0.16, ground + 0.19), (0.195, 0.28, 0.16)),
            ellipsoid((x + 0.02, y - 0.36, ground + 0.15), (0.222, 0.28, 0.135)),
            loft(
                np.array(
                    [
                        (x, y, ground + 0.18),
                        (x, y + 0.01, ground + 0.36),
                        (x, y + 0.01, ground + 0.39),
                    ]
                ),
                np.array([0.195, 0.178, 0.172]),
                20,
            ),
        ]
    )
    heights = np.array([0.0, 0.03, 0.08, 0.095])
    path = np.stack([x + 0.01 + 0 * heights, y - 0.145 + 0 * heights, ground + heights], 1)
    sole = loft(
        path, np.array([[0.215, 0.455], [0.232, 0.475], [0.230, 0.47], [0.215, 0.455]]), 36, 2.3
    )
    laces = []
    for k in range(3):
        yy, zz = y - 0.16 - 0.085 * k, ground + 0.372 - 0.036 * k
        turn = np.linspace(-1, 1, 7)
        line = np.stack(
            [x + 0.01 + 0.115 * turn, yy + 0.02 * turn * (-1) ** k, zz - 0.045 * turn**2], 1
        )
        laces.append(loft(line, np.full(7, 0.022), 8, side=up))
    made = []
    for name, solid, material, voxel in (
        ("shoe", upper, "shoe", 0.034),
        ("sole", sole, "sole", 0.036),
        ("laces", join(laces), "lace", 0.013),
    ):
        steps = 3 if name != "laces" else 1
        left = weld(f"{name}.L", [solid], materials[material], collection, voxel, steps)
        bind(left, rig, weigh(left, [Part(solid, foot)], 0.1))
        made += [left, mirror_image(left)]
    if socks:
        tube = loft(
            along(knee, ankle, 0.66, 0.69, 0.73, 0.85, 1.0),
            np.array([0.158, 0.172, 0.160, 0.155, 0.15]) * s.p.limb,
            22,
        )
        sock = weld("sock.L", [tube], materials["sock"], collection, 0.034, 2)
        bind(sock, rig, weigh(sock, [Part(tube, shin)], 0.1))
        made += [sock, mirror_image(sock)]
    return made
