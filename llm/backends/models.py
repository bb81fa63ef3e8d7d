"""configs/models.yaml: the models, and the profiles that choose among them for a machine."""

import ipaddress
import os
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from llm.backends.settings import (
    Cache,
    Gateway,
    Natural,
    Paths,
    Section,
    Sleep,
    Supervision,
    Switching,
)
from studio.config_file import read_yaml, validated
from studio.errors import SettingsError
from studio.settings import ROOT
from studio.weights.services import closed_address

FILE = ROOT / "configs" / "models.yaml"
Flag = str | int | float | bool | dict[str, Any] | None


class Model(Section):
    """One model and what serves it.

    `vllm` is a process of its own over weights under paths.models; `llamacpp` one of llama.cpp
    over `weights`, an entry of configs/weights.yaml; `planner` the offline planner; `cascade` the
    planner with the model `upstream` beside it, for what its rules do not know; `external` any
    OpenAI-compatible server at `url`, never started or put to sleep from here.
    `fetch`: the command that brings the weights, said when they are missing, with {folder} and
    {environment} in it; empty: Hugging Face's. `name`: what that server calls the model;
    `download_gib`, `weights_gib`: on disk, in memory; `vision`: whether it can be shown pictures.
    """

    kind: Literal["vllm", "llamacpp", "planner", "cascade", "external"] = "vllm"
    source: str = ""
    weights: str = ""
    upstream: str = ""
    fetch: str = ""
    name: str = ""
    url: str = ""
    key_variable: str = ""
    environment: str = "vllm"
    download_gib: Natural = 0
    weights_gib: Natural = 0
    vision: bool = False
    sleep: Sleep = "auto"
    flags: dict[str, Flag] = {}
    variables: dict[str, str] = {}

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind == "vllm" and not self.source:
            raise ValueError("a vllm model needs its source: the folder under paths.models")
        if self.kind == "llamacpp" and not self.weights:
            raise ValueError("a llamacpp model needs its weights: an entry of configs/weights.yaml")
        if self.kind == "cascade" and not self.upstream:
            raise ValueError("a cascade needs its upstream: a model of this file")
        if self.kind == "external" and not self.url.startswith(("http://", "https://")):
            raise ValueError("an external model needs the url of its server, http://... or https")
        if why := closed_address(self.url):
            raise ValueError(f"{self.url} is refused: {why}")
        return self


class Profile(Section):
    """Which model plays which role on a kind of machine; `flags` and `variables` go to each. Where
    one is awake at a time, they take turns in the order of `roles`, which is that of the work."""

    about: str
    awake: Literal["one", "all"] = "all"
    gpu_gib: Natural = 0
    roles: Annotated[dict[str, str], Field(min_length=1)]
    flags: dict[str, Flag] = {}
    variables: dict[str, str] = {}


class Roster(Section):
    """All of configs/models.yaml."""

    paths: Paths = Field(default_factory=Paths)
    gateway: Gateway = Gateway()
    switching: Switching = Switching()
    cache: Cache = Cache()
    supervision: Supervision = Supervision()
    profile: str = "offline"
    models: dict[str, Model]
    profiles: dict[str, Profile]

    @model_validator(mode="after")
    def _roles_exist(self) -> Self:
        for name, model in self.models.items():
            above = self.models.get(model.upstream)
            if model.upstream and (above is None or above.kind not in ("llamacpp", "external")):
                raise ValueError(f"{name}: upstream {model.upstream!r} is no llamacpp model here")
        for name, profile in self.profiles.items():
            for role, model in profile.roles.items():
                if model not in self.models:
                    raise ValueError(f"profile {name}: {role} asks for {model!r}, not in models")
        return self

    def chosen(self, name: str | None = None) -> tuple[str, Profile]:
        """The profile of that name, else the file's own. SettingsError lists those there are."""
        name = name or self.profile
        if name not in self.profiles:
            raise SettingsError(
                f"there is no profile {name!r}.", f"One of: {', '.join(self.profiles)}."
            )
        return name, self.profiles[name]

    def key(self) -> str:
        """The API key that clients must send, from the environment; empty: none."""
        return os.environ.get(self.gateway.key_variable, "")

    def check_reach(self) -> None:
        """SettingsError when other machines could use the gateway without a key."""
        if not self.key() and not is_loopback(self.gateway.host):
            raise SettingsError(
                f"{self.gateway.host} can be reached from other machines.",
                f"Set {self.gateway.key_variable} first.",
            )


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def load_roster(path: Path | None = None) -> Roster:
    """The roster in `path`, else in STUDIO_MODELS_CONFIG, else in configs/models.yaml.

    Raises SettingsError that names the key and the file.
    """
    path = path or Path(os.environ.get("STUDIO_MODELS_CONFIG", FILE))
    return validated(path, read_yaml(path, "Check STUDIO_MODELS_CONFIG.") or {}, Roster)
