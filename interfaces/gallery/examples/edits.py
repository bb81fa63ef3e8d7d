"""Edits that change what the picture of a video shows."""

from typing import Any

import numpy as np
from PIL import Image

from interfaces.gallery.drawing import (
    Panel,
    before_and_after,
    board,
    evenly,
    frames_at,
    row,
    strip,
)
from interfaces.gallery.example import Shown, example
from interfaces.gallery.workshop import Workshop
from tools.engines.media.pixels import frames_of


async def _shown(
    shop: Workshop,
    video: str,
    tool: str,
    told: str = "",
    times: list[float] | None = None,
    **more: Any,
) -> Shown:
    """Frames of a video before and after one edit."""
    made = await shop.call(tool, video=video, **more)
    when = times or evenly(min(2.0, made["duration"]), 4)
    before, after = (strip(shop.path(one), when) for one in (video, made["video"]))
    return Shown(before_and_after(before, after), told.format(**made))


def _closer(panels: list[Panel], box: tuple[int, int, int, int]) -> list[Panel]:
    return [Panel(one.image.crop(box), one.label) for one in panels]


@example("crop")
async def crop(shop: Workshop) -> Shown:
    box: dict[str, Any] = {"x": 0.3, "y": 0.05, "width": 0.4, "height": 0.5}
    return await _shown(shop, shop.talk(), "crop", "A box in shares of the frame.", **box)


@example("crop_to_shape")
async def crop_to_shape(shop: Workshop) -> Shown:
    told = "The window is 9 to 16, and goes with the face."
    return await _shown(shop, shop.talk(), "crop_to_shape", told, width=9, height=16)


@example("denoise")
async def denoise(shop: Workshop) -> Shown:
    random = np.random.default_rng(1)
    frames = [frame for _, frame in frames_of(shop.path(await shop.jump()))][:24]
    noisy = [
        np.clip(frame + random.normal(0, 25, frame.shape), 0, 255).astype(np.uint8)
        for frame in frames
    ]
    video = await shop.film(noisy, 24, "noisy")
    made = await shop.call("denoise", video=video, strength=2.0)
    shown = [
        Panel(_closer(strip(shop.path(one), [0.5]), (120, 20, 280, 140))[0].image, name)
        for one, name in ((video, "before"), (made["video"], "after"))
    ]
    told = f"Noise from {made['before_noise']:.1f} to {made['after_noise']:.1f}."
    return Shown(row(shown), told)


@example("fade")
async def fade(shop: Workshop) -> Shown:
    times = [0.1, 0.4, 1.0, 1.6, 1.9]
    return await _shown(shop, await shop.jump(), "fade", "", times, fade_in=0.6, fade_out=0.6)


@example("grade_video")
async def grade_video(shop: Workshop) -> Shown:
    video = await shop.jump()
    panels = [Panel(frames_at(shop.path(video), [1.0])[0], "before")]
    for look in ("warm", "cold", "film_noir", "vintage", "dream"):
        made = await shop.call("grade_video", video=video, look=look)
        panels.append(Panel(frames_at(shop.path(made["video"]), [1.0])[0], look))
    return Shown(board(row(panels[:3]), row(panels[3:])), "Some of the looks.")


@example("reframe_video")
async def reframe_video(shop: Workshop) -> Shown:
    keys = [{"time": 0.5, "zoom": 1.0}, {"time": 1.5, "zoom": 2.6, "x": 0.45, "y": 0.3}]
    told = "The view goes to the face."
    return await _shown(shop, shop.talk(), "reframe_video", told, [0.4, 0.8, 1.2, 1.6], keys=keys)


@example("stylize")
async def stylize(shop: Workshop) -> Shown:
    video, panels = await shop.part("video", shop.talk(), 0, 0.5), []
    for look in ("ink", "watercolour", "halftone", "clay"):
        made = await shop.call("stylize", video=video, look=look)
        panels.append(Panel(frames_at(shop.path(made["video"]), [0.3])[0], look))
    return Shown(board(row(panels[:2], 200), row(panels[2:], 200)), "The four looks.")


