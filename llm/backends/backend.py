"""A model at run time: where it answers, and whether it is awake."""

import os
from collections.abc import Callable, Iterator
from enum import StrEnum

from llm.backends.gguf import digest_of
from llm.backends.models import Model, Profile


class State(StrEnum):
    """What a model is doing."""

    STOPPED = "stopped"
    STARTING = "starting"
    AWAKE = "awake"
    ASLEEP = "asleep"
    WAKING = "waking"
    FAILED = "failed"


class Backend:
    """One model that is served. `root`: the address of its server, without /v1; `answer`: what it
    said to the first probe; `level`: how deep it sleeps; `upstream`: the model that a cascade
    asks."""

    def __init__(self, key: str, model: Model, root: str = "") -> None:
        self.key, self.model = key, model
        self.root = root or model.url.rstrip("/").removesuffix("/v1")
        self.name = model.name or key
        self.state = State.AWAKE if model.kind == "external" else State.STOPPED
        self.trouble = ""
        self.answer = ""
        self.level = ""
        self.upstream: Backend | None = None
        self.on_change: Callable[[], None] = lambda: None

    def move(self, state: State, trouble: str = "") -> None:
        """Enter a state; `trouble` says why, where it is a bad one."""
        self.state, self.trouble = state, trouble
        self.on_change()

    @property
    def on_gpu(self) -> bool:
        """Whether it can be put to sleep, which gives GPU memory back."""
        return self.model.kind == "vllm"

    @property
    def identity(self) -> str:
        """What its answers depend on, apart from the request."""
        given = self.model
        what = digest_of(given) if given.kind == "llamacpp" else given.source
        return repr((given.kind, what, given.url, self.name, sorted(given.flags.items())))

    @property
    def context(self) -> int | None:
        """The most tokens of a prompt and its reply, where its flags tell."""
        flags = self.model.flags
        told = flags.get("max-model-len", flags.get("ctx-size"))
        return told if isinstance(told, int) else None

    @property
    def worth_keeping(self) -> bool:
        """Whether answers belong into the cache. Not the planner's: they cost next to nothing, and
        would outlive a change of its rules. Nor the cascade's, which are made by them too."""
        return self.model.kind not in ("planner", "cascade")

    @property
    def at_hand(self) -> bool:
        """Whether it can be had: at once, by waking it, or by starting what was ended to make room
        for others."""
        ended = self.state is State.STOPPED and self.level == "restart"
        return ended or self.state in (State.AWAKE, State.ASLEEP, State.WAKING)

    def credentials(self) -> dict[str, str]:
        """The header that its server asks for."""
        key = os.environ.get(self.model.key_variable, "") if self.model.key_variable else ""
        return {"Authorization": f"Bearer {key}"} if key else {}


class Backends:
    """The models of a profile, found by role or by their own name; one that another asks comes
    before it."""

    def __init__(self, models: dict[str, Model], profile: Profile) -> None:
        self.exclusive = profile.awake == "one"
        self.roles = dict(profile.roles)
        self.by_key: dict[str, Backend] = {}
        wanted = dict.fromkeys(profile.roles.values())
        above = [models[key].upstream for key in wanted if models[key].upstream]
        for key in dict.fromkeys([*above, *wanted]):
            model = models[key].model_copy(
                update={
                    "flags": {**profile.flags, **models[key].flags},
                    "variables": {**profile.variables, **models[key].variables},
                }
            )
            self.by_key[key] = Backend(key, model)
        for backend in self.by_key.values():
            backend.upstream = self.by_key.get(backend.model.upstream)
        self._names = {**{role: self.by_key[key] for role, key in self.roles.items()}}
        for key, backend in self.by_key.items():
            self._names.setdefault(key, backend)
            self._names.setdefault(backend.name, backend)

    def find(self, name: str) -> Backend | None:
        """The model that answers to `name`, a role or a model's own name."""
        return self._names.get(name)

    def names(self) -> list[str]:
        """All names that clients may ask for, the roles first."""
        return list(self._names)

    def __iter__(self) -> Iterator[Backend]:
        return iter(self.by_key.values())
