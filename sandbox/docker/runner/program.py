"""The process of one program: its limits, `from tools import ...`, its run and what it says of it.
Standard library only. Nothing in here is trusted by the host; it only serves the program."""

import ast
import asyncio
import ctypes
import inspect
import io
import os
import resource
import signal
import sys
import traceback
from pathlib import Path
from typing import Any, NoReturn

from .toolkit import Toolkit, tools_module
from .values import TooLarge, count
from .wire import message

PR_SET_DUMPABLE = 4
FILE = "main.py"
RESULT = "__result__"
LOWEST_PRIORITY_TO_LIVE = "1000"  # when memory runs out the kernel ends this process first
OPEN_FILES = 256
# Run while the process waits, so that what every program touches is in memory of its own already
REHEARSAL = "import asyncio\nawait asyncio.sleep(0)\n1"


def begin(channel: int, output: int, terms: dict[str, Any]) -> NoReturn:
    """Turn this fork into a program's process, wait for the program, run it, end. Never returns."""
    status = 1
    try:
        _settle(output, terms)
        toolkit = Toolkit(channel, terms["max_blob"])
        sys.modules["tools"] = tools_module(toolkit, terms["tools"])
        _run(REHEARSAL)
        said = _run(toolkit.hear()["code"])
        if toolkit.too_large:
            said = _over(toolkit.too_large)
        sys.stdout.flush()
        sys.stderr.flush()
        toolkit.say(said)
        status = 0
    finally:
        os._exit(status)


def _settle(output: int, terms: dict[str, Any]) -> None:
    os.setsid()
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    for fd in (null, output):
        os.close(fd)
    for signum in (signal.SIGINT, signal.SIGCHLD):
        signal.signal(signum, signal.SIG_DFL)
    signal.set_wakeup_fd(-1)
    os.environ.clear()
    os.environ.update(terms["environment"])
    os.chdir(terms["environment"]["HOME"])
    os.umask(0o077)
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)  # its own /proc/self is its own
    Path("/proc/self/oom_score_adj").write_text(LOWEST_PRIORITY_TO_LIVE)
    _limit(resource.RLIMIT_DATA, terms["memory"] + _data_size())
    _limit(resource.RLIMIT_FSIZE, terms["file"])
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    _limit(resource.RLIMIT_CORE, 0)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True, errors="backslashreplace")
    sys.path[:] = [folder for folder in sys.path if not folder.startswith("/opt/")]


def _data_size() -> int:
    """Bytes of private memory that Python and what is preloaded take already."""
    status = Path("/proc/self/status").read_text()
    return 1024 * int(status.partition("VmData:")[2].split()[0])


def _limit(what: int, value: int) -> None:
    hard = resource.getrlimit(what)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(what, (value, value))


def _run(code: str) -> dict[str, Any]:
    """Run `code`; the message that says what came of it."""
    try:
        compiled = _compiled(code)
    except SyntaxError as error:
        return {"said": "syntax", "text": error.msg, "line": error.lineno}
    except (RecursionError, MemoryError, ValueError) as error:
        return {"said": "syntax", "text": str(error) or "it is nested too deeply", "line": None}
    names: dict[str, Any] = {"__name__": "__main__", "__builtins__": __builtins__}
    try:
        if compiled.co_flags & inspect.CO_COROUTINE:
            asyncio.run(_awaited(compiled, names))
        else:
            exec(compiled, names)
    except BaseException as error:
        return _fault(error)
    try:
        count(names.get(RESULT))
        message(said := {"said": "done", "result": names.get(RESULT)})
    except TooLarge as error:
        return _over(f"what the program ends with is too large: {error}")
    except (TypeError, ValueError, RecursionError) as error:
        return {"said": "unfit", "text": str(error)}
    return said


async def _awaited(compiled: Any, names: dict[str, Any]) -> None:
    await eval(compiled, names)


def _compiled(code: str) -> Any:
    """The code with its last expression kept under RESULT."""
    tree = ast.parse(code, FILE)
    if tree.body and isinstance(last := tree.body[-1], ast.Expr):
        target = ast.copy_location(ast.Name(RESULT, ast.Store()), last)
        tree.body[-1] = ast.copy_location(ast.Assign([target], last.value), last)
    return compile(tree, FILE, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


def _over(text: str) -> dict[str, Any]:
    """A limit on what may leave the sandbox."""
    return {
        "said": "error",
        "kind": "Limit",
        "text": text,
        "frames": [],
        "errno": None,
        "limit": True,
    }


def _fault(error: BaseException) -> dict[str, Any]:
    """An exception with the lines of the program alone."""
    frames = [
        [frame.lineno, "" if frame.name == "<module>" else frame.name]
        for frame in traceback.extract_tb(error.__traceback__, limit=-1000)
        if frame.filename == FILE
    ]
    number = error.errno if isinstance(error, OSError) else None
    return {
        "said": "error",
        "kind": type(error).__name__[:100],
        "text": str(error)[:20000],
        "frames": frames[-8:],
        "errno": number,
        "limit": isinstance(error, MemoryError | RecursionError),
    }
