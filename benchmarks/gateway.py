"""What the gateway adds to a request, beside LiteLLM's proxy before the same server.

    python -m benchmarks.gateway [--seconds 5] [--rounds 3] [--memory 100000]

One server that answers at once; before it nothing, the gateway, and LiteLLM, each in one process
of its own (requirements/litellm.txt in .venvs/litellm). Rounds are interleaved. `added` is the
difference to the server alone; `cpu` the processor time of the proxy for one request, which does
not depend on what else the machine is doing.
"""

import argparse
import asyncio
import contextlib
import json
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import uvloop
import yaml

from llm.roster.supervisor import free_port
from studio.settings import ROOT

KEY = f"sk-{secrets.token_hex(16)}"  # both check it
CLIENTS = (1, 16, 128)
START_SECONDS = 180
WANTED_THROUGHPUT = 5.0
WANTED_ADDED = 0.2
WANTED_P50 = 1.5e-3
_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Target:
    """Something that answers at `port`, in process `pid`, and what was measured of it."""

    name: str
    port: int
    pid: int
    latencies: dict[int, list[float]] = field(default_factory=dict)
    rates: dict[int, list[float]] = field(default_factory=dict)
    first: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def cpu_seconds(self) -> float:
        """Of the process so far (proc(5), fields 14 and 15)."""
        values = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(values[11]) + int(values[12])) / _TICK

    def memory(self) -> float:
        """Resident, in MiB."""
        pages = Path(f"/proc/{self.pid}/statm").read_text().split()[1]
        return int(pages) * _PAGE / 2**20


def request(port: int, stream: bool) -> bytes:
    """A chat request of the size of an agent's."""
    body = json.dumps({
        "model": "studio-code", "stream": stream, "temperature": 0.2,
        "messages": [{"role": "system", "content": "You write programs. " * 40},
                     {"role": "user", "content": "Luca waves in the harbour. " * 40}],
    }).encode()
    return (b"POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:%d\r\n"
            b"authorization: Bearer %s\r\ncontent-type: application/json\r\n"
            b"content-length: %d\r\n\r\n%s" % (port, KEY.encode(), len(body), body))


async def answer(reader: asyncio.StreamReader) -> float:
    """Read one answer; the time of its body's first byte."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith(b"http/1.1 200"):
        raise RuntimeError(head.decode(errors="replace"))
    length = head.partition(b"content-length:")[2].partition(b"\r\n")[0].strip()
    if length:
        body = await reader.readexactly(int(length))
        assert b"word word" in body
        return time.perf_counter()
    size = int((await reader.readuntil(b"\r\n")).strip(), 16)
    first = time.perf_counter()
    while size:
        await reader.readexactly(size + 2)
        size = int((await reader.readuntil(b"\r\n")).strip(), 16)
    await reader.readexactly(2)
    return first


async def load(target: Target, clients: int, seconds: float, stream: bool = False) -> list[float]:
    """Latencies of all requests that `clients` connections made one after another (with `stream`:
    times to the first byte)."""
    sent = request(target.port, stream)
    until = time.perf_counter() + seconds
    latencies: list[float] = []

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", target.port)
        while time.perf_counter() < until:
            begun = time.perf_counter()
            writer.write(sent)
            first = await answer(reader)
            latencies.append((first if stream else time.perf_counter()) - begun)
        writer.close()

    await asyncio.gather(*(one() for _ in range(clients)))
    return latencies


@contextlib.contextmanager
def process(name: str, command: list[str], port: int, **environment: str) -> Iterator[Target]:
    """Run it until the end of the block."""
    with tempfile.TemporaryFile() as output:
        running = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | environment, stdout=output, stderr=output
        )
        try:
            wait_for(port, running, output)
            yield Target(name, port, running.pid)
        finally:
            running.terminate()
            try:
                running.wait(20)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()


def wait_for(port: int, running: subprocess.Popen, output) -> None:
    """Until it answers a chat request."""
    probe = Target("", port, 0)
    limit = time.monotonic() + START_SECONDS
    while True:
        try:
            asyncio.run(load(probe, 1, 0.01))
            return
        except (OSError, RuntimeError, asyncio.IncompleteReadError) as fault:
            if running.poll() is not None or time.monotonic() > limit:
                output.seek(0)
                said = output.read()[-3000:].decode(errors="replace")
                raise SystemExit(f"{running.args[0]} does not answer: {fault}\n{said}") from fault
            time.sleep(0.3)


def gateway(folder: Path, upstream: int, port: int):
    """The gateway before one server that is there already."""
    file = folder / "models.yaml"
    file.write_text(yaml.safe_dump({
        "paths": {"state": str(folder / "state")},
        "gateway": {"port": port},
        "models": {"tiny": {"kind": "external", "url": f"http://127.0.0.1:{upstream}"}},
        "profile": "bench",
        "profiles": {"bench": {"about": "", "roles": {"studio-code": "tiny"}}},
    }))
    command = [sys.executable, "-m", "interfaces.backend.serve"]
    return process("gateway", command, port, STUDIO_MODELS_CONFIG=str(file), STUDIO_LLM_API_KEY=KEY)


def litellm(folder: Path, upstream: int, port: int, program: Path):
    """LiteLLM's proxy before the same, in one process like the gateway."""
    file = folder / "litellm.yaml"
    file.write_text(yaml.safe_dump({"model_list": [{
        "model_name": "studio-code",
        "litellm_params": {"model": "openai/tiny", "api_key": "x",
                           "api_base": f"http://127.0.0.1:{upstream}/v1"},
    }]}))
    command = [str(program), "--config", str(file), "--host", "127.0.0.1", "--port", str(port),
               "--num_workers", "1", "--telemetry", "False"]
    return process("LiteLLM", command, port, LITELLM_LOG="ERROR",
                   LITELLM_LOCAL_MODEL_COST_MAP="True", NO_DOCS="True", LITELLM_MASTER_KEY=KEY)


