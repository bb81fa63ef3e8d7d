"""One shot in the making: each pose rendered once, and only where something changed."""

from collections import OrderedDict
from collections.abc import Hashable

import numpy as np
from PIL import Image

from tools.engines.blender.pieces.blocking import Blocking
from tools.engines.blender.render import matte
from tools.engines.blender.render.measures import body_box, clip_box, head_box
from tools.engines.blender.render.plate import lay_cast, lay_part, over
from tools.engines.blender.render.settings import QUALITIES, sample_lights_by_share
from tools.engines.blender.requests import RenderShot
from tools.engines.blender.scene.stage import Stage
from tools.engines.blender.scene.staging import Member
from tools.engines.worker.serve import Job

KEEP_CANVASES = 12  # of earlier poses, in case one comes again
LAYERED = ("close_up", "medium")  # framings in which no feet, hence no shadow at them, are seen


class Shooting(Blocking):
    """One shot in the making: its blocking, the plate, and the canvases of recent poses."""

    def __init__(self, stage: Stage, members: list[Member], shot: RenderShot, job: Job):
        super().__init__(stage, members, shot)
        self._job = job
        self._canvases: OrderedDict[Hashable, np.ndarray] = OrderedDict()
        self._faces: dict[Hashable, tuple[Hashable, ...]] = {}
        self._pictures: OrderedDict[Hashable, Image.Image] = OrderedDict()
        self._rendered: set[Hashable] = set()
        self._margin = max(4, round(0.03 * self.height))
        # Whether the camera goes through the set, which must then be rendered with every pose.
        self._moving = self._followed is not None or shot.camera.move == "orbit"
        quality = QUALITIES[shot.quality]
        self._samples = quality.tracking if self._moving else quality.motion
        if self._moving:
            sample_lights_by_share(stage.scene, True)
            stage.renderer.spoiled = True
        self._layered = shot.camera.framing in LAYERED and not self._moving
        self._plate = None if self._moving else self._render_plate()

    @property
    def unique(self) -> int:
        """How many different canvases the shot took."""
        return len(self._rendered)

    def picture(self, pose: int) -> tuple[Hashable, Image.Image]:
        """The developed canvas of the pose struck at frame `pose`, the cast standing in it."""
        self.performance.strike(pose)
        self.aim(pose)
        body, faces = self.performance.body_key(), self.performance.face_keys()
        place = pose if self._moving else None
        key = (body, faces, place)
        if key not in self._pictures:
            canvas = self._render(body, faces) if self._plate is not None else self._render_whole()
            with self.stage.renderer.encoding():
                self._pictures[key] = self.stage.developer.develop(canvas)
            self._rendered.add(key)
            if len(self._pictures) > KEEP_CANVASES:
                self._pictures.popitem(last=False)
        return key, self._pictures[key]

    def _render_plate(self) -> np.ndarray:
        stage = self.stage
        self.performance.strike(self.performance.pose_of(self.performance.frames // 2))
        self.aim(0)
        hide = stage.ghost_cast if self._layered else lambda hidden: stage.show_cast(not hidden)
        hide(True)
        plate = stage.renderer.render(
            self.width,
            self.height,
            QUALITIES[self.shot.quality].plate,
            report=lambda done, _: self._job.progress(0.12 * done, "background"),
        )
        hide(False)
        stage.renderer.spoiled = True
        if self._layered:
            stage.show_set(False)
            stage.scene.render.film_transparent = True
        else:
            matte.enable(stage.scene)
        return plate.colour

    def _render_whole(self) -> np.ndarray:
        return self.stage.renderer.render(self.width, self.height, self._samples).colour

    def _render(self, body: Hashable, faces: tuple[Hashable, ...]) -> np.ndarray:
        """The canvas of the state that the cast is in, from the least that must be rendered."""
        if body in self._canvases:
            return self._render_faces(body, faces)
        shadows = [] if self._layered else self.stage.lights.shadow_directions()
        box = body_box(
            self.stage.camera, self.members, shadows, self.width, self.height, self._margin
        )
        if box is None:
            return self._plate
        layers = self.stage.renderer.render(self.width, self.height, self._samples, box)
        if self._layered:
            canvas = self._plate.copy()
            canvas[box[1] : box[3], box[0] : box[2]] = over(self._plate, layers.colour, box)
        else:
            cover = matte.coverage(layers, self.stage.cast_names())
            canvas = lay_cast(self._plate, layers.colour, cover, box)
        self._canvases[body], self._faces[body] = canvas, faces
        if len(self._canvases) > KEEP_CANVASES:
            self._canvases.popitem(last=False)
        return canvas

    def _render_faces(self, body: Hashable, faces: tuple[Hashable, ...]) -> np.ndarray:
        """Only the heads whose face differs from the canvas kept for this body."""
        spots: list[tuple[float, float]] = []
        for member, now, before in zip(self.members, faces, self._faces[body], strict=True):
            if now != before:
                x0, y0, x1, y1 = head_box(self.stage.camera, member, self.width, self.height)
                spots += [(x0, y0), (x1, y1)]
        box = clip_box(spots, self.width, self.height, self._margin)
        if box is None:
            return self._canvases[body]
        layers = self.stage.renderer.render(self.width, self.height, self._samples, box)
        part = over(self._plate, layers.colour, box) if self._layered else layers.colour
        return lay_part(self._canvases[body], part, box)
