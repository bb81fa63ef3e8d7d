"""A shot: the cast in motion, its frames as files and where the cast is in them."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any

from tools.engines.blender import params
from tools.engines.blender.camera import moves
from tools.engines.blender.pieces.shooting import Shooting
from tools.engines.blender.pieces.steering import framed_points, shot_passes
from tools.engines.blender.render import matte
from tools.engines.blender.render.measures import head_box, joint_pixels
from tools.engines.blender.render.picture import save_png
from tools.engines.blender.render.renderer import Timings
from tools.engines.blender.render.settings import sample_lights_by_share
from tools.engines.blender.scene.stage import Stage
from tools.engines.worker.serve import Job


def render_shot(stage: Stage, request: dict[str, Any], job: Job) -> dict[str, Any]:
    """The worker's `render_shot`; parameters and result as in worker.py."""
    shot = params.shot(request)
    folder = params.folder(request)
    stage.renderer.timings = Timings()
    job.progress(0.01, "building")
    members = stage.open(shot.set, shot.time_of_day, [role["sheet"] for role in shot.cast])
    stage.scene.cycles.seed = shot.seed
    try:
        shooting = Shooting(stage, members, shot, job)
        made = _shoot(shooting, folder, job)
    finally:
        matte.disable(stage.scene)
        sample_lights_by_share(stage.scene, False)
        stage.show_set(True)
        stage.ghost_cast(False)
        stage.show_cast(True)
        stage.scene.render.film_transparent = False
    return made | {"passes": shot_passes(shooting, folder, job)}


def _shoot(shooting: Shooting, folder: Path, job: Job) -> dict[str, Any]:
    shot, stage, performance = shooting.shot, shooting.stage, shooting.performance
    names: list[str] = []
    heads: list[list[list[float]]] = []
    joints: dict[int, list[dict[str, Any]]] = {}
    written: dict[Hashable, str] = {}
    wanted = sorted({0, performance.frames // 2, performance.frames - 1})
    for frame in range(performance.frames):
        job.progress(
            0.12 + 0.88 * frame / performance.frames, f"frame {frame + 1} of {performance.frames}"
        )
        key, canvas = shooting.picture(performance.pose_of(frame))
        window, matrix = shooting.window(frame)
        if (key, window) not in written:
            name = f"f{frame:04d}.png"
            with stage.renderer.encoding():
                save_png(moves.cut(canvas, matrix, (shot.width, shot.height)), folder / name)
            written[key, window] = name
        names.append(written[key, window])
        heads.append(
            [
                _framed_box(head_box(stage.camera, member, *canvas.size), matrix)
                for member in shooting.members
            ]
        )
        if frame in wanted:
            joints[frame] = [
                {
                    "name": member.name,
                    "points": framed_points(
                        joint_pixels(stage.camera, member, *canvas.size),
                        matrix,
                        shot.width,
                        shot.height,
                    ),
                }
                for member in shooting.members
            ]
    return {
        "frames": names,
        "unique": shooting.unique,
        "joints": [joints[frame] for frame in (0, performance.frames // 2, performance.frames - 1)],
        "head_boxes": heads,
        "mouth_open": [performance.mouth_open(frame) for frame in range(performance.frames)],
        "timings": stage.renderer.timings.as_dict(),
    }


def _framed_box(box: list[float], matrix: tuple[float, ...]) -> list[float]:
    corners = [moves.to_frame(matrix, x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return [round(v, 2) for v in (min(xs), min(ys), max(xs), max(ys))]
