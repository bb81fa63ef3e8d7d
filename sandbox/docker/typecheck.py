"""Type-checks a program by `ty` with the tools' stubs, before anything runs."""

import asyncio
import contextlib
import re
import resource
import shutil
import sys
import tempfile
from collections import OrderedDict
from pathlib import Path

from studio.errors import EngineError

SECONDS = 30
MEMORY = 4 * 2**30
REMEMBERED = 64
_ERROR = re.compile(r"^main\.py:(\d+):\d+: error")
# A program may await wherever it stands; where Python itself does not allow it, compiling tells
_ALLOWED = "outside of an asynchronous function"


class TypeChecker:
    """Checks against one module of stubs; remembers what it found of the last programs."""

    def __init__(self, stubs: str):
        self._stubs = stubs
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._known: OrderedDict[str, tuple[str, int | None]] = OrderedDict()

    async def check(self, code: str) -> tuple[str, int | None]:
        """The errors, one a line, and the first one's line; ("", None) for a good program."""
        if code not in self._known:
            self._known[code] = await self._ask(code)
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return self._known[code]

    def close(self) -> None:
        """Remove its folder."""
        if self._folder:
            self._folder.cleanup()
            self._folder = None

    async def _ask(self, code: str) -> tuple[str, int | None]:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="studio-check-")
            (Path(self._folder.name) / "tools.pyi").write_text(self._stubs)
        with tempfile.TemporaryDirectory(dir=self._folder.name) as place:
            (Path(place) / "main.py").write_text(code, errors="replace")
            process = await asyncio.create_subprocess_exec(
                _ty(),
                "check",
                "--project",
                place,
                "--python",
                sys.prefix,
                "--python-version",
                "3.11",
                "--python-platform",
                "linux",
                "--extra-search-path",
                self._folder.name,
                "--output-format",
                "concise",
                "--no-progress",
                "--color",
                "never",
                "main.py",
                cwd=place,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            _bound(process.pid)
            try:
                async with asyncio.timeout(SECONDS):
                    out, err = await process.communicate()
            except TimeoutError:
                return "The program could not be checked in time. Write it more simply.", None
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        if process.returncode == 0:
            return "", None
        if process.returncode == 1:
            return _worded(out.decode(errors="replace"))
        if process.returncode is not None and process.returncode < 0:
            return "The program is too deeply nested to be checked. Write it more simply.", None
        raise EngineError(
            f"the type checker failed: {err.decode(errors='replace').strip()[-300:]}.",
            "Run `make setup` again.",
        )


def _worded(text: str) -> tuple[str, int | None]:
    found = [
        (line, int(place.group(1)))
        for line in text.splitlines()
        if (place := _ERROR.match(line)) and not line.endswith(_ALLOWED)
    ]
    return "\n".join(line for line, _ in found), found[0][1] if found else None


def _ty() -> str:
    beside = Path(sys.executable).with_name("ty")
    found = str(beside) if beside.exists() else shutil.which("ty")
    if not found:
        raise EngineError("the type checker `ty` is not installed.", "Run `make setup` again.")
    return found


def _bound(pid: int) -> None:
    """A program that is made to be hard to check must not take the machine."""
    with contextlib.suppress(ProcessLookupError):
        resource.prlimit(pid, resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.prlimit(pid, resource.RLIMIT_CPU, (SECONDS, SECONDS))
