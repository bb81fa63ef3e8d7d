"""The recorded workload: what each session of the crew asked for, and when."""

import json
import random
from dataclasses import dataclass

from studio.conversation import AFTER_TOOLS
from studio.settings import ROOT

RECORDED = ROOT / "benchmarks" / "switching" / "agent_sessions.json"
# Who asks which model. None of the briefs comes with a picture, so the analyst asks the director's.
MODELS = {"director": "reasoning", "analyst": "reasoning", "coder": "code", "critic": "vision"}
# What a session says it will ask next.
FOLLOWING = {MODELS[role]: MODELS[following] for role, following in AFTER_TOOLS.items()}


@dataclass(frozen=True)
class Step:
    """A request to `model`, after `pause` seconds of other work; tokens `read` and `written`."""

    model: str
    pause: float
    read: int
    written: int


@dataclass(frozen=True)
class Session:
    """One piece: its brief, how it ended, and its requests in order."""

    brief: str
    outcome: str
    steps: tuple[Step, ...]


def save(levels: dict[str, list[Session]]) -> None:
    """Write the recording, a line a session."""
    blocks = []
    for level, sessions in levels.items():
        lines = [
            json.dumps(
                {
                    "brief": one.brief,
                    "outcome": one.outcome,
                    "steps": [[s.model, s.pause, s.read, s.written] for s in one.steps],
                }
            )
            for one in sessions
        ]
        blocks.append(f" {json.dumps(level)}: [\n  " + ",\n  ".join(lines) + "\n ]")
    RECORDED.write_text("{\n" + ",\n".join(blocks) + "\n}\n")


def load() -> dict[str, list[Session]]:
    """The recording: sessions by the level of mistakes."""
    return {
        level: [
            Session(one["brief"], one["outcome"], tuple(Step(*step) for step in one["steps"]))
            for one in sessions
        ]
        for level, sessions in json.loads(RECORDED.read_text()).items()
    }


def drawn(pool: list[Session], people: int, pieces: int, seed: int) -> list[list[Step]]:
    """The requests of so many people, each with so many pieces, one after another."""
    draw = random.Random(seed)
    return [
        [step for _ in range(pieces) for step in draw.choice(pool).steps] for _ in range(people)
    ]
