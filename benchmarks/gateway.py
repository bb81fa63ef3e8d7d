"""What the gateway adds to a request, beside LiteLLM's proxy before the same server.

    python -m benchmarks.gateway [--seconds 5] [--rounds 3] [--memory 100000]

One server that answers at once; before it nothing, the gateway, and LiteLLM, each in one process
of its own (requirements/litellm.txt in .venvs/litellm). Rounds are interleaved. `added` is the
difference to the server alone; `cpu` the processor time of the proxy for one request, which does
not depend on what else the machine is doing. Both check a key, keep their connections to client and
server open, run on uvloop and may use any core.
"""

import argparse
import contextlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import uvloop
import yaml

from benchmarks.load import KEY, Target, load, process
from benchmarks.options import exit_code, parsed
from llm.backends.supervisor import free_port
from studio.settings import ROOT

CLIENTS = (1, 16, 128)
WANTED_THROUGHPUT = 5.0
WANTED_ADDED = 0.2
WANTED_P50 = 1.5e-3


def gateway(folder: Path, upstream: int, port: int):
    """The gateway before one server that is there already."""
    file = folder / "models.yaml"
    file.write_text(
        yaml.safe_dump(
            {
                "paths": {"state": str(folder / "state")},
                "gateway": {"port": port},
                "models": {"tiny": {"kind": "external", "url": f"http://127.0.0.1:{upstream}"}},
                "profile": "bench",
                "profiles": {"bench": {"about": "", "roles": {"studio-code": "tiny"}}},
            }
        )
    )
    command = [sys.executable, "-m", "interfaces.backend.serve"]
    return process("gateway", command, port, STUDIO_MODELS_CONFIG=str(file), STUDIO_LLM_API_KEY=KEY)


def litellm(folder: Path, upstream: int, port: int, program: Path):
    """LiteLLM's proxy before the same, in one process like the gateway, as its pages on production
    and on benchmarks have it: one uvicorn worker, no callbacks, no database, errors only in the
    log. Neither proxy keeps answers: the request is not deterministic."""
    file = folder / "litellm.yaml"
    file.write_text(
        yaml.safe_dump(
            {
                "model_list": [
                    {
                        "model_name": "studio-code",
                        "litellm_params": {
                            "model": "openai/tiny",
                            "api_key": "x",
                            "api_base": f"http://127.0.0.1:{upstream}/v1",
                        },
                    }
                ],
                "litellm_settings": {
                    "callbacks": [],
                    "num_retries": 0,
                    "request_timeout": 600,
                    "set_verbose": False,
                    "json_logs": True,
                },
                "general_settings": {"disable_spend_logs": True, "disable_error_logs": True},
            }
        )
    )
    command = [
        str(program),
        "--config",
        str(file),
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--num_workers",
        "1",
        "--telemetry",
        "False",
    ]
    return process(
        "LiteLLM",
        command,
        port,
        LITELLM_LOG="ERROR",
        LITELLM_MODE="PRODUCTION",
        KEEPALIVE_TIMEOUT="30",
        LITELLM_LOCAL_MODEL_COST_MAP="True",
        NO_DOCS="True",
        LITELLM_MASTER_KEY=KEY,
    )


def measure(target: Target, seconds: float, at_once: Sequence[int]) -> None:
    """One round."""
    for clients in at_once:
        spent, begun = target.cpu_seconds(), time.perf_counter()
        latencies = uvloop.run(load(target, clients, seconds))
        took = time.perf_counter() - begun
        target.cpu.append((target.cpu_seconds() - spent) / len(latencies))
        target.latencies.setdefault(clients, []).extend(latencies)
        target.rates.setdefault(clients, []).append(len(latencies) / took)
    target.first += uvloop.run(load(target, 1, seconds, stream=True))


