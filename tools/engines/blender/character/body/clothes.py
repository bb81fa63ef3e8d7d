"""Top and bottom: welded from torso, sleeves and legs, with ribbed edges."""

import bpy
import numpy as np

from tools.engines.blender.character.body.limbs import along, mirrored
from tools.engines.blender.character.body.rig import Skeleton
from tools.engines.blender.character.body.weights import Part, bind, chain, weigh
from tools.engines.blender.character.falloff import smooth
from tools.engines.blender.character.mesh import (
    Solid,
    add_attribute,
    add_subdivision,
    loft,
    vertices,
    weld,
)

Materials = dict[str, bpy.types.Material]


class Tailor:
    """Makes the clothes of one character."""

    def __init__(
        self,
        s: Skeleton,
        materials: Materials,
        rig: bpy.types.Object,
        collection: bpy.types.Collection,
    ):
        self.s, self.materials, self.rig, self.collection = s, materials, rig, collection
        self.spine = chain(
            ["hips", "spine", "chest"],
            [s.joints[k] for k in ("hips", "spine", "chest", "neck")],
            0.30,
        )
        self.arm = chain(
            ["upperarm.L", "forearm.L"], [s.joints[k] for k in ("shoulder", "elbow", "wrist")], 0.12
        )
        self.leg = chain(
            ["thigh.L", "shin.L"], [s.joints[k] for k in ("hip", "knee", "ankle")], 0.15
        )

    def top(self) -> list[bpy.types.Object]:
        """A T-shirt with a ribbed collar and sleeve edges."""
        s = self.s
        shoulder, elbow = s.joints["shoulder"], s.joints["elbow"]
        sleeve_path = np.concatenate(
            [[shoulder * [0.40, 1, 1]], along(shoulder, elbow, -0.02, 0.25, 0.58, 0.66)]
        )
        sleeve = Part(
            loft(sleeve_path, np.array([0.19, 0.27, 0.262, 0.275, 0.27]) * s.p.limb, 24), self.arm
        )
        parts = [Part(self._torso(), self.spine), sleeve, mirrored(sleeve)]
        shirt = self._garment("top", parts, "top", 0.062, 0.055)
        rest = vertices(shirt)
        stripe = rest.copy()
        outer = smooth(0.0, 0.25, (np.abs(rest[:, 0]) - shoulder[0] - 0.02))
        down = (np.abs(rest[:, 0]) - shoulder[0]) * 0.7 - (rest[:, 2] - shoulder[2]) * 0.714
        stripe[:, 2] = rest[:, 2] * (1 - outer) + (shoulder[2] - down) * outer
        yoke = shoulder[2] - 0.12  # plain above, where stripes would turn into spots
        stripe[:, 2] = np.minimum(stripe[:, 2], yoke) - yoke
        add_attribute(shirt, "stripe", stripe)
        made = [shirt]
        cuff = Part(
            loft(
                along(shoulder, elbow, 0.60, 0.63, 0.665, 0.685),
                np.array([0.278, 0.288, 0.286, 0.272]) * s.p.limb,
                24,
            ),
            self.arm,
        )
        made.append(self._garment("cuffs", [cuff, mirrored(cuff)], "trim", 0.032, 0.1))
        made.append(self._garment("collar", [self._collar()], "trim", 0.030, 0.1))
        return made

    def _torso(self) -> Solid:
        s, g = self.s, self.s.p.girth
        low, neck = s.joints["hips"][2], s.joints["neck"][2]
        wide = s.p.shoulder + 0.05
        trunk = low + (neck - low) * np.array([-0.055, 0.02, 0.14, 0.34, 0.56])
        heights = np.concatenate([trunk, neck - np.array([0.42, 0.21, 0.096, 0.044])])
        t = (heights - low) / (neck - low)
        sides = np.array([0.60, 0.615, 0.60, 0.575, 0.565, 0.56, 0.52, 0.40, 0.29])
        grown = smooth(1.0, 0.86, t)  # the neckline grows with the neck, the rest with the frame
        sides = sides * (s.p.neck_girth + (wide / 0.55 - s.p.neck_girth) * grown)
        sides = sides * (1 + (g - 1) * smooth(0.95, 0.4, t))
        depths = np.array([0.49, 0.51, 0.495, 0.47, 0.455, 0.43, 0.385, 0.325, 0.26])
        depths = depths * (1 + (g - 1) * smooth(1.0, 0.5, t))
        depths = depths * (s.p.neck_girth + (0.6 + 0.4 * wide / 0.55 - s.p.neck_girth) * grown)
        path = np.stack([0 * t, 0.055 + 0 * t, heights], 1)
        return loft(path, np.stack([sides, depths], 1), 36, 2.25)

    def _collar(self) -> Part:
        s = self.s
        z, n = s.joints["neck"][2], s.p.neck_girth
        turn = np.linspace(0, 2 * np.pi, 41)[:-1]
        path = np.stack(
            [
                0.290 * n * np.cos(turn),
                0.065 + 0.275 * n * np.sin(turn),
                z + 0.012 + 0.055 * np.sin(turn),
            ],
            1,
        )
        path = np.concatenate([path, path[:2]])
        neck = chain(
            ["chest", "neck"], [s.joints["chest"], s.joints["neck"], s.joints["head"]], 0.25
        )
        return Part(
            loft(path, np.full((len(path), 2), (0.062, 0.052)), 12, side=np.array([0, 0, 1.0])),
            neck,
        )

    def bottom(self, style: str) -> list[bpy.types.Object]:
        """Shorts, trousers or a skirt, with a belt-line and turned-up edges."""
        if style == "skirt":
            return [self._skirt()]
        s = self.s
        hip, knee, ankle = (s.joints[k] for k in ("hip", "knee", "ankle"))
        limb = 0.5 + 0.5 * s.p.limb
        if style == "shorts":
            path = along(hip, knee, -0.05, 0.30, 0.66, 0.80)
            radii = np.array([0.305, 0.288, 0.258, 0.258])
            edge, edge_radii = (
                along(hip, knee, 0.76, 0.79, 0.85, 0.875),
                np.array([0.264, 0.275, 0.273, 0.260]),
            )
        else:
            path = np.concatenate(
                [along(hip, knee, -0.05, 0.35, 0.9), along(knee, ankle, 0.2, 0.6, 0.92)]
            )
            radii = np.array([0.315, 0.30, 0.232, 0.222, 0.205, 0.205])
            edge, edge_radii = (
                along(knee, ankle, 0.85, 0.87, 0.97, 0.99),
                np.array([0.212, 0.222, 0.222, 0.210]),
            )
        leg = Part(loft(path, radii * limb, 26), self.leg)
        made = [self._garment("bottom", [self._seat(), leg, mirrored(leg)], "bottom", 0.058, 0.09)]
        cuff = Part(loft(edge, edge_radii * limb, 26), self.leg)
        made.append(self._garment("turnups", [cuff, mirrored(cuff)], "cuff", 0.034, 0.1))
        return made

    def _seat(self) -> Part:
        s, g = self.s, self.s.p.girth
        low = s.joints["hips"][2]
        wide = (s.p.shoulder + 0.05) / 0.55
        heights = low + np.array([0.36, 0.15, -0.05, -0.20, -0.30])
        path = np.stack([0 * heights, 0.055 + 0 * heights, heights], 1)
        radii = np.array([[0.545, 0.445], [0.57, 0.47], [0.585, 0.485], [0.55, 0.46], [0.42, 0.36]])
        return Part(
            loft(path, radii * [wide * g, g * (0.6 + 0.4 * wide)], 36, 2.25),
            chain(["hips"], [s.joints["hips"], s.joints["spine"]]),
        )

    def _skirt(self) -> bpy.types.Object:
        s, g = self.s, self.s.p.girth
        hip, knee = s.joints["hip"], s.joints["knee"]
        waist = s.joints["hips"][2] + 0.3
        length = waist - (knee[2] + 0.12)
        t = np.linspace(0, 1, 9)
        path = np.stack([0 * t, 0.055 + 0 * t, waist - length * t], 1)
        flare = 0.55 + 0.32 * t**0.8
        solid, faces = loft(path, np.stack([flare * g, (flare - 0.08) * g], 1), 56)
        around = np.arctan2(solid[:, 1] - 0.055, solid[:, 0])
        fold = 1 + 0.045 * np.sin(9 * around) * smooth(waist, waist - length, solid[:, 2])
        solid[:, :2] = (solid[:, :2] - [0, 0.055]) * fold[:, None] + [0, 0.055]
        skirt = weld("bottom", [(solid, faces)], self.materials["bottom"], self.collection, 0.05, 3)
        points = vertices(skirt)
        share = smooth(hip[2] + 0.22, hip[2] - 0.42, points[:, 2])
        left = smooth(-0.32, 0.32, points[:, 0])
        bind(
            skirt,
            self.rig,
            {"hips": 1 - share, "thigh.L": share * left, "thigh.R": share * (1 - left)},
            6,
        )
        add_subdivision(skirt, 1)
        return skirt

    def _garment(
        self, name: str, parts: list[Part], material: str, voxel: float, softness: float
    ) -> bpy.types.Object:
        fine = voxel < 0.04
        made = weld(
            name,
            [p.solid for p in parts],
            self.materials[material],
            self.collection,
            voxel,
            2 if fine else 6,
        )
        weights = weigh(made, parts, softness)
        if name == "top":
            self._shrug(weights, vertices(made))
        bind(made, self.rig, weights, relax=0 if fine else 6)
        if not fine:
            add_subdivision(made, 1)
        return made

    def _shrug(self, weights: dict[str, np.ndarray], points: np.ndarray) -> None:
        """The cloth over the collar-bones follows them."""
        shoulder = self.s.joints["shoulder"]
        high = smooth(shoulder[2] - 0.45, shoulder[2] + 0.02, points[:, 2])
        for side, tag in ((1, "L"), (-1, "R")):
            reach = smooth(0.12, shoulder[0], points[:, 0] * side)
            taken = weights["chest"] * reach * high * 0.9
            weights[f"clavicle.{tag}"] = taken
            weights["chest"] = weights["chest"] - taken
