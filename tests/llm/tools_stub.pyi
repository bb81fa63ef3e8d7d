from typing import Literal, NewType, TypedDict

Image = NewType("Image", str)
Audio = NewType("Audio", str)
Video = NewType("Video", str)
Table = NewType("Table", str)

Emotion = Literal[
    "neutral", "happy", "excited", "determined", "sad", "scared", "angry", "surprised", "playful"
]
Pose = Literal[
    "idle", "wave", "run", "walk", "jump", "sit", "point", "cheer", "hands_on_hips", "think"
]
Action = Literal[
    "idle",
    "wave",
    "run",
    "walk",
    "jump",
    "sit",
    "point",
    "cheer",
    "hands_on_hips",
    "think",
    "talk",
    "nod",
]
SetName = Literal["seaside_town", "meadow", "bedroom", "night_street", "backdrop"]
TimeOfDay = Literal["morning", "day", "sunset", "night"]
Framing = Literal["close_up", "medium", "full", "wide"]
CameraAngle = Literal["eye_level", "low", "high"]
View = Literal["front", "three_quarter", "profile"]
CameraMove = Literal["static", "push_in", "pull_out", "pan_left", "pan_right", "orbit", "handheld"]
Quality = Literal["draft", "final"]
PassName = Literal["depth", "normal", "edge", "mask", "openpose"]
Mood = Literal["cheerful", "tense", "sad", "dreamy", "epic", "comic"]
Language = Literal["en", "it", "es", "fr", "de"]

class Companion(TypedDict):
    character: str
    pose: Pose
    expression: Emotion
    strength: float

class ShotCompanion(TypedDict):
    character: str
    action: Action
    expression: Emotion
    strength: float
    visemes: list[Table]

class Still(TypedDict):
    image: Image
    passes: dict[str, Image]

class Take(TypedDict):
    video: Video
    duration: float
    unique_frames: int

class Speech(TypedDict):
    audio: Audio
    phonemes: Table
    duration: float

class LipSync(TypedDict):
    visemes: Table
    duration: float

class Track(TypedDict):
    audio: Audio
    start: float
    gain_db: float
    duck: bool

class Mix(TypedDict):
    audio: Audio
    duration: float

class Music(TypedDict):
    audio: Audio
    duration: float

class Composition(TypedDict):
    video: Video
    duration: float

class SubtitleLine(TypedDict):
    text: str
    start: float
    end: float

class Subtitles(TypedDict):
    subtitles: Table

async def render_character(
    character: str,
    pose: Pose = "idle",
    expression: Emotion = "neutral",
    strength: float = 1.0,
    companions: list[Companion] = [],
    set_name: SetName = "seaside_town",
    time_of_day: TimeOfDay = "day",
    framing: Framing = "medium",
    angle: CameraAngle = "eye_level",
    view: View = "three_quarter",
    width: int = 512,
    height: int = 512,
    quality: Quality = "final",
    exposure: float = 0.0,
    passes: list[PassName] = [],
    transparent: bool = False,
    seed: int = 0,
) -> Still: ...
async def render_shot(
    character: str,
    action: Action = "idle",
    expression: Emotion = "neutral",
    strength: float = 1.0,
    visemes: list[Table] = [],
    companions: list[ShotCompanion] = [],
    set_name: SetName = "seaside_town",
    time_of_day: TimeOfDay = "day",
    framing: Framing = "medium",
    angle: CameraAngle = "eye_level",
    view: View = "three_quarter",
    camera_move: CameraMove = "static",
    duration: float = 3.0,
    fps: int = 24,
    on_twos: bool = True,
    width: int = 512,
    height: int = 288,
    quality: Quality = "draft",
    exposure: float = 0.0,
    seed: int = 0,
) -> Take: ...
async def speak(
    text: str,
    character: str,
    emotion: Emotion = "neutral",
    strength: float = 1.0,
    language: Language | None = None,
    rate: float = 1.0,
) -> Speech: ...
async def lip_sync(phonemes: Table, start: float = 0.0) -> LipSync: ...
async def mix_audio(
    tracks: list[Track], duration: float | None = None, loudness: float = -16.0
) -> Mix: ...
async def make_music(mood: Mood, duration: float, seed: int = 0) -> Music: ...
async def compose_video(
    clips: list[str],
    audio: Audio | None = None,
    title: str = "",
    subtitles: Table | None = None,
    still_duration: float = 3.0,
    width: int | None = None,
    height: int | None = None,
    fps: int = 24,
    crossfade: float = 0.0,
    fade: float = 0.0,
) -> Composition: ...
async def subtitle(lines: list[SubtitleLine]) -> Subtitles: ...
