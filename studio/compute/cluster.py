"""Jobs on a cluster of Ray's: each worker is an actor on some node, with the resources it declares.

A job whose worker died, alone or with its node, is given to another one. Nodes are looked at first,
by a task on each: whether the studio lies there, and sees the same folders.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from studio.compute.job import Job, OnEnd, Resources, Work
from studio.compute.joining import ANSWER_SECONDS, LOCAL, check_cluster, ray_module
from studio.errors import EngineError, InputError, StudioError
from studio.settings import ROOT

CLOSE_SECONDS = 30
LOOK_SECONDS = 5  # between two looks at the nodes while a worker waits for one
_MB = 2**20


class _Lost(Exception):
    """A worker died."""


class RayCompute:
    """A cluster, connected to. InputError where it does not answer."""

    def __init__(self, address: str, attempts: int = 3):
        """`attempts`: how often a job is begun whose worker died."""
        check_cluster(address)
        self._ray = ray_module(address)
        self._attempts = attempts
        own = {"include_dashboard": False, "_node_ip_address": "127.0.0.1"}
        try:
            self._ray.init(
                address=address or "auto",
                log_to_driver=False,
                configure_logging=False,
                runtime_env={"env_vars": {"PYTHONPATH": str(ROOT)}},
                **(own if address == LOCAL else {}),
            )
        except (ConnectionError, RuntimeError, ValueError) as error:
            reason = str(error).split("\n")[0]
            raise InputError(
                f"cannot join the Ray cluster at {address or 'this machine'}: {reason}",
                "Run the studio on one of its nodes, with the same Ray and Python on all of them.",
            ) from error

    def __str__(self) -> str:
        nodes = len(self.nodes())
        return f"a Ray cluster of {nodes} node{'s' * (nodes > 1)}"

    def close(self) -> None:
        """Leave the cluster."""
        self._ray.shutdown()

    def nodes(self) -> list[dict[str, Any]]:
        """The nodes that live, as Ray tells of them."""
        return [node for node in self._ray.nodes() if node["Alive"]]

    def hosts(self) -> set[str]:
        """The machines that they are on."""
        return {node["NodeManagerHostname"] for node in self.nodes()}

    def room(self, resources: Resources) -> int:
        """How many jobs of these resources all nodes do at a time. InputError where none fits."""
        nodes = self.nodes()
        room = sum(_fitting(node["Resources"], resources) for node in nodes)
        if not room:
            largest = "; ".join(
                f"{one.get('CPU', 0):g} CPU, {one.get('GPU', 0):g} GPU, "
                f"{one.get('memory', 0) / _MB:.0f} MB"
                for one in (node["Resources"] for node in nodes)
            )
            raise InputError(
                f"no node of the Ray cluster has {resources} for one job; they have: {largest}.",
                "Ask for less under compute in configs/studio.yaml, or add a node that has it.",
            )
        return room

    def check_nodes(self, folders: Sequence[Path]) -> None:
        """InputError that names a node which has no studio, or does not see these folders."""
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy as On

        with contextlib.ExitStack() as stack:
            signs = [
                stack.enter_context(NamedTemporaryFile(prefix=".node-", dir=folder)).name
                for folder in folders
            ]
            asked = {}
            look = self._ray.remote(unseen)
            for node in self.nodes():
                there = On(node["NodeID"], soft=False)
                task = look.options(num_cpus=0, scheduling_strategy=there, max_retries=0)
                asked[f"{node['NodeName']} ({node['NodeManagerHostname']})"] = task.remote(signs)
            for name, answer in asked.items():
                try:
                    absent = self._ray.get(answer, timeout=ANSWER_SECONDS * 2)
                except self._ray.exceptions.RayError as error:
                    reason = str(error).strip().split("\n")[-1]
                    raise InputError(
                        f"node {name} cannot run the studio: {reason}",
                        f"Have it at {ROOT} there too, with its environment (docs/compute.md).",
                    ) from error
                if absent:
                    raise InputError(
                        f"node {name} does not see {Path(absent[0]).parent}.",
                        "All nodes share one workplace on one file system (docs/compute.md).",
                    )

    async def gather(self, jobs: Sequence[Job], work: Work, *, at_once: int, on_end: OnEnd) -> None:
        """Do the jobs. An error of a worker's is told of its job alone; where workers cannot even
        be opened, it is raised."""
        waiting: asyncio.Queue[Job] = asyncio.Queue()
        for job in jobs:
            waiting.put_nowait(job)
        begun: Counter[str] = Counter()
        left, all_done = len(jobs), asyncio.Event()

        def ended(job: Job, result: dict[str, Any] | None, why: str) -> None:
            nonlocal left
            on_end(job, result, why)
            left -= 1
            if not left:
                all_done.set()

        async def one_after_another() -> None:
            while True:
                actor = await self._opened(work)
                try:
                    while True:
                        job = await waiting.get()
                        begun[job.name] += 1
                        try:
                            result, why = await self._done(actor, job)
                        except _Lost as lost:
                            if begun[job.name] < self._attempts:
                                waiting.put_nowait(job)
                            else:
                                ended(job, None, f"Its worker died {begun[job.name]} times: {lost}")
                            break
                        ended(job, result, why)
                finally:
                    await self._dismiss(actor)

        if not jobs:
            return
        tasks = [asyncio.create_task(one_after_another()) for _ in range(min(at_once, len(jobs)))]
        finish = asyncio.create_task(all_done.wait())
        try:
            await asyncio.wait({finish, *tasks}, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                if task.done():
                    task.result()
        finally:
            for task in (finish, *tasks):
                task.cancel()
            await asyncio.gather(finish, *tasks, return_exceptions=True)

    async def _opened(self, work: Work) -> Any:
        """A worker that is ready, once a node has room for it."""
        needs = work.resources
        for _ in range(self._attempts):
            actor = (
                self._ray.remote(work.worker)
                .options(
                    num_cpus=needs.cpus,
                    num_gpus=needs.gpus,
                    memory=needs.memory_mb * _MB or None,
                    scheduling_strategy="SPREAD",
                )
                .remote(**work.arguments)
            )
            opening = asyncio.wrap_future(actor.open.remote().future())
            try:
                while not (await asyncio.wait({opening}, timeout=LOOK_SECONDS))[0]:
                    self.room(needs)
                opening.result()
                return actor
            except self._ray.exceptions.RayActorError as error:
                reason = _first_line(error)
                await asyncio.sleep(1)  # the cluster has yet to hear of a node's end
            except self._ray.exceptions.RayTaskError as error:
                cause = error.cause
                raise (
                    cause
                    if isinstance(cause, StudioError)
                    else EngineError(
                        f"a worker cannot be opened: {cause!r}.", "See the logs of Ray on its node."
                    )
                ) from error
            except BaseException:
                opening.cancel()
                self._ray.kill(actor)
                raise
        raise EngineError(f"workers die on their nodes: {reason}", "See the logs of Ray there.")

    async def _done(self, actor: Any, job: Job) -> tuple[dict[str, Any] | None, str]:
        answer = actor.work.remote(job.payload)
        try:
            return await asyncio.wrap_future(answer.future()), ""
        except asyncio.CancelledError:
            self._ray.cancel(answer)
            raise
        except self._ray.exceptions.RayActorError as error:
            raise _Lost(_first_line(error)) from error
        except self._ray.exceptions.RayTaskError as error:
            return None, str(error.cause)

    async def _dismiss(self, actor: Any) -> None:
        with contextlib.suppress(self._ray.exceptions.RayError, TimeoutError):
            closing = asyncio.wrap_future(actor.close.remote().future())
            await asyncio.wait_for(closing, CLOSE_SECONDS)
        self._ray.kill(actor)


def unseen(files: list[str]) -> list[str]:
    """Which of these files are not seen here."""
    return [name for name in files if not Path(name).exists()]


def _fitting(there: dict[str, float], needs: Resources) -> int:
    wanted = {"CPU": needs.cpus, "GPU": needs.gpus, "memory": needs.memory_mb * _MB}
    return min(
        (int(there.get(name, 0) // amount) for name, amount in wanted.items() if amount), default=1
    )


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0]
