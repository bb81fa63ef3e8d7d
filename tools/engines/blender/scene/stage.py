"""The one scene of the worker: it keeps built sets and characters, and puts them on when asked."""

import hashlib
import json
import time
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import replace
from pathlib import Path
from typing import Any

import bpy
from mathutils import Vector

from tools.engines.blender.camera.framing import Camera
from tools.engines.blender.character.build import build_character
from tools.engines.blender.render.picture import Developer
from tools.engines.blender.render.renderer import Renderer
from tools.engines.blender.render.settings import set_up
from tools.engines.blender.scene.atmosphere import ATMOSPHERES
from tools.engines.blender.scene.lighting import LightRig, sky_dome
from tools.engines.blender.scene.staging import Extent, Member
from tools.engines.blender.sets import StageSet, not_built, stage_set
from tools.engines.worker.serve import BadInput

KEEP_CHARACTERS = 8
LARGEST_CAST = 3
OFF_STAGE = -400.0  # metres


class Stage:
    """Scene, camera, lights, and the caches of what was built.

    `scratch` is a path, without suffix, for the files that Blender's pixels pass through.
    """

    def __init__(self, scratch: Path):
        bpy.ops.wm.read_factory_settings(use_empty=True)
        self.scene = bpy.context.scene
        set_up(self.scene)
        self.camera = Camera(self.scene)
        self.lights = LightRig(self.scene.collection)
        self.renderer = Renderer(self.scene, scratch)
        self.developer = Developer(self.scene, scratch)
        self.set_collection: bpy.types.Collection | None = None
        self.cast_collections: list[bpy.types.Collection] = []
        self._members: list[Member] = []
        self._structure: Hashable = None
        self._sets: dict[Hashable, tuple[bpy.types.Collection, bpy.types.World]] = {}
        self._characters: OrderedDict[str, tuple[bpy.types.Collection, Member]] = OrderedDict()

    def open(self, set_name: str, time_of_day: str, sheets: list[dict[str, Any]]) -> list[Member]:
        """Put up the set and the cast, nothing else; the same scene whatever was there before."""
        start = time.perf_counter()
        place = stage_set(set_name)
        if time_of_day not in ATMOSPHERES:
            raise BadInput(f"no time of day {time_of_day!r}", f"one of {sorted(ATMOSPHERES)}")
        if not 1 <= len(sheets) <= LARGEST_CAST:
            raise BadInput(f"a cast of {len(sheets)}", f"1 to {LARGEST_CAST} characters")
        self.scene.render.film_transparent = False
        structure = (set_name, place, time_of_day, json.dumps(sheets, sort_keys=True))
        if structure == self._structure:
            if self.renderer.spoiled:
                self.renderer.forget()
            self.renderer.timings.build += time.perf_counter() - start
            return self._members
        self._clear()
        self.set_collection, self.scene.world = self._built_set(set_name, place, time_of_day)
        self.scene.collection.children.link(self.set_collection)
        self._members = []
        for k, sheet in enumerate(sheets):
            collection, member = self._built_character(sheet, twin=sheets[:k].count(sheet))
            self.scene.collection.children.link(collection)
            self.cast_collections.append(collection)
            self._members.append(member)
        self.renderer.forget()
        self._structure = structure
        self.renderer.timings.build += time.perf_counter() - start
        return self._members

    def light(self, set_name: str, time_of_day: str, extent: Extent, exposure: float) -> None:
        """Light the cast for the set and time; `exposure` is in stops on top of their own."""
        air, place = ATMOSPHERES[time_of_day], stage_set(set_name)
        head = sum(extent.heads, Vector()) / len(extent.heads)
        self.lights.set(air, head, extent.height_at_rest, place.sun, place.rig, place.spill)
        opened = place.daylight * (1.0 - air.lamps)
        self.scene.view_settings.exposure = air.exposure + opened + exposure

    def show_set(self, visible: bool) -> None:
        """Let the camera see the set; hidden, it still lights the cast and casts shadows on it."""
        for thing in self.set_collection.all_objects:
            if thing.type == "MESH":
                thing.visible_camera = visible

    def show_cast(self, visible: bool) -> None:
        """Take the cast off the stage (far below it), or put it back.

        It stays in the scene: objects that come and go change the order in which lights are
        sampled, and cost an evaluation of every modifier.
        """
        for member in self._members:
            member.body.root.location.z = 0.0 if visible else OFF_STAGE

    def ghost_cast(self, ghost: bool) -> None:
        """Hide the cast from the camera alone: it goes on throwing shadows."""
        for member in self._members:
            for thing in member.body.objects:
                thing.visible_camera = not ghost

    def cast_names(self) -> set[str]:
        """The object names of the cast."""
        return {
            thing.name for collection in self.cast_collections for thing in collection.all_objects
        }

    def _clear(self) -> None:
        for collection in list(self.scene.collection.children):
            self.scene.collection.children.unlink(collection)
        self.cast_collections = []
        self._structure = None

    def _built_set(
        self, name: str, place: StageSet, time_of_day: str
    ) -> tuple[bpy.types.Collection, bpy.types.World]:
        key = (name, place, time_of_day)
        if key not in self._sets:
            collection = bpy.data.collections.new(f"{name}.{time_of_day}")
            try:
                place.build(collection, ATMOSPHERES[time_of_day])
            except Exception as error:  # a pack's code may fail in any way
                raise not_built(name, error) from error
            world = bpy.data.worlds.new(f"{name}.{time_of_day}")
            sky_dome(world, ATMOSPHERES[time_of_day])
            self._sets[key] = (collection, world)
        return self._sets[key]

    def _built_character(
        self, sheet: dict[str, Any], twin: int
    ) -> tuple[bpy.types.Collection, Member]:
        body = json.dumps(
            {key: sheet.get(key) for key in ("name", "looks", "outfit")}, sort_keys=True
        )
        key = hashlib.sha256(f"{body}{twin}".encode()).hexdigest()
        if key not in self._characters:
            collection = bpy.data.collections.new(key[:16])
            self.scene.collection.children.link(collection)
            made = build_character(sheet, collection)
            made.place(0.0, 0.0, 0.0)
            made.pose_still("idle", 1.0)
            bpy.context.view_layer.update()
            member = Member(made, str(sheet.get("name", "")), 0.0)
            radius = max(0.06 * made.height, made.height - member.head().z)
            self.scene.collection.children.unlink(collection)
            self._characters[key] = (collection, replace(member, head_radius=radius))
            while len(self._characters) > KEEP_CHARACTERS:
                _, (old, _) = self._characters.popitem(last=False)
                for thing in list(old.all_objects):
                    bpy.data.objects.remove(thing)
                bpy.data.collections.remove(old)
        self._characters.move_to_end(key)
        return self._characters[key]
