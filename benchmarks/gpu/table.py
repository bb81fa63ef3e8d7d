"""The table of docs/gpu.md: what each job takes on each card, as the engine reckons it."""

from collections.abc import Callable
from typing import Any

from tools.engines.diffusion.card import Setting, setting_for
from tools.engines.diffusion.memory import Load, needed, needed_to_train

RANK = 16
Reckoned = Callable[[Setting, dict[str, Any]], float]


def _picture(load: Load, face: bool = False) -> Reckoned:
    return lambda setting, config: (
        needed(setting, load, config["memory"]) + face * config["besides"]["face"]
    )


# 1024 x 1024 pixels each, a clip 512 x 512. A case of benchmarks/gpu/cases.py has its row here by
# the same name.
JOBS: dict[str, Reckoned] = {
    "picture": _picture(Load()),
    "picture with a LoRA": _picture(Load(loras=1)),
    "picture with a ControlNet": _picture(Load(controls=1)),
    "picture with three ControlNets": _picture(Load(controls=3)),
    "image to image": _picture(Load(starts=True)),
    "image to image with three ControlNets": _picture(Load(controls=3, starts=True)),
    "picture with a face": _picture(Load(), face=True),
    "clip of 16 frames": lambda _, config: config["clips"]["sd15"]["base_gib"],
    "LoRA training step": lambda setting, config: needed_to_train(
        setting, 1.0, RANK, config["memory"]
    ),
    "clip followed by SAM2": lambda _, config: config["masks"]["sam2_gib"],
    "recording heard by Wav2Vec2": lambda _, config: config["voices"]["wav2vec2_gib"],
    "line spoken by XTTS-v2": lambda _, config: config["voices"]["xtts_gib"],
}


def reckoned(job: str, gib: float, config: dict[str, Any]) -> float | None:
    """GiB that a job takes on a card of so many; None for one that has no row."""
    if job not in JOBS:
        return None
    return JOBS[job](setting_for(gib, config["cards"])[1], config)


def fits(job: str, row: str, config: dict[str, Any]) -> bool:
    """Whether a job has room on the smallest card of a row of `cards`."""
    least = config["cards"][row]["least_gib"]
    gib = reckoned(job, least, config)
    return gib is not None and gib <= least


def table(config: dict[str, Any]) -> list[str]:
    """Lines of Markdown; what has no room in so much memory is in parentheses."""
    rows = {name: row for name, row in config["cards"].items() if row["least_gib"]}
    heads = [f"{name} ({row['least_gib']} GiB free)" for name, row in rows.items()]
    lines = ["| " + " | ".join(["GiB at most", *heads]) + " |", "|---" * (len(rows) + 1) + "|"]
    for job in JOBS:
        cells = [job]
        for name, row in rows.items():
            gib = f"{reckoned(job, row['least_gib'], config):.1f}"
            cells.append(gib if fits(job, name, config) else f"({gib})")
        lines.append("| " + " | ".join(cells) + " |")
    return lines


if __name__ == "__main__":
    from studio.config_file import read_yaml
    from tools.engines.card.graphics_card import TABLE

    print("\n".join(table(read_yaml(TABLE, ""))))