def measure(target: Target, seconds: float) -> None:
    """One round."""
    for clients in CLIENTS:
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
    print(f"{'':10}{'p50 ms':>9}{'p99 ms':>9}{'added p50':>11}{'added p99':>11}"
          + "".join(f"{f'req/s @{c}':>12}" for c in CLIENTS)
          + f"{'first byte':>12}{'cpu us':>9}{'MiB':>7}")
    for t in targets:
        one, base = t.latencies[1], alone.latencies[1]
        p50, p99 = percentile(one, 0.5), percentile(one, 0.99)
        added = (p50 - percentile(base, 0.5), p99 - percentile(base, 0.99))
        print(f"{t.name:10}{p50 * 1e3:9.2f}{p99 * 1e3:9.2f}{added[0] * 1e3:11.2f}"
              f"{added[1] * 1e3:11.2f}"
              + "".join(f"{statistics.median(t.rates[c]):12.0f}" for c in CLIENTS)
              + f"{percentile(t.first, 0.5) * 1e3:12.2f}{statistics.median(t.cpu) * 1e6:9.0f}"
              f"{t.memory():7.0f}")


def verdict(alone: Target, ours: Target, theirs: Target) -> bool:
    """The promises, and whether they are kept."""
    def added(target: Target, part: float) -> float:
        return percentile(target.latencies[1], part) - percentile(alone.latencies[1], part)

    kept = True
    for clients in CLIENTS:
        ratio = statistics.median(ours.rates[clients]) / statistics.median(theirs.rates[clients])
        kept &= ratio >= WANTED_THROUGHPUT
        print(f"throughput at {clients}: {ratio:.1f} times LiteLLM's (wanted {WANTED_THROUGHPUT})")
    for part in (0.5, 0.99):
        ratio = added(ours, part) / added(theirs, part)
        kept &= ratio <= WANTED_ADDED
        print(f"added p{part * 100:g}: {ratio:.3f} of LiteLLM's (wanted {WANTED_ADDED})")
    cpu = statistics.median(theirs.cpu) / statistics.median(ours.cpu)
    print(f"processor time for a request: LiteLLM's is {cpu:.1f} times ours")
    print(f"added p50: {added(ours, 0.5) * 1e3:.2f} ms (wanted {WANTED_P50 * 1e3} on an idle "
          f"machine; load now {os.getloadavg()[0]:.1f})")
    return kept


def memory(target: Target, requests: int) -> None:
    """Resident memory while `requests` go through."""
    done, readings = 0, [target.memory()]
    while done < requests:
        done += len(uvloop.run(load(target, 16, 5)))
        readings.append(target.memory())
    print(f"memory of the {target.name} over {done} requests: {readings[0]:.0f} MiB before, "
          f"{readings[1]:.0f} after the first 5 s, {readings[-1]:.0f} MiB at the end")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="for each figure and round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", type=int, default=0, help="requests to watch memory over")
    parser.add_argument("--litellm", type=Path, default=ROOT / ".venvs/litellm/bin/litellm")
    given = parser.parse_args()
    ports = [free_port() for _ in range(3)]
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = [sys.executable, "-m", "benchmarks.upstream", "--port", str(ports[0])]
        targets = [stack.enter_context(process("alone", server, ports[0]))]
        targets.append(stack.enter_context(gateway(folder, ports[0], ports[1])))
        if given.litellm.exists():
            targets.append(
                stack.enter_context(litellm(folder, ports[0], ports[2], given.litellm)))
        else:
            print(f"no LiteLLM: python3.11 -m venv .venvs/litellm && "
                  f"{given.litellm.parent}/pip install -r requirements/litellm.txt")
        for target in targets:  # once for the caches of both
            uvloop.run(load(target, 4, 1.0))
        for _ in range(given.rounds):
            for target in targets:
                measure(target, given.seconds)
        table(targets)
        kept = len(targets) < 3 or verdict(*targets)
        if given.memory:
            memory(targets[1], given.memory)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
