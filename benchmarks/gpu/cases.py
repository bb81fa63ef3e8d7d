"""What is measured: each a request as the engine gets it. One that has its name in table.JOBS is
printed beside what it was reckoned to take.

To add one: a `Case` with a name, what makes its request of a `Bench`, and the module that writes
its weights (`prepare`) and has what does it (`service`); its memory is reckoned in table.JOBS.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.engines.diffusion.requests import Paint, Train
from tools.engines.motion.requests import Animate
from tools.engines.motion.weights import CONTEXT
from tools.engines.request import Request
from tools.engines.sam2.requests import TrackMask
from tools.engines.voice.cloning import Clone
from tools.engines.voice.request import Align

PROMPT = "luca, a boy with curly brown hair runs along a harbour at sunset, 3D animation"
TAUGHT = 6  # steps of a training
FACE, CLIP = "picture with a face", "clip of 16 frames"
EMBEDDING = 512  # numbers of a face
IDENTITY, MOVING_BASE, MOVING_ADAPTER = "instantid", "sd15", "animatediff"  # folders
SPEAKER, LISTENER, FOLLOWER = "xtts", "wav2vec2", "sam2"
LINE = "Silenzio, Bruno! We will ride down to the harbour, and nobody will see us."
SAID = ("s", "iː", "l", "ɛ", "n", "oʊ")
PYTORCH, COQUI = ("torch", "torch-cpu"), ("xtts", "xtts-cpu")  # environments


@dataclass(frozen=True)
class Bench:
    """Where all lies, `side` pixels of a picture, and how many steps it takes."""

    place: Path
    side: int
    steps: int

    @property
    def base(self) -> Path:
        return self.place / "base"

    @property
    def controls(self) -> list[Path]:
        return [self.place / f"control_{number}" for number in range(3)]

    @property
    def lora(self) -> Path:
        return self.place / "lora.safetensors"

    @property
    def pictures(self) -> Path:
        """A dataset, whose first picture is steered by and started from as well."""
        return self.place / "pictures"

    def paint(self, controls: int = 0, **more: Any) -> Paint:
        """A square picture, steered by so many ControlNets."""
        steered = [
            {
                "kind": "depth",
                "folder": str(folder),
                "image": self.picture,
                "strength": 0.5,
                "start": 0.0,
                "end": 1.0,
            }
            for folder in self.controls[:controls]
        ]
        return Paint(
            prompt=PROMPT,
            width=self.side,
            height=self.side,
            steps=self.steps,
            controls=steered,
            out=str(self.place / "out.png"),
            **more,
        )

    @property
    def picture(self) -> str:
        return str(self.pictures / "0.png")

    @property
    def worn(self) -> dict[str, Any]:
        """The LoRA."""
        return {"file": str(self.lora), "name": "random", "weight": 0.8}

    def train(self) -> Train:
        """A training that begins anew each time."""
        return Train(
            pictures=str(self.pictures),
            out=str(self.place / "taught.safetensors"),
            state=str(self.place / "state"),
            until=TAUGHT,
            resolution=self.side,
        )

    @property
    def face(self) -> dict[str, Any]:
        """Somebody's, in the middle."""
        across = (0.4, 0.6, 0.5, 0.43, 0.57)
        down = (0.4, 0.4, 0.5, 0.62, 0.62)
        return {
            "folder": str(self.place / IDENTITY),
            "embedding": [(-1) ** number / 20 for number in range(EMBEDDING)],
            "points": [[x * self.side, y * self.side] for x, y in zip(across, down, strict=True)],
            "strength": 0.8,
            "structure": 0.8,
            "start": 0.0,
            "end": 1.0,
        }

    @property
    def frames(self) -> Path:
        """Of a clip in which something moves."""
        return self.place / "frames.npy"

    @property
    def recording(self) -> Path:
        return self.place / "recording.wav"

    @property
    def sample(self) -> Path:
        """Of a voice."""
        return self.place / "sample.wav"

    def follow(self) -> TrackMask:
        """What moves, pointed at in the first frame."""
        point = (self.side / 8, self.side * 3 / 8)
        return TrackMask(frames=self.frames, out=self.place / "masks.npy", start=0, point=point)

    def listen(self) -> Align:
        """When each phone of a recording is said."""
        phones = [{"phone": one, "start": n, "end": n + 1} for n, one in enumerate(SAID)]
        words = [{"word": "seal", "start": 0, "end": len(SAID)}]
        return Align(recording=str(self.recording), reading="", phonemes=phones, words=words)

    def speak(self) -> Clone:
        """A line in the voice of the sample."""
        return Clone(
            text=LINE,
            language="en",
            sample=str(self.sample),
            sample_text="",
            sample_language="en",
            out=str(self.place / "line.wav"),
        )

    def animate(self) -> Animate:
        """As many frames as AnimateDiff was trained on, of half a megapixel's side at most."""
        side, frames = min(self.side, 512), self.place / "frames"
        frames.mkdir(exist_ok=True)
        return Animate(
            model="sd15",
            base=str(self.place / MOVING_BASE),
            adapter=str(self.place / MOVING_ADAPTER),
            prompt=PROMPT,
            width=side,
            height=side,
            frames=CONTEXT,
            steps=self.steps,
            out_dir=str(frames),
        )


@dataclass(frozen=True)
class Case:
    """`request` makes it of where all lies. `module` of the networks here writes its weights and
    has what does it, in one of the `environments`."""

    name: str
    request: Callable[[Bench], Request[Any]]
    module: str = "painting"
    environments: tuple[str, str] = PYTORCH


CASES = [
    Case("picture", lambda bench: bench.paint()),
    Case("picture with a LoRA", lambda bench: bench.paint(loras=[bench.worn])),
    Case("picture with a ControlNet", lambda bench: bench.paint(1)),
    Case("picture with three ControlNets", lambda bench: bench.paint(3)),
    Case("image to image", lambda bench: bench.paint(image=bench.picture, strength=0.6)),
    Case(
        "image to image with three ControlNets",
        lambda bench: bench.paint(3, image=bench.picture, strength=0.6),
    ),
    Case(FACE, lambda bench: bench.paint(face=bench.face)),
    Case(CLIP, lambda bench: bench.animate()),
    Case("LoRA training step", lambda bench: bench.train()),
    Case("clip followed by SAM2", lambda bench: bench.follow(), "following"),
    Case("recording heard by Wav2Vec2", lambda bench: bench.listen(), "listening"),
    Case("line spoken by XTTS-v2", lambda bench: bench.speak(), "speaking", COQUI),
]