def percentile(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


def table(targets: list[Target]) -> None:
    """All figures."""
    alone = targets[0]
    print(
        f"{'':10}{'p50 ms':>9}{'p99 ms':>9}{'added p50':>11}{'added p99':>11}"
        + "".join(f"{f'req/s @{c}':>12}" for c in alone.rates)
        + f"{'first byte':>12}{'cpu us':>9}{'MiB':>7}"
    )
    for t in targets:
        one, base = t.latencies[1], alone.latencies[1]
        p50, p99 = percentile(one, 0.5), percentile(one, 0.99)
        added = (p50 - percentile(base, 0.5), p99 - percentile(base, 0.99))
        print(
            f"{t.name:10}{p50 * 1e3:9.2f}{p99 * 1e3:9.2f}{added[0] * 1e3:11.2f}"
            f"{added[1] * 1e3:11.2f}"
            + "".join(f"{statistics.median(t.rates[c]):12.0f}" for c in alone.rates)
            + f"{percentile(t.first, 0.5) * 1e3:12.2f}{statistics.median(t.cpu) * 1e6:9.0f}"
            f"{t.memory():7.0f}"
        )


def verdict(alone: Target, ours: Target, theirs: Target) -> bool:
    """The promises, and whether they are kept."""

    def added(target: Target, part: float) -> float:
        return percentile(target.latencies[1], part) - percentile(alone.latencies[1], part)

    kept = True
    for clients in ours.rates:
        ratio = statistics.median(ours.rates[clients]) / statistics.median(theirs.rates[clients])
        kept &= ratio >= WANTED_THROUGHPUT
        print(f"throughput at {clients}: {ratio:.1f} times LiteLLM's (wanted {WANTED_THROUGHPUT})")
    for part in (0.5, 0.99):
        ratio = added(ours, part) / added(theirs, part)
        kept &= ratio <= WANTED_ADDED
        print(f"added p{part * 100:g}: {ratio:.3f} of LiteLLM's (wanted {WANTED_ADDED})")
    cpu = statistics.median(theirs.cpu) / statistics.median(ours.cpu)
    print(f"processor time for a request: LiteLLM's is {cpu:.1f} times ours")
    print(
        f"added p50: {added(ours, 0.5) * 1e3:.2f} ms (wanted {WANTED_P50 * 1e3} on an idle "
        f"machine; load now {os.getloadavg()[0]:.1f})"
    )
    return kept


def memory(target: Target, requests: int) -> None:
    """Resident memory while `requests` go through."""
    done, readings = 0, [target.memory()]
    while done < requests:
        done += len(uvloop.run(load(target, 16, 5)))
        readings.append(target.memory())
    print(
        f"memory of the {target.name} over {done} requests: {readings[0]:.0f} MiB before, "
        f"{readings[1]:.0f} after the first 5 s, {readings[-1]:.0f} MiB at the end"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="for each figure and round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--clients", type=int, nargs="+", default=CLIENTS, help="at once, 1 among them"
    )
    parser.add_argument("--memory", type=int, default=0, help="requests to watch memory over")
    parser.add_argument("--litellm", type=Path, default=ROOT / ".venvs/litellm/bin/litellm")
    given = parsed(parser, seconds=0.2, rounds=1, clients=[1, 4])
    ports = [free_port() for _ in range(3)]
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = [sys.executable, "-m", "benchmarks.upstream", "--port", str(ports[0])]
        targets = [stack.enter_context(process("alone", server, ports[0]))]
        targets.append(stack.enter_context(gateway(folder, ports[0], ports[1])))
        if given.litellm.exists():
            targets.append(stack.enter_context(litellm(folder, ports[0], ports[2], given.litellm)))
        else:
            print(
                f"no LiteLLM: python3.11 -m venv .venvs/litellm && "
                f"{given.litellm.parent}/pip install -r requirements/litellm.txt"
            )
        for target in targets:  # once for the caches of both
            uvloop.run(load(target, 4, 1.0))
        for _ in range(given.rounds):
            for target in targets:
                measure(target, given.seconds, given.clients)
        table(targets)
        kept = len(targets) < 3 or verdict(*targets)
        if given.memory:
            memory(targets[1], given.memory)
    return exit_code(kept, given)


if __name__ == "__main__":
    sys.exit(main())
