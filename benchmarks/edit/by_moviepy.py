"""The same job by MoviePy, in a Python that has it: `python by_moviepy.py JOB.json`. It imports
nothing of the studio."""

import json
import sys
from pathlib import Path

import numpy as np
from moviepy import (
    AudioFileClip,
    CompositeAudioClip,
    CompositeVideoClip,
    TextClip,
    VideoFileClip,
    afx,
    concatenate_videoclips,
)


def main() -> None:
    asked = json.loads(Path(sys.argv[1]).read_text())
    job = asked["job"]
    first = VideoFileClip(asked["first"]).subclipped(0, job["first"])
    second = VideoFileClip(asked["second"]).subclipped(0, job["second"])
    slow, fast, part, ease = (job[name] for name in ("slow", "fast", "part", "ease"))

    def ramped(start: float, length: float, speed: float):
        """A part whose speed is reached over `ease` seconds and left again."""
        source = np.linspace(0, length, 2000)
        share = np.minimum(1, np.minimum(source, length - source) / ease)
        pace = 1 / (1 + (speed - 1) * share)
        steps = (pace[1:] + pace[:-1]) / 2 * np.diff(source)
        shown = np.concatenate([[0], np.cumsum(steps)])
        part = second.subclipped(start, start + length)
        last = length - 1 / asked["fps"]

        def when(time):
            return np.minimum(np.interp(time, shown, source), last)

        return part.time_transform(when, apply_to=["audio"]).with_duration(float(shown[-1]))

    pieces = [
        first,
        second.subclipped(0, slow),
        ramped(slow, part, 0.25),
        second.subclipped(slow + part, fast),
        ramped(fast, 2 * part, 2.0),
        second.subclipped(fast + 2 * part, job["second"]),
    ]
    film = concatenate_videoclips(pieces)
    title = TextClip(font=asked["font"], text=asked["title"], font_size=56, color="white")
    title = title.with_duration(3).with_position("center")
    music = AudioFileClip(asked["music"]).with_effects([afx.MultiplyVolume(0.4)])
    music = music.with_duration(min(music.duration, film.duration))
    film = CompositeVideoClip([film, title]).with_audio(CompositeAudioClip([film.audio, music]))
    film.write_videofile(
        asked["out"],
        fps=asked["fps"],
        codec="libx264",
        preset="medium",
        audio_codec="aac",
        ffmpeg_params=["-tune", "animation", "-crf", str(asked["crf"]), "-pix_fmt", "yuv420p"],
        logger=None,
    )


main()
