"""Tries hostile programs on a sandbox, against tools and artifacts that are really there."""

import contextlib
import os
import re
import secrets
import socket
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from sandbox.artifacts import Allowance, NewProgramArtifacts, ProgramArtifacts
from sandbox.hostile.book import HostileProgram
from sandbox.interface import Answer, Interface, Limits, Sandbox
from sandbox.rights import Rights
from studio.errors import StudioError, ToolError
from studio.nouns.artifact import MediaFacts
from studio.nouns.program import RunRecord
from studio.store.artifacts import ArtifactStore
from studio.store.database import open_database

ESCAPED = "ESCAPED"
LIMITS = Limits(
    seconds=20,
    turn_seconds=2,
    memory_mb=64,
    output_kb=16,
    calls=8,
    artifact_mb=1,
)
ALLOWANCE = Allowance(
    max_bytes=LIMITS.artifact_mb * 2**20,
    max_pixels=10**7,
    total_bytes=4 * 2**20,
    total_pixels=2 * 10**7,
    decoding_mb=24,
    decoding_seconds=5,
)
OUTPUT_SLACK = 64  # the mark that says it was cut
STUBS = """
from typing import NewType, TypedDict
Image = NewType("Image", str)
Audio = NewType("Audio", str)
Table = NewType("Table", str)
class Picture(TypedDict):
    image: Image
async def paint(seed: int = 0) -> Picture: ...
class Card(TypedDict):
    description: str
async def find() -> Card: ...
"""
SECRET_NAME = "STUDIO_TRIAL_SECRET"

MakeSandbox = Callable[[Interface, Limits, NewProgramArtifacts], Awaitable[Sandbox]]


@dataclass(frozen=True)
class Verdict:
    """What came of one program; `failure` is empty when the sandbox held."""

    program: HostileProgram
    record: RunRecord | None
    failure: str


class Trial:
    """One sandbox, a store with an artifact of somebody else's, a secret file, variable, port."""

    def __init__(self, sandbox: Sandbox, store: ArtifactStore, places: dict[str, str]):
        self.sandbox = sandbox
        self._store = store
        self._places = places

    async def attempt(self, program: HostileProgram) -> Verdict:
        """Run one program, and see that the sandbox still works afterwards."""
        printed: list[str] = []
        try:
            record = await self.sandbox.run(
                program.written_for(self._places), self._call, printed.append
            )
        except StudioError as error:
            return Verdict(program, None, f"the sandbox failed: {error}")
        failure = _failure(program, record, self.sandbox.name) or await self._afterwards()
        return Verdict(program, record, failure)

    async def _afterwards(self) -> str:
        record = await self.sandbox.run(
            "from tools import paint\nmade = await paint()\nmade['image'][:6]",
            self._call,
            lambda _: None,
        )
        return "" if record.result == "image:" else f"the next program failed: {record.error}"

    async def _call(self, tool: str, arguments: dict[str, Any]) -> Answer:
        if tool == "find" and not arguments:  # what somebody wrote may look like anything
            return Answer({"description": self._places["FOREIGN"]})
        seed = arguments.pop("seed", 0)
        if tool != "paint" or arguments or not isinstance(seed, int):
            raise ToolError(f"{tool}: bad arguments.", "Its signature is paint(seed).")
        with tempfile.NamedTemporaryFile(suffix=".png") as stream:
            # noise, so that it is as large as a real picture
            size = 512 if seed else 16
            data = secrets.token_bytes(size * size * 3)
            Image.frombytes("RGB", (size, size), data).save(stream.name)
            image = self._store.add(Path(stream.name), "image", MediaFacts()).handle
            return Answer({"image": image}, [image])


@contextlib.asynccontextmanager
async def open_trial(make: MakeSandbox) -> AsyncGenerator[Trial]:
    """A trial of the sandbox that `make` gives. StudioError when it does not start."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="studio-trial-")))
        database = open_database(f"sqlite:///{folder / 'trial.db'}")
        stack.callback(database.dispose)
        store = ArtifactStore(folder / "artifacts", database)
        secret = folder / "secret.json"
        secret.write_text('"secret"')
        port = stack.enter_context(_listener())
        stack.enter_context(_variable(SECRET_NAME, "secret"))
        places = {
            "SECRET_FILE": str(secret),
            "SECRET_NAME": SECRET_NAME,
            "PORT": str(port),
            "GATEWAY": socket.gethostname(),
            "FOREIGN": store.add(secret, "table").handle,
            "ARTIFACT_BYTES": str(LIMITS.artifact_mb * 2**20),
        }

        def program_artifacts(rights: Rights) -> ProgramArtifacts:
            return ProgramArtifacts(store, rights, ALLOWANCE)

        sandbox = await make(
            Interface({"paint": ("seed",), "find": ()}, STUBS), LIMITS, program_artifacts
        )
        try:
            yield Trial(sandbox, store, places)
        finally:
            await sandbox.close()


def _failure(program: HostileProgram, record: RunRecord, engine: str) -> str:
    told = f"{record.output}\n{record.error}"
    if ESCAPED in record.output or ESCAPED in str(record.result):
        return f"it got through: {record.output[:200]} {str(record.result)[:100]}"
    if record.outcome not in program.expected(engine):
        return f"outcome {record.outcome}: {record.error[:300]}"
    if program.says and not re.search(program.says, told):
        return f"nothing said of {program.says!r}: {told[:300]}"
    if program.lacks and re.search(program.lacks, told):
        return f"said {program.lacks!r}: {told[:300]}"
    if len(record.output.encode()) > LIMITS.output_kb * 1024 + OUTPUT_SLACK:
        return f"{len(record.output)} characters of output"
    return ""


@contextlib.contextmanager
def _listener() -> Generator[int]:
    with socket.create_server(("0.0.0.0", 0)) as server:
        yield server.getsockname()[1]


@contextlib.contextmanager
def _variable(name: str, value: str) -> Generator[None]:
    os.environ[name] = value
    try:
        yield
    finally:
        del os.environ[name]
