"""The passes of a shot: what steers a diffusion model frame by frame."""

from collections.abc import Hashable
from pathlib import Path

import bpy
import numpy as np
from PIL import Image

from tools.engines import skeleton
from tools.engines.blender.camera import moves
from tools.engines.blender.pieces.shooting import Shooting
from tools.engines.blender.render.measures import joint_pixels
from tools.engines.blender.render.passes import rendered_passes
from tools.engines.blender.render.picture import save_png
from tools.engines.worker.serve import Job


def shot_passes(shooting: Shooting, folder: Path, job: Job) -> dict[str, list[str]]:
    """The file of each frame, by the passes that the shot asks for, in the shot's size and 8 bits.
    The stage must be as it was before the shot was taken."""
    names, performance, stage = shooting.shot.passes, shooting.performance, shooting.stage
    files: dict[str, list[str]] = {name: [] for name in names}
    canvases: dict[int, dict[str, Image.Image]] = {}
    first: dict[tuple[int, Hashable], int] = {}
    for frame in range(performance.frames) if names else ():
        job.progress(0.99, f"passes of frame {frame + 1} of {performance.frames}")
        pose = performance.pose_of(frame)
        window, matrix = shooting.window(frame)
        number = first.setdefault((pose, window), frame)
        if number == frame:
            performance.strike(pose)
            shooting.aim(pose)
            bpy.context.view_layer.update()
            if pose not in canvases:
                canvases = {pose: _canvases(shooting)}  # of the newest pose alone
            pictures = _cut(shooting, canvases[pose], matrix)
            if "openpose" in names:
                pictures["openpose"] = _skeletons(shooting, matrix)
            for name, picture in pictures.items():
                save_png(picture, folder / f"{name}-{number:04d}.png")
        for name in names:
            files[name].append(f"{name}-{number:04d}.png")
    stage.renderer.spoiled = True
    return files


def framed_points(
    points: skeleton.Points, matrix: tuple[float, ...], width: int, height: int
) -> skeleton.Points:
    """Joints of a canvas as the frame shows them."""
    framed = {}
    for name, (x, y, _) in points.items():
        fx, fy = moves.to_frame(matrix, x, y)
        framed[name] = [round(fx, 2), round(fy, 2), int(0 <= fx < width and 0 <= fy < height)]
    return framed


def _canvases(shooting: Shooting) -> dict[str, Image.Image]:
    render = shooting.stage.scene.render
    render.resolution_x, render.resolution_y = shooting.width, shooting.height
    return rendered_passes(shooting.stage, shooting.shot.passes)


def _cut(
    shooting: Shooting, canvases: dict[str, Image.Image], matrix: tuple[float, ...]
) -> dict[str, Image.Image]:
    size = (shooting.shot.width, shooting.shot.height)
    return {name: moves.cut(_in_8_bits(one), matrix, size) for name, one in canvases.items()}


def _in_8_bits(picture: Image.Image) -> Image.Image:
    if picture.mode in ("L", "RGB"):
        return picture
    return Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))


def _skeletons(shooting: Shooting, matrix: tuple[float, ...]) -> Image.Image:
    shot, camera = shooting.shot, shooting.stage.camera
    bodies = [
        framed_points(
            joint_pixels(camera, member, shooting.width, shooting.height),
            matrix,
            shot.width,
            shot.height,
        )
        for member in shooting.members
    ]
    return skeleton.draw(bodies, shot.width, shot.height)
