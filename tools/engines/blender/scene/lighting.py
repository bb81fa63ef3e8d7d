"""The lights of a shot: sun or moon, sky dome, and a three-point rig around the cast."""

import math

import bpy
from mathutils import Vector

from tools.engines.blender.modelling.materials import srgb
from tools.engines.blender.modelling.nodes import Graph
from tools.engines.blender.scene.atmosphere import Atmosphere

# Where the rig's lights hang, from the head of the cast, in units of its height: key high on the
# camera's right (where a turned character looks), fill low on the left, rims behind both shoulders.
KEY_AT = Vector((0.85, -1.25, 0.62))
FILL_AT = Vector((-1.25, -1.05, 0.0))
RIM_LEFT_AT = Vector((-0.85, 0.85, 0.62))
RIM_RIGHT_AT = Vector((0.95, 0.9, 0.45))
BEAM = math.radians(64.0)  # spread of a light that falls on the cast alone
BEAM_SHARE = 0.4  # of its energy, for the same light on the face
STARLIGHT = (4.0, 4.2, 5.0, 1.0)


def sky_dome(world: bpy.types.World, air: Atmosphere) -> None:
    """A gradient sky with soft clouds and, at night, stars."""
    graph = Graph(world)
    direction = graph.node("TexCoord").outputs["Generated"]
    up = graph.node("SeparateXYZ", {0: direction}).outputs["Z"]
    horizon, low, middle, zenith = (srgb(colour) for colour in air.sky)
    bare = graph.ramp(up, [(0.0, horizon), (0.1, low), (0.32, middle), (0.8, zenith)])
    flat = graph.node("Mapping", {"Vector": direction, "Scale": (1.7, 1.7, 6.0)}).outputs[0]
    noise = graph.node("TexNoise", {"Vector": flat, "Scale": 1.6, "Detail": 5.0, "Roughness": 0.55})
    edge = 0.72 - 0.4 * air.cloud_cover
    cover = graph.node(
        "MapRange",
        {"Value": noise.outputs["Fac"], "From Min": edge, "From Max": edge + 0.16, "To Max": 0.85},
        interpolation_type="SMOOTHSTEP",
    )
    seen = graph.mix(cover.outputs[0], bare, srgb(air.cloud))
    if air.stars:
        cells = graph.node("TexVoronoi", {"Vector": direction, "Scale": 70.0})
        point = graph.node(
            "MapRange",
            {
                "Value": cells.outputs["Distance"],
                "From Min": 0.055,
                "From Max": 0.02,
                "To Max": air.stars,
            },
        )
        seen = graph.mix(point.outputs[0], seen, STARLIGHT)
    # Light and reflections do with the bare gradient: cheaper, and no star is a firefly.
    shine = graph.node("Background", {"Color": bare, "Strength": air.sky_strength})
    show = graph.node("Background", {"Color": seen, "Strength": air.sky_strength})
    camera = graph.node("LightPath").outputs["Is Camera Ray"]
    both = graph.node("MixShader", {0: camera, 1: shine.outputs[0], 2: show.outputs[0]})
    graph.node("OutputWorld", {0: both.outputs[0]})
    world.cycles.sampling_method = "MANUAL"
    world.cycles.sample_map_resolution = (
        256  # the importance map is rebuilt whenever the sky changes
    )


class LightRig:
    """Sun and three-point lights; built once, then set for each time of day and cast."""

    def __init__(self, collection: bpy.types.Collection):
        self._collection = collection
        self._stands: list[tuple[bpy.types.Object, Vector]] = []
        self.sun = self._light("sun", "SUN")
        self.key = self._light("key", "AREA")
        self.fill = self._light("fill", "AREA")
        self.rim_left = self._light("rim_left", "AREA")
        self.rim_right = self._light("rim_right", "AREA")
        self.fill.visible_glossy = False  # its reflection would sit in the eyes as a second glint
        self.rim_right.visible_glossy = False

    def _light(self, name: str, kind: str) -> bpy.types.Object:
        data = bpy.data.lights.new(name, kind)
        made = bpy.data.objects.new(name, data)
        made.visible_camera = False
        self._collection.objects.link(made)
        return made

    def set(
        self,
        air: Atmosphere,
        head: Vector,
        height: float,
        sun_scale: float,
        rig_scale: float,
        spill: bool,
    ) -> None:
        """Light a cast whose middle head is at `head` (m) and whose tallest is `height` metres.

        `sun_scale` and `rig_scale` are the set's own: indoors the sun comes by the window alone.
        Without `spill`, fill and rims are beams on the cast: on open ground they would wash away
        the shadows that it stands on.
        """
        sun = self.sun.data
        sun.energy = air.sun.energy * sun_scale
        sun.color = srgb(air.sun.colour)[:3]
        sun.angle = air.sun_softness * 0.01745
        self.sun.rotation_euler = (-Vector(air.sun_from)).to_track_quat("-Z", "Y").to_euler()
        self._stands = []
        area = height * height * rig_scale  # same light on the face at any size
        for light, place, size, (energy, colour) in (
            (self.key, KEY_AT, 0.45, air.key),
            (self.fill, FILL_AT, 0.9, air.fill),
            (self.rim_left, RIM_LEFT_AT, 0.5, air.rim),
            (self.rim_right, RIM_RIGHT_AT, 0.5, (air.rim.energy * 0.5, air.fill.colour)),
        ):
            light.location = head + place * height
            self._stands.append((light, light.location.copy()))
            light.rotation_euler = (-place).to_track_quat("-Z", "Y").to_euler()
            light.data.shape = "DISK"
            light.data.size = size * height
            light.data.color = srgb(colour)[:3]
            beam = light is not self.key and not spill
            light.data.spread = BEAM if beam else math.pi
            light.data.energy = energy * area * (BEAM_SHARE if beam else 1.0)

    def follow(self, offset: Vector) -> None:
        """Take the rig, not the sun, `offset` metres away from where it was set up."""
        for light, stand in self._stands:
            light.location = stand + offset

    def lamps(self) -> list[bpy.types.Object]:
        """Every light of the rig."""
        return [self.sun, self.key, self.fill, self.rim_left, self.rim_right]

    def shadow_directions(self) -> list[Vector]:
        """Towards the lights whose shadows show on the ground: sun or moon, and the key."""
        towards = (
            [self.sun.matrix_basis.col[2].xyz.normalized()] if self.sun.data.energy > 0 else []
        )
        return [*towards, self.key.matrix_basis.col[2].xyz.normalized()]
