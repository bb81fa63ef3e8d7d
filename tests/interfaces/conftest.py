"""A recorded session: the events of a talking shot that was revised once, with real media."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from PIL import Image, ImageDraw

from studio.nouns.artifact import Artifact, MediaFacts, ToolCall
from studio.nouns.brief import Brief
from studio.nouns.event import Event
from studio.nouns.review import Change, Fault, Measurement, Review, Score
from studio.nouns.treatment import Criterion, Line, Role, Shot, Treatment
from studio.store.artifacts import ArtifactStore
from studio.store.sessions import SessionStore

WORDS = "A three-second shot of Luca waving in the harbour, saying 'Silenzio, Bruno!'"
PROGRAM = '''from tools import compose_video, lip_sync, mix_audio, render_shot, speak

# One voice, one take, one film.
line = await speak("Silenzio, Bruno!", "Luca", emotion="determined")
mouth = await lip_sync(line["phonemes"], start=0.3)
take = await render_shot(
    "Luca", action="wave", expression="determined", visemes=[mouth["visemes"]],
    set_name="seaside_town", duration=3.0, exposure=0.0,
)
sound = await mix_audio([{"audio": line["audio"], "start": 0.3, "gain_db": 0.0, "duck": False}])
film = await compose_video([take["video"]], audio=sound["audio"])
{"luca_waving": film["video"]}
'''


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


def treatment(exposure: float) -> Treatment:
    return Treatment(
        intent="Luca waves from the quay and silences his doubts.",
        shots=[
            Shot(
                id="luca_waving", kind="shot", duration=3, width=512, height=288, exposure=exposure,
                cast=[Role(character="Luca", action="wave", expression="determined")],
                lines=[Line(character="Luca", text="Silenzio, Bruno!", emotion="determined")],
                criteria=[
                    Criterion(name="expression", target="determined"), Criterion(name="exposure"),
                    Criterion(name="lip_sync"), Criterion(name="duration", target="3"),
                ],
            )
        ],
        lessons_applied=["Harbour shots by day need more light on the face."],
    )


def call(
    tool: str, result: dict, seconds: float, *, cached: bool = False, **parameters
) -> ToolCall:
    return ToolCall(
        tool=tool, version=1, engine="blender", parameters=parameters, cache_key=f"{tool}{seconds}",
        cached=cached, seconds=seconds, result=result,
    )


def measured(criterion: str, score: float, evidence: str, value: float | str) -> Measurement:
    return Measurement(
        shot="luca_waving", criterion=criterion, value=value, score=score, passed=score >= 7,
        evidence=evidence,
    )


def reviewed(measurements: list[Measurement], change: Change | None) -> Review:
    scores = [
        Score(shot=m.shot, criterion=m.criterion, score=m.score, evidence=m.evidence)
        for m in measurements
    ]
    faults = [] if change is None else [
        Fault(
            shot="luca_waving", criterion="exposure", change=change,
            description="The face is too dark: its mean luminance is 0.11.",
        )
    ]
    return Review(
        scores=scores, faults=faults, approved=change is None,
        summary="Too dark to read." if change else "Reads well, in sync, the right length.",
    )


@pytest.fixture
def stage(
    artifacts: ArtifactStore, sessions: SessionStore, studio_settings, tmp_path: Path
) -> Callable[..., list[Event]]:
    """Records the session, up to the delivery unless `unfinished`; returns its events."""

    def keep(path: Path, kind: str, **facts) -> Artifact:
        return artifacts.add(path, kind, MediaFacts(**facts))

    def record(words: str = WORDS, program: str = PROGRAM, unfinished: bool = False) -> list[Event]:
        session = sessions.open(words)
        voice = keep(sound(tmp_path / "line.wav"), "audio", duration=1.2, sample_rate=16000)
        silent = [
            keep(clip(tmp_path / f"take{n}.mp4", light), "video", width=192, height=108, fps=12,
                 duration=1.0)
            for n, light in ((1, 0.3), (2, 0.9))
        ]
        films = [
            keep(clip(tmp_path / f"film{n}.mp4", light, frames=14), "video", width=192, height=108,
                 fps=12, duration=1.2, has_audio=True)
            for n, light in ((1, 0.35), (2, 0.95))
        ]

        def add(kind, actor, data):
            sessions.append(session, kind, actor, data)

        def reply(role: str):
            add("reply", role, {"role": role, "model": "studio-reasoning", "prompt_tokens": 900,
                                "completion_tokens": 210, "seconds": 0.02})

        add("brief", "person", Brief(text=words))
        add("recall", "studio", {
            "characters": [{"name": "Luca"}],
            "lessons": [{"text": "Harbour shots by day need more light on the face.",
                         "brief": "Luca on the quay", "changes": [], "similarity": 0.71,
                         "context": {"kind": "shot"}}],
        })
        reply("director")
        add("treatment", "director", treatment(0.0))
        add("measured", "studio", {"measurements": [{"subject": "Luca", "facts": {}}]})
        add("findings", "analyst", {"summary": "One character, no source media.", "findings": [
            {"subject": "Luca", "fact": "Luca speaks with a child's voice."}]})
        review = None
        for take, light in ((1, 0.11), (2, 0.42)):
            if take == 2:
                add("treatment", "studio", treatment(0.9))
            reply("coder")
            add("program", "coder", {"plan": "Speak, sync, render, mix, compose.", "code": program,
                                     "iteration": take, "attempt": 1})
            add("tool", "sandbox", call(
                "speak", {"audio": voice.handle, "phonemes": "table:0123456789abcdef",
                          "duration": 1.2},
                0.9, cached=take == 2, text="Silenzio, Bruno!", character="Luca"))
            add("tool", "sandbox", call(
                "render_shot", {"video": silent[take - 1].handle, "duration": 3.0,
                                "unique_frames": 22},
                31.2, character="Luca", action="wave", expression="determined", duration=3.0))
            add("tool", "sandbox", call(
                "compose_video", {"video": films[take - 1].handle, "duration": 3.0}, 1.4, title=""))
            add("run", "sandbox", {"outcome": "done", "result": {"luca_waving":
                films[take - 1].handle}, "calls": 5, "seconds": 33.8, "iteration": take,
                "attempt": 1})
            if unfinished:
                return sessions.events(session)
            measurements = [
                measured("expression", 8.1 + take / 10, "determined, 0.92 of full strength", 0.92),
                measured("exposure", 3.4 if take == 1 else 8.8,
                         f"mean luminance of the face {light}", light),
                measured("lip_sync", 8.4, "the mouth opens 28 ms after the sound", 28),
                measured("duration", 9.6, "3.0 s asked for, 3.0 s long", 3.0),
            ]
            add("judged", "studio", {"iteration": take, "measurements": [
                m.model_dump(mode="json") for m in measurements]})
            reply("critic")
            change = Change(shot="luca_waving", parameter="exposure", value="0.9",
                            reason="the face is dark") if take == 1 else None
            review = reviewed(measurements, change)
            add("review", "critic", review.model_dump(mode="json") | {"iteration": take})
        folder = studio_settings.paths.outputs / session
        folder.mkdir(parents=True)
        finished = folder / "luca_waving.mp4"
        finished.write_bytes(artifacts.path(films[1].handle).read_bytes())
        add("delivered", "studio", {"approved": True, "iteration": 2, "deliverables": [{
            "path": str(finished), "kind": "video", "handle": films[1].handle,
            "shot": "luca_waving",
            "facts": films[1].facts.model_dump(mode="json", exclude_none=True)}]})
        add("ended", "studio", {"outcome": "approved", "fix": "",
                                "message": "Approved with 8.8 of 10, version 2."})
        return sessions.events(session)

    return record
