"""Bringing up the models of a profile."""

from llm.backends.backend import Backends, State
from llm.backends.supervisor import Supervisor
from llm.switching.scheduler import Scheduler
from llm.switching.turns import SleepAndWake


async def start_all(
    backends: Backends, supervisor: Supervisor, turns: SleepAndWake, scheduler: Scheduler
) -> None:
    """Start them one after another and then have the scheduler run. On one GPU each goes to sleep
    before the next starts; the profile's first one is started last, and stays awake."""
    order = list(backends)
    for backend in order:
        if not backend.on_gpu:
            await supervisor.start(backend)
    resident = [backend for backend in order if backend.on_gpu]
    first = resident[:1]
    for backend in [*resident[1:], *first]:
        await supervisor.start(backend)
        if backends.exclusive and backend not in first and backend.state is State.AWAKE:
            await turns.sleep(backend)
    await scheduler.run()
