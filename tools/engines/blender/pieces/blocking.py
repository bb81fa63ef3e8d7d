"""A shot's blocking: where the cast stands and goes, where camera and light are, at any moment."""

import dataclasses

import bpy
import numpy as np

from tools.engines.blender.camera import moves
from tools.engines.blender.camera.framing import Setup, frame_cast
from tools.engines.blender.motion import travel
from tools.engines.blender.motion.performance import Performance
from tools.engines.blender.pieces.still import focus_point, spans
from tools.engines.blender.requests import RenderShot
from tools.engines.blender.scene.stage import Stage
from tools.engines.blender.scene.staging import Member, line_up, measure, union
from tools.engines.blender.sets import stage_set

SURVEY = 9  # moments at which a shot's extent is measured


class Blocking:
    """Cast, camera and light of one shot. Nothing is rendered."""

    def __init__(self, stage: Stage, members: list[Member], shot: RenderShot):
        self.stage, self.members, self.shot = stage, members, shot
        self.performance = Performance(members, shot)
        wide, high = moves.overscan(shot.camera.move)
        self.scale = moves.supersampling(shot.camera.move)
        self.width = round(shot.width * wide * self.scale)
        self.height = round(shot.height * high * self.scale)
        self._overscan = high
        self._setup = self._place_camera()

    def window(self, frame: int) -> tuple[moves.Window, tuple[float, ...]]:
        """Which part of its canvas `frame` shows, and the matrix that cuts it out."""
        shot = self.shot
        share = frame / max(1, self.performance.frames - 1)
        window = moves.window(shot.camera.move, share, shot.seed)
        canvas, size = (self.width, self.height), (shot.width, shot.height)
        return window, moves.canvas_matrix(window, canvas, size, self.scale)

    def aim(self, frame: int) -> None:
        """Point the camera as it stands in the pose struck at `frame`."""
        share = frame / max(1, self.performance.frames - 1)
        setup = dataclasses.replace(
            self._setup, azimuth=moves.azimuth(self.shot.camera.move, share)
        )
        if self._followed is None:
            self.stage.camera.aim(setup, self._focus, self._overscan)
            return
        offset = self._followed.offset(frame / self.shot.fps)
        setup = dataclasses.replace(setup, target=setup.target + offset)
        self.stage.lights.follow(offset)
        height = self._followed.floor.height
        self.stage.camera.aim(setup, self._focus + offset, self._overscan, height)

    @property
    def _followed(self) -> travel.Travel | None:
        """The way that camera and light rig go with the cast, if they do."""
        way = self.performance.travel
        return way if way is not None and way.together else None

    def _place_camera(self) -> Setup:
        """A camera that holds the cast in frame all through the shot, and the light for it."""
        survey = np.linspace(0, self.performance.frames - 1, SURVEY).astype(int)
        moments = sorted({self.performance.pose_of(int(frame)) for frame in survey})
        way = self._line_up(moments)
        apart = way is not None and not way.together
        self.performance.travel = way if apart else None  # a followed cast is framed in its place
        extents = []
        for moment in moments:
            self.performance.strike(moment)
            bpy.context.view_layer.update()
            extents.append(measure(self.members))
        extent = union(extents)
        setup = frame_cast(extent, self.shot.camera, self.shot.width / self.shot.height)
        if apart:  # someone may come closer, and look larger
            nearest = min(head.y for moment in extents for head in moment.heads)
            setup = dataclasses.replace(setup, distance=setup.distance + setup.target.y - nearest)
            self.performance.strike(0)
        self.performance.travel = way
        self.stage.camera.aim(setup, setup.target, self._overscan)
        self._focus = focus_point(self.members, self.stage.camera.object.location)
        self.stage.light(self.shot.set, self.shot.time_of_day, extent, self.shot.exposure)
        return setup

    def _line_up(self, moments: list[int]) -> travel.Travel | None:
        """Stand the cast side by side with room for what it does; the way it then takes."""
        turns = travel.turns(self.members, self.shot.cast, self.shot.camera.view)
        reaches = []
        for moment in moments:
            self.performance.strike(moment)
            reaches.append(spans(self.members, turns))
        widest = [
            (min(reach[k][0] for reach in reaches), max(reach[k][1] for reach in reaches))
            for k in range(len(self.members))
        ]
        line_up(self.members, turns, widest)
        floor = stage_set(self.shot.set).floor
        return travel.plan(self.members, self.shot.cast, self.shot.duration, floor)
