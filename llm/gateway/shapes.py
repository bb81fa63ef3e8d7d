"""What the gateway's own paths take and answer."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Natural = Annotated[int, Field(ge=0)]


def _number(given: Any) -> Any:
    """As JSON Schema has it: 2.0 is an integer; neither true nor "2" is."""
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise ValueError("a number is needed")
    return given


Number = BeforeValidator(_number)


class Capabilities(BaseModel):
    """What a model can do beside chat."""

    vision: bool


class ModelCard(BaseModel):
    """A name that a request may ask for. `capabilities` is an extension of OpenAI's card, and so
    is `max_model_len`, which vLLM has too: the tokens of a prompt and its reply, where known."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str
    capabilities: Capabilities
    max_model_len: int | None = None


class ModelList(BaseModel):
    """All of them."""

    object: Literal["list"] = "list"
    data: list[ModelCard]


class Alive(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Health(BaseModel):
    """The state of each model."""

    status: Literal["ok", "unavailable"]
    profile: str
    models: dict[str, str]


class Depth(BaseModel):
    """How a model answered; `seconds`: for one token."""

    state: str
    seconds: float | None = None
    trouble: str | None = None


class DeepHealth(BaseModel):
    """What each model answered."""

    status: Literal["ok", "unavailable"]
    models: dict[str, Depth]


class SwitchRequest(BaseModel):
    """Which model is to be awake: a role or a model's name."""

    model_config = ConfigDict(extra="forbid")

    model: Annotated[str, Field(min_length=1)]
    wait_seconds: Annotated[float, Field(ge=0, le=3600), Number] = 300


class Switched(BaseModel):
    """A model, and the state that it is in now."""

    model: str
    state: str


class LeaseRequest(BaseModel):
    """`gb`: GiB of GPU memory; `pid`: the process on this machine that holds it, 0 for none."""

    model_config = ConfigDict(extra="forbid")

    gb: Annotated[float, Field(gt=0, le=10_000, allow_inf_nan=False), Number]
    holder: Annotated[str, Field(max_length=200)] = ""
    pid: Annotated[int, Field(ge=0, le=2**31), Number] = 0
    wait_seconds: Annotated[float, Field(ge=1, le=3600), Number] = 300


class LeaseTerms(BaseModel):
    """A lease; it ends `seconds` from now unless it is renewed."""

    id: str
    gb: float
    seconds: float


class LeaseHeld(BaseModel):
    """A lease as others see it; `granted`: whether it is lent already, or still waited for."""

    id: str
    gb: float
    holder: str
    pid: int
    granted: bool


class Targets(BaseModel):
    """Processes that Prometheus is to ask, and what they are labelled with."""

    targets: list[str]
    labels: dict[str, str]


class ModelStatus(BaseModel):
    """One model; `trouble`: why it is lost; `tokens_per_second`: of the last minute."""

    model: str
    roles: list[str]
    state: str
    trouble: str
    kind: str
    url: str
    pid: int | None
    waiting: Natural
    running: Natural
    log: str
    tokens_per_second: float


class GpuStatus(BaseModel):
    """Memory of one GPU."""

    gpu: str
    used_bytes: Natural
    total_bytes: Natural


class Status(BaseModel):
    """Every model: state, process, queue; the GPUs; leases. `gpu_gib`: what there is to lend, 0
    where that is not known; `free_gib`: what of it is not lent."""

    profile: str
    ready: bool
    models: list[ModelStatus]
    gpus: list[GpuStatus]
    leases: list[LeaseHeld]
    gpu_gib: float
    free_gib: float
    switches: Natural
