"""What the gateway counts, for Prometheus."""

import asyncio
import shutil
import time
from collections import deque
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)
_GPU_SECONDS = 5.0
_RATE_SECONDS = 60.0
_MIB = 2**20


class Metrics:
    """One set of metrics for one gateway. Names begin with `studio_`; seconds are wall time."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self._made: dict[str, deque[tuple[float, int]]] = {}
        self.requests = Counter(
            "studio_requests",
            "Requests by path, model and status",
            ["path", "model", "status"],
            registry=registry,
        )
        self.seconds = Histogram(
            "studio_request_seconds",
            "From the request's head to the answer's last byte",
            ["model"],
            buckets=_SECONDS,
            registry=registry,
        )
        self.first_byte = Histogram(
            "studio_first_byte_seconds",
            "From the request's head to the answer's first byte",
            ["model"],
            buckets=_SECONDS,
            registry=registry,
        )
        self.tokens = Counter(
            "studio_tokens",
            "Tokens as the models count them",
            ["model", "kind"],
            registry=registry,
        )
        self.waiting = Gauge(
            "studio_waiting", "Requests that wait for their model", ["model"], registry=registry
        )
        self.running = Gauge(
            "studio_running", "Requests that are with their model", ["model"], registry=registry
        )
        self.state = Gauge(
            "studio_model_state",
            "1 for the state that a model is in",
            ["model", "state"],
            registry=registry,
        )
        self.retries = Counter(
            "studio_retries", "Requests sent again to a model", ["model"], registry=registry
        )
        self.restarts = Gauge(
            "studio_restarts", "Processes that were started again", registry=registry
        )
        self.switches = Counter(
            "studio_switches", "Switches to a model", ["model"], registry=registry
        )
        self.switch_seconds = Histogram(
            "studio_switch_seconds",
            "From a drained model to the next one awake",
            buckets=_SECONDS,
            registry=registry,
        )
        self.cache = Counter(
            "studio_cache",
            "Deterministic requests by what the cache did",
            ["outcome"],
            registry=registry,
        )
        self.leased = Gauge("studio_leased_gib", "GPU memory lent to others", registry=registry)
        self.vram_used = Gauge(
            "studio_vram_used_bytes", "GPU memory in use", ["gpu"], registry=registry
        )
        self.vram_total = Gauge("studio_vram_total_bytes", "GPU memory", ["gpu"], registry=registry)

    def expect(self, models: Iterable[str]) -> None:
        """Have what is counted by model begin at 0, so that a first event shows as an increase."""
        for model in models:
            self.retries.labels(model)
            self.switches.labels(model)
            for kind in ("prompt", "completion"):
                self.tokens.labels(model, kind)
        for outcome in ("hit", "miss", "bypass"):
            self.cache.labels(outcome)

    def spent(self, model: str, prompt: int, completion: int) -> None:
        """A request is done that cost so many tokens."""
        self.tokens.labels(model, "prompt").inc(prompt)
        self.tokens.labels(model, "completion").inc(completion)
        made = self._made.setdefault(model, deque())
        made.append((time.monotonic(), completion))
        while made[0][0] < made[-1][0] - _RATE_SECONDS:
            made.popleft()

    def tokens_per_second(self, model: str) -> float:
        """Completion tokens of the last minute's requests, by second."""
        since = time.monotonic() - _RATE_SECONDS
        return sum(n for at, n in self._made.get(model, ()) if at >= since) / _RATE_SECONDS

    def switched(self, model: str, seconds: float) -> None:
        """A model was woken in the place of another."""
        self.switches.labels(model).inc()
        self.switch_seconds.observe(seconds)


class GpuMemory:
    """Used and total bytes of each GPU, asked of nvidia-smi at most every few seconds."""

    def __init__(self) -> None:
        self._read_at = float("-inf")
        self._known: list[tuple[str, int, int]] = []
        self._program = shutil.which("nvidia-smi")

    async def first_gib(self) -> float:
        """Memory of the first GPU; 0 where there is none."""
        known = await self.read()
        return known[0][2] / _MIB / 1024 if known else 0.0

    async def read(self) -> list[tuple[str, int, int]]:
        """(index, used, total) in bytes for each GPU; empty where there is none."""
        if not self._program or time.monotonic() - self._read_at < _GPU_SECONDS:
            return self._known
        self._read_at = time.monotonic()
        try:
            process = await asyncio.create_subprocess_exec(
                self._program,
                "--query-gpu=index,memory.used,memory.total",
                "--format=csv,noheader,nounits",
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
            async with asyncio.timeout(_GPU_SECONDS):
                said, _ = await process.communicate()
            rows = [line.split(",") for line in said.decode().splitlines()]
            self._known = [(i.strip(), int(u) * _MIB, int(t) * _MIB) for i, u, t in rows]
        except (OSError, ValueError, TimeoutError):
            self._known = []
        return self._known
