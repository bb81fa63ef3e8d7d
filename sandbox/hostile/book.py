"""The hostile programs, as data: what each tries, and what must come of it in each engine."""

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

FOLDER = Path(__file__).with_name("programs")
ORDER = ("processes", "resources", "host", "network", "channel", "artifacts", "values", "output")
# A program's own way to the channel: the socket is the only one among its descriptors
CHANNEL = """import json, os, socket, struct, time
fd = next(n for n in range(3, 64) if os.path.exists(f"/proc/self/fd/{n}")
          and os.readlink(f"/proc/self/fd/{n}").startswith("socket:"))
line = socket.socket(fileno=os.dup(fd))
line.setblocking(True)
send = line.sendall
def receive():
    return line.recv(100000)
def frame(text, blob=b""):
    return struct.pack("!II", len(text), len(blob)) + text + blob
def call(number, tool, **more):
    said = {"said": "call", "id": number, "tool": tool, "args": [], "kwargs": {}, **more}
    send(frame(json.dumps(said).encode()))
"""
NESTING = 3000

Outcome = Literal["done", "type_error", "error", "timeout", "limit"]


class HostileProgram(BaseModel):
    """One program. An engine without outcomes is not tried with it."""

    model_config = ConfigDict(extra="forbid")

    name: str
    what: str
    code: str
    docker: list[Outcome] = []
    monty: list[Outcome] = []
    says: Annotated[str, Field(description="pattern: output or error must hold it")] = ""
    lacks: Annotated[str, Field(description="pattern: neither may hold it")] = ""
    topic: str = ""

    def expected(self, engine: str) -> list[Outcome]:
        """The outcomes that hold in an engine."""
        return self.docker if engine == "docker" else self.monty

    def written_for(self, places: dict[str, str]) -> str:
        """The code with the names of this trial's secrets, files and ports."""
        code = self.code
        deep = "(" * NESTING + ")" * NESTING
        for name, value in {**places, "CHANNEL": CHANNEL, "DEEP": deep}.items():
            code = code.replace(f"@{name}@", value)
        return code


def hostile_programs(engine: str) -> list[HostileProgram]:
    """All programs that are tried with an engine, in order: some look for what one before left."""
    return [
        program.model_copy(update={"topic": topic})
        for topic in ORDER
        for entry in yaml.safe_load((FOLDER / f"{topic}.yaml").read_text())
        if (program := HostileProgram.model_validate(entry)).expected(engine)
    ]
