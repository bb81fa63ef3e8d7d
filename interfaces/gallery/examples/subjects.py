"""What is taken out of footage, put elsewhere, and made finer."""

import numpy as np
from PIL import Image

from interfaces.gallery.drawing import (
    Panel,
    board,
    cut_out_at,
    evenly,
    frames_at,
    headed,
    picture_of,
    row,
    strip,
)
from interfaces.gallery.example import Shown, example
from interfaces.gallery.workshop import Workshop
from tools.engines.media.pixels import frames_of


async def _subject(shop: Workshop) -> tuple[str, dict]:
    video = await shop.jump()

    async def make() -> dict:
        found = await shop.call("segment_video", video=video)
        shop.named("mask", found["mask"])
        return found

    return video, await shop.once("subject", make)


@example("segment_video")
async def segment_video(shop: Workshop) -> Shown:
    video, found = await _subject(shop)
    frames, times = [rgb for _, rgb in frames_of(shop.path(video))], evenly(2.0, 4)
    flat = [grey for _, grey in frames_of(shop.path(found["mask"]), form="gray")]
    at = [min(len(flat) - 1, round(time / 2.0 * len(frames))) for time in times]
    shown = [
        Panel(Image.fromarray(_tinted(frames[n], flat[n])), f"{t:.2f} s")
        for n, t in zip(at, times, strict=True)
    ]
    told = f"Found as the {found['found_by']}, in {found['seen']:.0%} of the frames."
    return Shown(board(row(shown[:2]), row(shown[2:])), told)


def _tinted(frame: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """What is not the subject in grey."""
    over = Image.fromarray(mask).resize(frame.shape[1::-1])
    share = np.asarray(over, np.float32)[..., None] / 255
    grey = frame.mean(axis=2, keepdims=True) * 0.35 + 20
    return (frame * share + grey * (1 - share)).astype(np.uint8)


@example("composite")
async def composite(shop: Workshop) -> Shown:
    video, subject = await _subject(shop)
    over = shop.picture(_night(), "night")
    made = await shop.call("composite", video=video, mask=subject["mask"], over=over)
    times = [0.5, 1.0, 1.5]
    return Shown(
        board(
            headed(
                "the video, and what is behind it then",
                row([*strip(shop.path(video), [1.0]), Panel(picture_of(shop.path(over)), "")], 150),
            ),
            headed("after", row(strip(shop.path(made["video"]), times))),
        ),
        "",
    )


def _night(width: int = 384, height: int = 216) -> np.ndarray:
    """A moon over hills."""
    rows, columns = np.indices((height, width))
    sky = np.stack([20 + rows * 0.35, 26 + rows * 0.3, 70 + rows * 0.35], axis=2)
    sky[np.hypot(rows - 50, columns - 300) < 26] = (246, 238, 205)
    sky[rows > 170 - 22 * np.sin(columns / 60) - 9 * np.sin(columns / 23)] = (16, 30, 34)
    return sky.astype(np.uint8)


@example("separate_subject")
async def separate_subject(shop: Workshop) -> Shown:
    video, subject = await _subject(shop)
    made = await shop.call("separate_subject", video=video, mask=subject["mask"])
    alone = cut_out_at(shop.path(made["video"]), 1.0)
    shown = [*strip(shop.path(video), [1.0]), Panel(alone, "the subject")]
    if made["background"]:
        shown.append(Panel(picture_of(shop.path(made["background"])), "the place without it"))
    return Shown(row(shown), "")


@example("interpolate_frames")
async def interpolate_frames(shop: Workshop) -> Shown:
    video = shop.plate("run.mp4")
    made = await shop.call("interpolate_frames", video=video, fps=24)
    first = [number / 12 + 0.3334 for number in range(3)]
    finer = [number / 24 + 0.3334 for number in range(5)]
    return Shown(
        board(
            headed("before, 12 a second", row(strip(shop.path(video), first), 130)),
            headed("after, 24 a second", row(strip(shop.path(made["video"]), finer), 130)),
        ),
        f"{made['made']} frames are made in between.",
    )


@example("upscale_video")
async def upscale_video(shop: Workshop) -> Shown:
    small = [
        np.asarray(Image.fromarray(frame).resize((128, 96), Image.Resampling.LANCZOS))
        for _, frame in frames_of(shop.path(shop.plate("walk.mp4")))
    ][:3]
    video = await shop.film(small, 12, "video")
    made = await shop.call("upscale_video", video=video, factor=4)
    before, after = (frames_at(shop.path(one), [0.1])[0] for one in (video, made["video"]))
    shown = [
        Panel(before, f"{before.width}x{before.height}"),
        Panel(after, f"{made['width']}x{made['height']}"),
    ]
    return Shown(row(shown), f"Four times as large, by {made['method']}.")
