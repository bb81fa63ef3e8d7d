"""Lines from the person, read without blocking anything else."""

import asyncio
import sys


async def read_line() -> str:
    """The next line with its newline; "" at the end of the input.

    At a terminal no thread is left behind in a read when this is cancelled: one would keep the
    process from ending until Enter is pressed.
    """
    if not sys.stdin.isatty():
        return await asyncio.to_thread(sys.stdin.readline)
    loop = asyncio.get_running_loop()
    ready = loop.create_future()
    loop.add_reader(sys.stdin.fileno(), lambda: ready.done() or ready.set_result(None))
    try:
        await ready
    finally:
        loop.remove_reader(sys.stdin.fileno())
    return sys.stdin.readline()  # a terminal hands out whole lines
