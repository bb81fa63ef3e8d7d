"""Edits of a video's time and of its sound, and of several videos together."""

from typing import Any

from interfaces.gallery.drawing import (
    COLOURS,
    Lane,
    Panel,
    before_and_after,
    board,
    evenly,
    frames_at,
    headed,
    lanes,
    row,
    strip,
)
from interfaces.gallery.example import Shown, example
from interfaces.gallery.hearing import heard, peak_of, wave
from interfaces.gallery.workshop import Workshop

_JUMP = 2.0  # seconds of Workshop.jump()


async def _in_time(
    shop: Workshop, tool: str, parts: list[tuple[float, float, str]], told: str, **more: Any
) -> Shown:
    """The jump before and after: frames, and which parts of it (seconds of the result) are what."""
    video = await shop.jump()
    made = await shop.call(tool, video=video, **more)
    parts = [*parts, (parts[-1][1], made["duration"], "")]
    return _timed(shop, (video, _JUMP), (made["video"], made["duration"]), parts, told)


def _timed(
    shop: Workshop,
    before: tuple[str, float],
    after: tuple[str, float],
    parts: list[tuple[float, float, str]],
    told: str,
) -> Shown:
    """Two videos with their seconds."""
    (video, seconds), (made, longer) = before, after
    return Shown(
        board(
            headed("before", row(strip(shop.path(video), evenly(seconds, 6)))),
            headed("after", row(strip(shop.path(made), evenly(longer, 6)))),
            lanes(
                max(seconds, longer),
                Lane("before", [(0, seconds, "")]),
                Lane("after", [part for part in parts if part[1] > part[0] + 0.05], COLOURS[1]),
            ),
        ),
        told,
    )


@example("trim_video")
async def trim_video(shop: Workshop) -> Shown:
    parts = [(0.0, 1.0, "0.5 to 1.5 s")]
    return await _in_time(shop, "trim_video", parts, "", start=0.5, end=1.5)


@example("cut_out")
async def cut_out(shop: Workshop) -> Shown:
    parts = [(0.0, 0.5, "0 to 0.5"), (0.5, 1.0, "1.5 to 2")]
    return await _in_time(shop, "cut_out", parts, "The leap itself is gone.", start=0.5, end=1.5)


@example("freeze_frame")
async def freeze_frame(shop: Workshop) -> Shown:
    held = {"at": 1.0, "duration": 1.5, "zoom": 1.5, "x": 0.5, "y": 0.4}
    parts = [(0.0, 1.0, ""), (1.0, 2.5, "held, zoomed in")]
    return await _in_time(shop, "freeze_frame", parts, "", **held)


@example("loop")
async def loop(shop: Workshop) -> Shown:
    parts = [(0.0, 2.0, "forth"), (2.0, 4.0, "back")]
    more = {"duration": 4.0, "back_and_forth": True}
    return await _in_time(shop, "loop", parts, "There and back again.", **more)


@example("retime_video")
async def retime_video(shop: Workshop) -> Shown:
    speeds = [{"start": 0.6, "end": 1.4, "speed": 0.4}]
    parts = [(0.0, 0.6, ""), (0.6, 2.6, "0.4 of its speed")]
    return await _in_time(shop, "retime_video", parts, "The leap in slow motion.", speeds=speeds)


@example("reverse_video")
async def reverse_video(shop: Workshop) -> Shown:
    video = await shop.part("video", await shop.jump(), 0.3, 1.0)
    made = await shop.call("reverse_video", video=video)
    parts = [(0.0, 0.7, "backwards")]
    return _timed(shop, (video, 0.7), (made["video"], made["duration"]), parts, "")


async def _sounding(shop: Workshop, tool: str, told: str, **more: Any) -> Shown:
    """The sound of a video before and after."""
    talk = shop.talk()
    made = await shop.call(tool, video=talk, **more)
    before, after = shop.path(talk), shop.path(made["video"])
    loudest = peak_of(before)
    return Shown(
        board(
            row(strip(after, evenly(4.75, 5)), 100),
            wave(before, "before", loudest=loudest, seconds=4.75),
            wave(after, "after", loudest=loudest, seconds=4.75, colour=COLOURS[1]),
        ),
        told,
    )


@example("mute")
async def mute(shop: Workshop) -> Shown:
    return await _sounding(shop, "mute", "A second without sound.", start=1.5, end=2.5)


@example("set_volume")
async def set_volume(shop: Workshop) -> Shown:
    told = "12 dB softer for two seconds."
    return await _sounding(shop, "set_volume", told, gain_db=-12.0, start=1.5, end=3.5)


@example("dub")
async def dub(shop: Workshop) -> Shown:
    line = (await shop.line())["audio"]
    told = "The line lies over the film from the first second on, and the rest makes room."
    shown = await _sounding(shop, "dub", told, audio=line, start=1.0)
    made = await shop.toolbox.call("dub", {"video": shop.talk(), "audio": line, "start": 1.0})
    sound = heard(shop.path(made["video"]), shop.folder / "dub.ogg")
    return Shown(shown.picture, shown.told, sound)


@example("join_videos")
async def join_videos(shop: Workshop) -> Shown:
    videos = [await shop.jump(), await shop.part("talk", shop.talk(), 1.0, 2.5)]
    made = await shop.call("join_videos", videos=videos, transition="dissolve", seconds=0.6)
    times = [0.5, 1.2, 1.5, 1.7, 1.9, 2.4]
    second = made["starts"][1]
    return Shown(
        board(
            row(strip(shop.path(made["video"]), times)),
            lanes(
                made["duration"],
                Lane("first", [(0, 2.0, "")]),
                Lane("second", [(second, made["duration"], "")], COLOURS[1]),
                Lane("dissolve", [(second, 2.0, "")], COLOURS[2]),
            ),
        ),
        "Where they overlap, one dissolves into the other.",
    )


@example("picture_in_picture")
async def picture_in_picture(shop: Workshop) -> Shown:
    jump, talk = await shop.jump(), shop.named("reaction", shop.talk())
    made = await shop.call("picture_in_picture", video=jump, inset=talk, size=0.4)
    times = [0.4, 1.0, 1.6]
    return Shown(
        before_and_after(strip(shop.path(jump), times), strip(shop.path(made["video"]), times)), ""
    )


@example("split_screen")
async def split_screen(shop: Workshop) -> Shown:
    videos = [shop.plate(f"{name}.mp4", name) for name in ("walk", "run", "jump")]
    made = await shop.call("split_screen", videos=videos)
    shown = [
        Panel(one, f"{time} s")
        for time, one in zip(
            (0.4, 1.0), frames_at(shop.path(made["video"]), (0.4, 1.0)), strict=True
        )
    ]
    return Shown(row(shown), "Three takes beside each other.")
