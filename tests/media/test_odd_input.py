"""Tools given what does not fit them: the error is a sentence that names the person's file."""

import os
import re

import numpy as np
import pytest

from interfaces.commands.tools.use import call_tool
from studio.errors import InputError, StudioError, ToolError
from tests.media.outside import encode

SRT = "1\n00:00:00,000 --> 00:00:00,100\nfinché\n"


@pytest.mark.parametrize(
    "tool, arguments, told",
    [
        ("cut_out", {"video": "FILM", "start": 99.0}, "lies outside good (1).mp4"),
        ("cut_out", {"video": "PICTURE", "start": 0.0}, "'picture.png' is no video"),
        ("detect_beats", {"media": "PICTURE"}, "'picture.png' is no audio or video"),
        ("find_hands", {"image": "FILM"}, "'good (1).mp4' is no image"),
        ("add_title", {"video": "FILM", "text": " \n"}, "a text is empty"),
        ("add_title", {"video": "FILM", "text": " ", "style": "lower_third"}, "a text is empty"),
        ("add_caption", {"video": "FILM", "text": " \u200b"}, "a text is empty"),
        ("grade_video", {"video": "FILM", "lut": "LUT_3D_SIZE 1\n0 0 0"}, "its size is 1"),
        ("grade_video", {"video": "FILM", "lut": "none.cube"}, "there is no file 'none.cube'"),
        ("cut_out", {"video": "x" * 5000 + ".mp4", "start": 0.0}, "there is no file 'xxx"),
        ("cut_out", {"video": "PIPE.mp4", "start": 0.0}, "PIPE.mp4 is a pipe"),
        ("burn_subtitles", {"video": "FILM", "srt": "PIPE.srt"}, "PIPE.srt is a pipe"),
        ("cut_out", {"video": "WORDS.sdp", "start": 0.0}, "WORDS.sdp cannot be read"),
        ("cut_out", {"video": "NOWHERE.sdp", "start": 0.0}, "'NOWHERE.sdp' is no video"),
        ("cut_out", {"video": "FOLDER.mp4", "start": 0.0}, "FOLDER.mp4 is a folder"),
    ],
)
async def test_the_error_names_the_file(bench, tool, arguments, told):
    places = {
        "FILM": encode(bench.folder / "good (1).mp4"),
        "PICTURE": bench.folder / "picture.png",
    }
    bench.picture(np.zeros((36, 64, 3), np.uint8))
    (bench.folder / "WORDS.sdp").write_text("v=0\n")
    places["WORDS.sdp"] = bench.folder / "WORDS.sdp"
    for name in {"PIPE.mp4", "PIPE.srt", "FOLDER.mp4"} & set(map(str, arguments.values())):
        places[name] = bench.folder / name
        places[name].mkdir() if name.startswith("FOLDER") else os.mkfifo(places[name])
    given = {key: str(places.get(value, value)) for key, value in arguments.items()}
    given |= {key: value for key, value in arguments.items() if not isinstance(value, str)}
    with pytest.raises((ToolError, InputError)) as caught:
        await call_tool(bench.toolbox, tool, given)
    assert told in caught.value.message and caught.value.fix
    assert not re.search(r"[0-9a-f]{16}", str(caught.value)) and len(str(caught.value)) < 600


async def test_a_program_is_told_the_handle(bench):
    film = bench.put(encode(bench.folder / "good.mp4"), "video")
    with pytest.raises(ToolError, match=f"lies outside {film}, which"):
        await bench.call("cut_out", video=film, start=99.0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
async def test_subtitles_are_read_from_a_file(bench, encoding):
    film, words = encode(bench.folder / "good.mp4"), bench.folder / "lines.srt"
    words.write_bytes(SRT.encode(encoding))
    given = {"video": str(film), "srt": str(words)}
    assert (await call_tool(bench.toolbox, "burn_subtitles", given))["result"]["shown"] == 1
    words.write_bytes(bytes(range(9)))
    with pytest.raises(StudioError, match=r"lines\.srt holds no text"):
        await call_tool(bench.toolbox, "burn_subtitles", given)


async def test_a_fade_is_as_long_as_the_film(bench, clip):
    white = await clip((255, 255, 255), frames=6)
    faded = await bench.call("fade", video=white, fade_out=0.25)
    levels = bench.seen(faded["video"]).mean((1, 2, 3))
    assert len(levels) == 6 and levels[0] > 240 and levels[-1] < 3


async def test_a_picture_of_a_few_pixels_is_measured(bench, clip):
    tiny = await clip((90, 90, 90), frames=4, width=2, height=2)
    assert (await bench.call("denoise", video=tiny))["before_noise"] == 0
    assert (await bench.call("describe_shots", video=tiny))["shots"][0]["camera"] == "still"
