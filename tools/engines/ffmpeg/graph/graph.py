"""A video that is not written yet: the files that it is made of, and the filters from them to it.

Edits that follow each other become one graph so, which is run once, when somebody needs the pixels.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Self

from studio.nouns.artifact import MediaFacts

PICTURE, SOUND = "[picture]", "[sound]"  # where the chains of an edit end
MOST_INPUTS, MOST_CHAINS = 12, 100  # what one graph may grow to before it is written

_RATE = 48000  # Hz of every sound that is written
_CHAIN = re.compile(r"((?:\[[^\[\]]+\])*)(.*?)((?:\[[^\[\]]+\])*)", re.DOTALL)
_PAD = re.compile(r"\[([^\[\]]+)\]")
_INPUT = re.compile(r"\d+:[av]")


@dataclass(frozen=True, kw_only=True)
class Graph:
    """A video of `frames` at `rate` a second, whose file would lie at `path`. `chains` lead from
    the streams of `inputs`, [0:v], [0:a], [1:v] …, to PICTURE and, where it has sound, to SOUND."""

    path: Path
    inputs: tuple[Path, ...]
    chains: tuple[str, ...]
    rate: Fraction
    frames: int
    width: int
    height: int
    has_audio: bool

    def told(self) -> dict[str, Any]:
        """It as JSON holds it."""
        return asdict(self) | {
            "path": str(self.path),
            "inputs": [str(path) for path in self.inputs],
            "rate": str(self.rate),
        }

    @classmethod
    def read(cls, told: dict[str, Any]) -> Self:
        """The graph that told() told of."""
        return cls(
            **told
            | {
                "path": Path(told["path"]),
                "inputs": tuple(Path(path) for path in told["inputs"]),
                "chains": tuple(told["chains"]),
                "rate": Fraction(told["rate"]),
            }
        )

    @property
    def is_large(self) -> bool:
        """Whether it had better be written than grow."""
        return len(self.inputs) > MOST_INPUTS or len(self.chains) > MOST_CHAINS

    @property
    def duration(self) -> float:
        """Seconds of picture."""
        return round(float(self.frames / self.rate), 4)

    def facts(self) -> MediaFacts:
        """What a probe will say of its file."""
        heard = {"sample_rate": _RATE, "channels": 2} if self.has_audio else {}
        return MediaFacts(
            width=self.width,
            height=self.height,
            duration=self.duration,
            fps=round(float(self.rate), 4),
            frames=self.frames,
            codec="h264",
            has_audio=self.has_audio,
            rotation=0,
            pixel_aspect="1:1",
            **heard,
        )


Source = Path | Graph


def as_source(one: str | Source) -> Source:
    """A source that may be named by the text of its path."""
    return Path(one) if isinstance(one, str) else one


def path_of(one: Source) -> Path:
    """Where the file of a source lies, or would lie."""
    return one.path if isinstance(one, Graph) else one


def first_file(one: Source) -> Path:
    """The file that stands at a source's place among FFmpeg's inputs."""
    return one.inputs[0] if isinstance(one, Graph) else one


def unfolded(
    sources: Sequence[Source], chains: Iterable[str], beside: int = 0
) -> tuple[list[str], list[Path]]:
    """Chains from files alone, and the files to add to the inputs.

    `chains` lead from `sources`, [0:v] being the picture of the first of them, and from so many
    inputs `beside` them; at the place of one that is not written stands its first file.
    """
    inputs = len(sources) + beside
    written = list(chains)
    needed: list[str] = []
    more: list[Path] = []
    for number, one in enumerate(sources):
        if not isinstance(one, Graph):
            continue
        places = [number, *range(inputs + len(more), inputs + len(more) + len(one.inputs) - 1)]
        more += one.inputs[1:]
        ends: list[str] = []
        for stream, end, split in (("v", PICTURE, "split"), ("a", SOUND, "asplit")):
            times = sum(chain.count(f"[{number}:{stream}]") for chain in written)
            if not times:
                continue
            ends.append(end)
            label = f"u{number}{end[1:-1]}"
            taken = [f"[{label}]"] if times == 1 else [f"[{label}{n}]" for n in range(times)]
            if times > 1:
                needed.append(f"[{label}]{split}={times}{''.join(taken)}")
            waiting = iter(taken)
            pad = re.compile(rf"\[{number}:{stream}\]")
            written = [pad.sub(lambda _, next_=waiting: next(next_), chain) for chain in written]
        leading = _leading_to(one.chains, ends)
        needed += [_renamed(chain, f"u{number}", places) for chain in leading]
    return [*needed, *written], more


def _leading_to(chains: Sequence[str], ends: Sequence[str]) -> list[str]:
    """The chains that these ends need, in their order."""
    wanted, kept = {end[1:-1] for end in ends}, set()
    for number in reversed(range(len(chains))):
        taken, _, given = _pads(chains[number])
        if wanted & set(given):
            kept.add(number)
            wanted |= set(taken)
    return [chain for number, chain in enumerate(chains) if number in kept]


def _pads(chain: str) -> tuple[list[str], str, list[str]]:
    """The labels that a chain begins from, its filters, and the labels that it ends in."""
    match = _CHAIN.fullmatch(chain)
    assert match is not None
    return _PAD.findall(match[1]), match[2], _PAD.findall(match[3])


def _renamed(chain: str, prefix: str, places: Sequence[int]) -> str:
    """The chain with labels that no other graph has, from the inputs at `places`."""
    taken, filters, given = _pads(chain)

    def named(label: str) -> str:
        if not _INPUT.fullmatch(label):
            return f"[{prefix}{label}]"
        number, _, stream = label.partition(":")
        return f"[{places[int(number)]}:{stream}]"

    return f"{''.join(map(named, taken))}{filters}{''.join(map(named, given))}"