@example("exaggerate_faces")
async def exaggerate_faces(shop: Workshop) -> Shown:
    video = await shop.part("video", shop.talk(), 0.5, 2.5)
    return await _near(shop, video, "exaggerate_faces", (200, 10, 380, 180), amount=3.0)


@example("exaggerate_motion")
async def exaggerate_motion(shop: Workshop) -> Shown:
    video = shop.plate("nod.mp4")
    return await _near(shop, video, "exaggerate_motion", (70, 0, 190, 110), factor=4.0)


async def _near(
    shop: Workshop, video: str, tool: str, box: tuple[int, int, int, int], **more: Any
) -> Shown:
    """A box of frames before and after one edit."""
    made = await shop.call(tool, video=video, **more)
    when = evenly(made["duration"], 5)
    before, after = (_closer(strip(shop.path(one), when), box) for one in (video, made["video"]))
    return Shown(before_and_after(before, after), "")


@example("shake_video")
async def shake_video(shop: Workshop) -> Shown:
    told = "As if the camera were hit at half a second."
    when = {"start": 0.5, "end": 1.5, "amount": 2.5}
    return await _shown(shop, shop.talk(), "shake_video", told, [0.4, 0.55, 0.65, 0.75], **when)


@example("stabilize")
async def stabilize(shop: Workshop) -> Shown:
    wanted = {"video": shop.talk(), "start": 0, "end": 4.5, "amount": 1.5, "decay": False}
    shaken = await shop.toolbox.call("shake_video", wanted)
    video = shop.named("trembling", shaken["video"])
    made = await shop.call("stabilize", video=video)
    panels = [
        Panel(_mean(shop, one), name) for one, name in ((video, "before"), (made["video"], "after"))
    ]
    told = (
        "All frames of two seconds over each other: what holds still is sharp. "
        f"The shake goes from {made['before_shake']:.1f} to {made['after_shake']:.1f}."
    )
    return Shown(row(panels), told)


def _mean(shop: Workshop, video: str) -> Image.Image:
    frames = [frame for time, frame in frames_of(shop.path(video)) if 1 <= time < 3]
    return Image.fromarray(np.mean(frames, axis=0).astype(np.uint8))


@example("add_caption")
async def add_caption(shop: Workshop) -> Shown:
    line = {"text": "Silenzio, Bruno!", "start": 0.5, "end": 1.5}
    return await _shown(shop, shop.talk(), "add_caption", "", [0.25, 1.0], **line)


@example("add_title")
async def add_title(shop: Workshop) -> Shown:
    video, panels = await shop.jump(), []
    for style in ("lower_third", "headline", "poster", "comic"):
        made = await shop.call("add_title", video=video, text="Giulia jumps", style=style)
        panels.append(Panel(frames_at(shop.path(made["video"]), [1.0])[0], style))
    return Shown(board(row(panels[:2], 200), row(panels[2:], 200)), "The four styles.")


@example("burn_subtitles")
async def burn_subtitles(shop: Workshop) -> Shown:
    lines = [
        {"text": "Silenzio, Bruno!", "start": 0.0, "end": 1.0},
        {"text": "We ride to the harbour.", "start": 1.0, "end": 2.0},
    ]
    return await _shown(shop, shop.talk(), "burn_subtitles", "", [0.5, 1.5], lines=lines)


@example("lip_sync_video")
async def lip_sync_video(shop: Workshop) -> Shown:
    said = await shop.line()
    more = {"audio": said["audio"], "phonemes": said["phonemes"]}
    box, times = (200, 20, 360, 180), [0.3, 0.5, 0.7, 0.9, 1.1]
    made = await shop.call("lip_sync_video", video=shop.talk(), **more)
    before, after = (
        _closer(strip(shop.path(one), times), box) for one in (shop.talk(), made["video"])
    )
    return Shown(
        before_and_after(before, after), "Another line is spoken: the mouth is warped to it."
    )
