"""What the cast does over a shot: from curves and actions to a state for every held pose."""

from collections.abc import Hashable

from tools.engines.blender.motion import timeline
from tools.engines.blender.motion.travel import Travel
from tools.engines.blender.requests import RenderShot
from tools.engines.blender.scene.staging import Member


class Performance:
    """Puts the cast into the state of any moment of a shot; on its `travel`, if it has one."""

    def __init__(self, members: list[Member], shot: RenderShot):
        self._members = members
        self._shot = shot
        self._blinks = [
            timeline.blink_times(shot.duration, shot.seed + k, role.get("acted") or [])
            if role.get("blinks", True)
            else []
            for k, role in enumerate(shot.cast)
        ]
        self.travel: Travel | None = None
        self.frames = max(1, round(shot.duration * shot.fps))
        self.hold = 2 if shot.on_twos else 1

    def pose_of(self, frame: int) -> int:
        """The frame at which the pose shown in `frame` was struck."""
        return frame - frame % self.hold

    def visemes(self, k: int, frame: int) -> dict[str, float]:
        """Viseme weights of the k-th of the cast in the pose struck at `frame`."""
        keys = self._shot.cast[k].get("visemes") or []
        moment = timeline.viseme_moment(keys, frame / self._shot.fps, self.hold / self._shot.fps)
        return timeline.viseme_at(keys, moment)

    def mouth_open(self, frame: int) -> float:
        """How far the first of the cast has its lips parted in `frame`, 0 to 1, by its visemes."""
        return round(timeline.opening(self.visemes(0, self.pose_of(frame))), 4)

    def strike(self, frame: int) -> None:
        """Put the cast into the pose, expression, viseme and blink struck at `frame`."""
        t = frame / self._shot.fps
        for k, (member, role) in enumerate(zip(self._members, self._shot.cast, strict=True)):
            stride = self.travel.strides[k] if self.travel else 1.0
            action, amount = role.get("action") or "idle", float(role.get("amount", 1.0))
            body = member.body
            with body.at_once():
                body.pose(action, t, amount, stride)
                body.express_blend(timeline.expression_at(role.get("expression_curve") or [], t))
                body.act(timeline.controls_at(role.get("controls") or [], t))
                body.viseme(self.visemes(k, frame))
                body.blink(timeline.blink_at(self._blinks[k], t))
                body.look_at(None)
            if self.travel:
                body.root.location = self.travel.place(k, t)

    def body_key(self) -> Hashable:
        """Equal for moments at which all bodies stand alike."""
        return tuple(member.body.body_state_key() for member in self._members)

    def face_keys(self) -> tuple[Hashable, ...]:
        """Per member, equal for moments at which the face is alike."""
        return tuple(member.body.face_state_key() for member in self._members)
