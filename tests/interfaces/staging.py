"""What a recorded session is made of: words, a program, small real media, a critic's findings."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import soundfile
from PIL import Image, ImageDraw

from studio.nouns.artifact import ToolCall
from studio.nouns.review import Fault, Measurement, Review, Score
from studio.plan import Change, Criterion, Film, Line, Role, Take

WORDS = "A three-second shot of Luca waving in the harbour, saying 'Silenzio, Bruno!'"
PROGRAM = """from tools import compose_video, lip_sync, mix_audio, render_take, speak

# One voice, one take, one film.
line = await speak("Luca", "Silenzio, Bruno!", emotion="determined")
mouth = await lip_sync(line["phonemes"], start=0.3)
take = await render_take(
    [{"character": "Luca", "action": "wave", "visemes": [mouth["visemes"]]}],
    set="seaside_town", length=3.0, exposure=0.0,
)
sound = await mix_audio([{"audio": line["audio"], "start": 0.3, "gain_db": 0.0, "duck": False}])
film = await compose_video([take["video"]], audio=sound["audio"])
{"luca_waving": film["video"]}
"""


def picture(path: Path, brightness: float, size: tuple[int, int] = (192, 108)) -> Path:
    """A face-like disc by the sea; darker with less `brightness` (0 to 1)."""
    image = Image.new("RGB", size, tuple(int(c * brightness) for c in (120, 190, 230)))
    draw = ImageDraw.Draw(image)
    width, height = size
    sea = tuple(int(c * brightness) for c in (30, 110, 160))
    draw.rectangle((0, height * 0.6, width, height), fill=sea)
    middle, radius = width / 2, height * 0.28
    box = (middle - radius, height * 0.2, middle + radius, height * 0.2 + 2 * radius)
    draw.ellipse(box, fill=tuple(int(c * brightness) for c in (237, 180, 140)))
    image.save(path)
    return path


def sound(path: Path, seconds: float = 1.2) -> Path:
    """A falling tone with syllable-like swells."""
    time = np.arange(int(16_000 * seconds)) / 16_000
    wave = 0.4 * np.sin(2 * np.pi * (260 - 60 * time) * time) * np.abs(np.sin(9 * time))
    soundfile.write(path, wave.astype("float32"), 16_000)
    return path


def clip(path: Path, brightness: float, frames: int = 12) -> Path:
    """A short H.264 clip of the same picture."""
    still = Image.open(picture(path.with_suffix(".png"), brightness))
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=Fraction(12))
        stream.width, stream.height, stream.pix_fmt = *still.size, "yuv420p"
        for _ in range(frames):
            container.mux(stream.encode(av.VideoFrame.from_image(still)))
        container.mux(stream.encode())
    return path


def film(exposure: float) -> Film:
    return Film(
        intent="Luca waves from the quay and silences his doubts.",
        shots=[
            Take(
                id="luca_waving",
                length=3,
                exposure=exposure,
                cast=[Role(character="Luca", action="wave", expression="determined")],
                lines=[
                    Line(
                        character="Luca",
                        text="Silenzio, Bruno!",
                        language="en",
                        emotion="determined",
                    )
                ],
                criteria=[
                    Criterion(name="expression", target="determined"),
                    Criterion(name="exposure"),
                    Criterion(name="lip_sync"),
                    Criterion(name="duration", target="3"),
                ],
            )
        ],
        lessons_applied=["Harbour shots by day need more light on the face."],
    )


def call(
    tool: str, result: dict, seconds: float, *, cached: bool = False, **parameters
) -> ToolCall:
    return ToolCall(
        tool=tool,
        version="1",
        engine="blender",
        parameters=parameters,
        cache_key=f"{tool}{seconds}",
        cached=cached,
        seconds=seconds,
        result=result,
    )


def measured(criterion: str, score: float, evidence: str, value: float | str) -> Measurement:
    return Measurement(
        shot="luca_waving",
        criterion=criterion,
        value=value,
        score=score,
        passed=score >= 7,
        evidence=evidence,
    )


def reviewed(measurements: list[Measurement], change: Change | None) -> Review:
    scores = [
        Score(shot=m.shot, criterion=m.criterion, score=m.score, evidence=m.evidence)
        for m in measurements
    ]
    faults = (
        []
        if change is None
        else [
            Fault(
                shot="luca_waving",
                criterion="exposure",
                change=change,
                description="The face is too dark: its mean luminance is 0.11.",
            )
        ]
    )
    return Review(
        scores=scores,
        faults=faults,
        approved=change is None,
        summary="Too dark to read." if change else "Reads well, in sync, the right length.",
    )
