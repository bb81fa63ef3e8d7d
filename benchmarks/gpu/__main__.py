"""What pictures, a training, voices and masks take on a graphics card, beside what was reckoned.

    python -m benchmarks.gpu [--cases "picture" "LoRA training step"] [--vllm http://127.0.0.1:8000]

Builds the real architectures with random weights of the real size, so nothing is fetched; 25 GB of
disk are used meanwhile. Each case runs twice through the engine's own service, with this card's row
of configs/diffusion.yaml: `first` is with the loading, all else of the second run; the memory is
what PyTorch reserved at most.
With `--vllm`, each vLLM server that was started with --enable-sleep-mode and
VLLM_SERVER_DEV_MODE=1 is put to sleep and woken. Without a card there is nothing to
measure: exit code 2.
"""

import argparse
import asyncio
import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

from benchmarks.gpu.cases import CASES
from benchmarks.gpu.sleeping import sleep_and_wake
from benchmarks.gpu.table import reckoned
from benchmarks.options import parsed
from studio.config_file import read_yaml
from studio.environments import Environment, made_of
from studio.settings import ROOT, load_settings
from tools.engines.card.graphics_card import TABLE, has_card

NO_CARD = (
    "There is no NVIDIA card here, so nothing was measured. Run this where there is one, or with "
    "--smoke, which tries every part on the processor with tiny models."
)
HEADS = ("case", "first, s", "s", "s/step", "peak GiB", "reckoned", "setting")


def ran(options: argparse.Namespace, config: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The lines of benchmarks.gpu.measure, as they come, of one environment after the other.
    RuntimeError where it breaks."""
    wanted = [case for case in CASES if case.name in options.cases]
    for names, cases in itertools.groupby(wanted, lambda case: case.environments):
        made, asked = made_of(names, load_settings()), [case.name for case in cases]
        ready, why, fix = made.status()
        if ready:
            yield from _ran_in(made, asked, options, config)
        else:
            yield from ({"case": one, "absent": f"{why}: {fix}"} for one in asked)


def _ran_in(
    made: Environment, cases: list[str], options: argparse.Namespace, config: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    with (
        tempfile.TemporaryDirectory(dir=options.place or None) as place,
        tempfile.TemporaryFile("w+") as log,
    ):
        process = subprocess.Popen(
            [str(made.python), "-m", "benchmarks.gpu.measure"],
            cwd=ROOT,
            env=os.environ | ({"OMP_NUM_THREADS": "1"} if options.smoke else {}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        assert process.stdin and process.stdout
        wanted = {
            "place": place,
            "side": options.side,
            "steps": options.steps,
            "tiny": options.smoke,
            "cases": cases,
            "table": config,
        }
        process.stdin.write(json.dumps(wanted))
        process.stdin.close()
        for line in process.stdout:
            yield json.loads(line)
        if process.wait():
            log.seek(0)
            raise RuntimeError(f"benchmarks.gpu.measure ended: {log.read()[-2000:]}")


def row(told: dict[str, Any], gib: float, config: dict[str, Any]) -> str:
    """One line of the table."""
    for what in ("error", "absent"):
        if what in told:
            return f"{told['case']:<40}{told[what]}"
    figures = [told["first"], told["seconds"], told["per_step"], told["peak_gib"]]
    reckon = reckoned(told["case"], gib, config) if gib else None
    cells = ["-" if one is None else f"{one:.2f}" for one in [*figures, reckon]]
    notes = "; ".join([told["setting"], *told["told"]])
    return f"{told['case']:<40}" + "".join(f"{one:>10}" for one in cells) + f"  {notes}"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--side", type=int, default=1024, help="pixels of the square pictures")
    parser.add_argument("--steps", type=int, default=30)
    names = [one.name for one in CASES]
    parser.add_argument("--cases", nargs="+", choices=names, default=names, metavar="CASE")
    parser.add_argument("--place", help="a folder with 25 GB of room (else the system's own)")
    parser.add_argument(
        "--vllm", nargs="+", default=[], help="addresses of vLLM servers that can sleep"
    )
    options = parsed(parser, side=64, steps=4)
    if not options.smoke and not has_card():
        print(NO_CARD, file=sys.stderr)
        return 2
    config, good = read_yaml(TABLE, "Restore configs/diffusion.yaml."), True
    gib: float | None = None
    for told in ran(options, config):
        if "no_card" in told:
            print(f"PyTorch sees no card. {NO_CARD}", file=sys.stderr)
            return 2
        if "card" in told:
            if gib is not None:
                continue
            gib = told["gib"]
            print(f"{told['card']}, {gib:.1f} GiB; {options.side} px, {options.steps} steps")
            print(f"{HEADS[0]:<40}" + "".join(f"{one:>10}" for one in HEADS[1:-1]) + "  setting")
            continue
        good &= "error" not in told
        print(row(told, gib or 0.0, config), flush=True)
    for address in options.vllm:
        asleep, awake = asyncio.run(sleep_and_wake(address))
        print(f"vLLM at {address}: asleep after {asleep:.2f} s, awake after {awake:.2f} s")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
