"""The same job by MoviePy, in a Python that has it: `python by_moviepy.py JOB.json`. It imports
nothing of the studio."""

import json
import math
import sys
from pathlib import Path

from moviepy import (
    AudioFileClip,
    CompositeAudioClip,
    CompositeVideoClip,
    TextClip,
    VideoFileClip,
    afx,
    concatenate_videoclips,
    vfx,
)


def main() -> None:
    asked = json.loads(Path(sys.argv[1]).read_text())
    job = asked["job"]
    first = VideoFileClip(asked["first"]).subclipped(0, job["first"])
    second = VideoFileClip(asked["second"]).subclipped(0, job["second"])
    slow, fast, part, ease = (job[name] for name in ("slow", "fast", "part", "ease"))

    def ramp(time):
        """Seconds of the source at a second of the ramp; arrays of them for the sound."""
        if hasattr(time, "shape"):
            return [ramp(one) for one in time]
        turn = ease * math.log(2)
        if time < turn:
            return ease * (math.exp(time / ease) - 1)
        return min(ease + 2 * (time - turn), 2 * part - 1e-3)

    length = ease * math.log(2) + (2 * part - ease) / 2
    ramped = second.subclipped(fast, fast + 2 * part).without_audio()
    ramped = ramped.time_transform(ramp, apply_to=["mask"]).with_duration(length)
    sound = second.audio.subclipped(fast, fast + 2 * part).with_effects([])
    ramped = ramped.with_audio(sound.time_transform(lambda t: 2 * t).with_duration(length * 0.98))
    pieces = [
        first,
        second.subclipped(0, slow),
        second.subclipped(slow, slow + part).with_effects([vfx.MultiplySpeed(0.25)]),
        second.subclipped(slow + part, fast),
        ramped,
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
