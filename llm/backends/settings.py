"""Typed settings of the endpoint: the sections of configs/models.yaml but for models, profiles."""

import os
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from studio.naming import slug
from studio.settings import ROOT, load_settings

Positive = Annotated[float, Field(gt=0)]
Natural = Annotated[float, Field(ge=0)]
Count = Annotated[int, Field(ge=1)]


class Section(BaseModel):
    """A section of the file: a key that it does not know is an error."""

    model_config = ConfigDict(extra="forbid")


class Paths(Section):
    """Folders. Relative ones are taken from the project's root; `~` and `$VARIABLES` are read.
    Those that are not given lie where the studio's own settings have them: `models` and `caches`
    under its paths.models, `state` under paths.data, `environments` as there."""

    models: Path = Field(default_factory=lambda: load_settings().paths.models / "llm")
    caches: Path = Field(default_factory=lambda: load_settings().paths.models / "caches")
    state: Path = Field(default_factory=lambda: load_settings().paths.data / "backend")
    environments: Path = Field(default_factory=lambda: load_settings().paths.environments)

    def model_post_init(self, _: Any) -> None:
        for name in self.model_fields_set:
            given = os.path.expandvars(str(getattr(self, name)))
            setattr(self, name, ROOT / Path(given).expanduser())

    def log(self, name: str) -> Path:
        """Where the output of a model's process, or of the gateway itself, is kept."""
        return self.state / "logs" / f"{slug(name)}.log"


class Gateway(Section):
    """The front door. Seconds are wall time; `waiting` and `running` count requests of one model.

    `body_seconds`: to send a request; `header_seconds`: to send its head; `stall_seconds`: for a
    client to take what it is sent; `first_byte_seconds`: for the model to begin its answer;
    `idle_seconds`: between two pieces of it. `max_reply_mb`: of an answer in one piece, or of one
    line of a stream; `max_head_kb`, `max_headers`: of a request before its body.
    """

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8700
    key_variable: str = "STUDIO_LLM_API_KEY"
    max_body_mb: Positive = 32
    max_reply_mb: Positive = 16
    max_head_kb: Annotated[int, Field(ge=4)] = 64
    max_headers: Annotated[int, Field(ge=16)] = 100
    header_seconds: Positive = 15
    body_seconds: Positive = 60
    stall_seconds: Positive = 60
    connect_seconds: Positive = 5
    first_byte_seconds: Positive = 600
    idle_seconds: Positive = 120
    waiting: Count = 256
    running: Count = 256
    retries: Annotated[int, Field(ge=0, le=5)] = 2


class Switching(Section):
    """When models take turns on one GPU.

    `patience_seconds`, and `patience_switches` times what a switch has taken of late: how long a
    request waits at most while others of the awake model pass it; `linger_seconds`: how long an
    idle model stays awake for a request that may follow; `expect_seconds`: for how long after an
    answer a session is waited for where it said that it would come;
    `spare_gib`: host memory that sleeping weights must leave free; `asleep_gib`: GPU memory that a
    sleeping process keeps.
    """

    patience_seconds: Positive = 60
    patience_switches: Natural = 2
    linger_seconds: Natural = 0.25
    expect_seconds: Natural = 60
    sleep_seconds: Positive = 120
    wake_seconds: Positive = 120
    spare_gib: Natural = 4
    asleep_gib: Natural = 1.1
    lease_seconds: Positive = 60


class Cache(Section):
    """Answers of deterministic requests. An empty `url` keeps them on disk under paths.state."""

    enabled: bool = True
    url: str = ""
    ttl_hours: Positive = 168
    max_mb: Positive = 512
    max_entry_mb: Positive = 8
    timeout_seconds: Positive = 0.25
    rest_seconds: Natural = 5


class Supervision(Section):
    """Processes: how long they may take, and how often they are started again.

    `restarts` within `window_seconds` are the limit; waits between them double from
    `backoff_seconds` on. `probe_seconds`: between two probes of health; `probe_failures`: how many
    in a row mean that a process hangs.
    """

    start_seconds: Positive = 900
    stop_seconds: Positive = 20
    probe_seconds: Positive = 5
    probe_failures: Count = 3
    restarts: Annotated[int, Field(ge=0)] = 5
    window_seconds: Positive = 600
    backoff_seconds: Positive = 1


Sleep = Literal["auto", "level1", "level2", "restart"]
