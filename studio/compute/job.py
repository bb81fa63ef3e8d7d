"""What a job is, what it needs, and what does it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from studio.settings import ComputeSettings


@dataclass(frozen=True)
class Resources:
    """What is set aside for one job: processor cores, graphics cards, megabytes of memory."""

    cpus: float = 1
    gpus: float = 0
    memory_mb: int = 0

    @classmethod
    def of(cls, settings: ComputeSettings) -> "Resources":
        """Those that the settings name."""
        return cls(settings.cpus, settings.gpus, settings.memory_mb)

    def __str__(self) -> str:
        parts = [f"{self.cpus:g} CPU", f"{self.gpus:g} GPU", f"{self.memory_mb} MB"]
        return ", ".join(part for part in parts if not part.startswith("0 ")) or "nothing"


@dataclass(frozen=True)
class Job:
    """One job; `payload` is all that its worker is told, as JSON has it."""

    name: str
    payload: dict[str, Any]


class Worker(Protocol):
    """Does one job after another. What is opened stays warm in between."""

    async def open(self) -> None:
        """Get ready. StudioError where it cannot be."""

    async def work(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Do one job and return its result, as JSON has it. May be given a job again whose worker
        died."""
        ...

    async def close(self) -> None:
        """End what was opened."""


@dataclass(frozen=True)
class Work:
    """How jobs are done: by workers of a class, made with `arguments`, each with `resources`."""

    worker: Callable[..., Worker]
    arguments: dict[str, Any] = field(default_factory=dict)
    resources: Resources = Resources()


OnEnd = Callable[[Job, dict[str, Any] | None, str], None]
"""Told of each job that ended: its result, or None and why there is none."""


class Compute(Protocol):
    """A place where jobs are done."""

    def room(self, resources: Resources) -> int:
        """How many jobs of these resources it does at a time. InputError where not one fits."""
        ...

    async def gather(self, jobs: Sequence[Job], work: Work, *, at_once: int, on_end: OnEnd) -> None:
        """Do the jobs, at most `at_once` at a time. When cancelled, those at work are ended."""
