"""Jobs on this machine, in the event loop of this process."""

import asyncio
import os
from collections.abc import Sequence

from studio.compute.job import Job, OnEnd, Resources, Work
from studio.errors import StudioError


class LocalCompute:
    """As many workers at a time as this machine has cores for."""

    def room(self, resources: Resources) -> int:
        """By the cores; one in any case."""
        cores = len(os.sched_getaffinity(0))
        return max(1, int(cores // resources.cpus)) if resources.cpus else cores

    async def gather(self, jobs: Sequence[Job], work: Work, *, at_once: int, on_end: OnEnd) -> None:
        """Do the jobs. An error of a worker's ends them all."""
        waiting = iter(jobs)

        async def one_after_another() -> None:
            worker = work.worker(**work.arguments)
            await worker.open()
            try:
                for job in waiting:
                    on_end(job, await worker.work(job.payload), "")
            finally:
                await worker.close()

        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(min(at_once, len(jobs))):
                    group.create_task(one_after_another())
        except* StudioError as errors:
            raise errors.exceptions[0] from None
