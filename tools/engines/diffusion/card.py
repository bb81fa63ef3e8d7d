"""How the models run on this card: configs/diffusion.yaml read, and the next lower setting where
the memory does not suffice. Runs in the worker; standard library and PyYAML's JSON-like data only.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

Done = TypeVar("Done")
OFFLOADS = ("none", "model", "layers")
GIB = 2**30
VARIABLE = "STUDIO_DIFFUSION_CARDS"  # of the process's environment: configs/diffusion.yaml as JSON


@dataclass(frozen=True)
class Setting:
    """One way to run: `dtype` is float32, float16 or bfloat16, `offload` one of OFFLOADS."""

    dtype: str = "float32"
    offload: str = "none"
    tiling: bool = False
    compile: bool = False

    def told(self) -> str:
        """In words, for who waits."""
        parts = [self.dtype]
        if self.offload != "none":
            parts.append("weights wait in the computer's memory" + _HOW[self.offload])
        if self.tiling:
            parts.append("decoded in tiles")
        if self.compile:
            parts.append("compiled")
        return ", ".join(parts)


_HOW = {"model": "", "layers": ", layer by layer"}


def setting_for(gib: float, cards: dict[str, Any]) -> tuple[str, Setting]:
    """The name of the row for a card of so much memory, 0 for none, and what it says.
    ValueError for a row that says what there is not."""
    known = {name: dict(row) for name, row in cards.items()}
    fitting = [name for name, row in known.items() if row["least_gib"] <= gib]
    name = max(fitting, key=lambda one: known[one]["least_gib"])
    row = {key: value for key, value in known[name].items() if key != "least_gib"}
    setting = Setting(**row)
    if setting.offload not in OFFLOADS:
        raise ValueError(f"cards.{name}.offload: {setting.offload!r} is none of {OFFLOADS}")
    return name, setting


def lower(setting: Setting, steps_down: list[dict[str, Any]]) -> Iterator[Setting]:
    """The settings that take less memory than this one, each once, the next first."""
    for step in steps_down:
        other = replace(setting, **step)
        less = OFFLOADS.index(other.offload) >= OFFLOADS.index(setting.offload)
        if less and other != setting:
            setting = other
            yield other


def within_memory(
    setting: Setting,
    steps_down: list[dict[str, Any]],
    work: Callable[[Setting], Done],
    is_full: Callable[[BaseException], bool],
    told: Callable[[str], None],
) -> tuple[Done, Setting]:
    """What `work` makes, and the setting with which it did: where the memory did not suffice
    (`is_full` tells of an error), the next lower one is taken, which is `told`. The error where
    there is none lower."""
    below = lower(setting, steps_down)
    while True:
        try:
            return work(setting), setting
        except Exception as error:
            following = next(below, None) if is_full(error) else None
            if following is None:
                raise
            told(f"The card's memory did not suffice; now with {following.told()}.")
            setting = following
