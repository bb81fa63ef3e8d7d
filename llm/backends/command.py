"""What is typed to serve a model, and what must be there first."""

import json
import os
import shlex
import sys
from pathlib import Path
from urllib.parse import urlsplit

from llm.backends.backend import Backend
from llm.backends.gguf import digest_of, gguf, verified
from llm.backends.models import Flag
from llm.backends.settings import Paths
from studio.environments import environment
from studio.errors import EngineError, StudioError
from studio.settings import load_settings
from studio.weights import catalogue
from studio.weights.catalogue import Entry
from studio.weights.storage import pull_command

# Inherited by the processes; the rest of this process's environment is none of their business.
_INHERITED = (
    "PATH",
    "HOME",
    "USER",
    "LANG",
    "TMPDIR",
    "LD_LIBRARY_PATH",
    "LD_PRELOAD",
    "CUDA_VISIBLE_DEVICES",
    "CUDA_HOME",
    "NVIDIA_VISIBLE_DEVICES",
    "PYTHONPATH",
)


def arguments(backend: Backend, paths: Paths) -> list[str]:
    """The command line that serves `backend` at its own port, on loopback only.

    EngineError: the environment or the weights are missing."""
    address = urlsplit(backend.root)
    place = ["--host", str(address.hostname), "--port", str(address.port)]
    if backend.model.kind in ("planner", "cascade"):
        return [sys.executable, "-m", "llm.serve", *place, *_brain(backend)]
    if backend.model.kind == "llamacpp":
        return _llamacpp(backend, paths, place)
    served = ["--served-model-name", backend.name]
    return [
        str(_program(backend, paths)),
        "serve",
        str(weights(backend, paths)),
        *place,
        *served,
        *flags(backend.model.flags),
    ]


def _brain(backend: Backend) -> list[str]:
    """What a cascade is told of the model that it asks."""
    above = backend.upstream
    if above is None:
        return []
    kept = digest_of(above.model) if above.model.kind == "llamacpp" else ""
    told = ["--brain", above.root, "--brain-model", above.name, "--brain-weights", kept]
    return ["--served-model-name", backend.name, *told]


def _llamacpp(backend: Backend, paths: Paths, place: list[str]) -> list[str]:
    python = _python(backend, paths)
    return [
        *(str(python), "-m", "llm.llamacpp.serve", *place),
        *("--model", str(verified(backend.model, paths.state))),
        *("--served-model-name", backend.name, "--slots", str(paths.state / "slots")),
        *flags(backend.model.flags),
    ]


def flags(given: dict[str, Flag]) -> list[str]:
    """`{"max-model-len": 4096, "enforce-eager": true}` as arguments. False becomes `--no-...`, null
    leaves a flag out, a mapping becomes JSON."""
    typed: list[str] = []
    for name, value in given.items():
        if value is None:
            continue
        typed.append(f"--no-{name}" if value is False else f"--{name}")
        if isinstance(value, dict):
            typed.append(json.dumps(value))
        elif not isinstance(value, bool):
            typed.append(str(value))
    return typed


def variables(backend: Backend, paths: Paths) -> dict[str, str]:
    """The environment of the process. Nothing is downloaded, nothing reported to anybody."""
    kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return {
        **kept,
        "HF_HOME": str(paths.caches / "huggingface"),
        "VLLM_CACHE_ROOT": str(paths.caches / "vllm"),
        "HF_HUB_OFFLINE": "1",
        "VLLM_NO_USAGE_STATS": "1",
        "DO_NOT_TRACK": "1",
        "VLLM_SERVER_DEV_MODE": "1",  # the sleep and wake calls
        "PYTHONUNBUFFERED": "1",
        # A thread that waits for the others must not keep its core from them.
        "OMP_WAIT_POLICY": "PASSIVE",
        "GOMP_SPINCOUNT": "0",
        **backend.model.variables,
    }


def weights(backend: Backend, paths: Paths) -> Path:
    """The folder with the model's files. EngineError names the command that fetches them, or the
    licence where the catalogue says that it is not open."""
    folder = paths.models / backend.model.source
    entries = _entries(backend.model.source)
    for entry in entries:
        if not catalogue().is_open(entry):
            raise EngineError(
                f"{backend.key} is under {entry.licence}, which is no open licence.",
                "Give its roles to another model; configs/weights.yaml lists what is open.",
            )
    if not (folder / "config.json").is_file() or not any(folder.glob("*.safetensors")):
        given = backend.model
        root = load_settings().paths.models
        ours = [pull_command(e.name, True) for e in entries if root / e.folder == folder]
        fetch = (
            given.fetch
            or next(iter(ours), "")
            or f"{{hf}} download {given.source} --local-dir {{folder}}"
        )
        # No str.format: a command may well hold other braces, ${LIKE_THIS}.
        environment = paths.environments / given.environment
        hf = Path(sys.executable).parent / "hf"
        for place, path in {"folder": folder, "environment": environment, "hf": hf}.items():
            fetch = fetch.replace(f"{{{place}}}", shlex.quote(str(path)))
        size = f" ({given.download_gib:g} GiB)" if given.download_gib else ""
        raise EngineError(
            f"the weights of {backend.key} are not in {folder}.", f"Fetch them{size}: {fetch}"
        )
    return folder


def _entries(source: str) -> list[Entry]:
    """What the catalogue has of a repository of a model hub."""
    known = catalogue().entries.values()
    return [entry for entry in known if entry.hub and entry.hub.repository == source]


def _program(backend: Backend, paths: Paths) -> Path:
    name = backend.model.environment
    program = paths.environments / name / "bin" / "vllm"
    if not program.is_file():
        raise EngineError(
            f"vLLM is not installed in {paths.environments / name}.",
            f"Install it: python main.py env make {name}",
        )
    return program


def _python(backend: Backend, paths: Paths) -> Path:
    name = backend.model.environment
    ready, why, fix = environment(name, load_settings()).status()
    python = paths.environments / name / "bin" / "python"
    if not ready or not python.is_file():
        raise EngineError(f"llama.cpp: {why or f'{python} is not there'}.", f"Run: {fix}")
    return python


def errors(backend: Backend, paths: Paths) -> list[StudioError]:
    """Everything that keeps `backend` from being started, each with its remedy."""
    found: list[StudioError] = []
    checks = {
        "vllm": (_program, weights),
        "llamacpp": (_python, lambda backend, _: gguf(backend.model)),
    }
    for check in checks.get(backend.model.kind, ()):
        try:
            check(backend, paths)
        except StudioError as error:
            found.append(error)
    if backend.model.kind != "vllm":
        return found
    if unwanted := xformers(paths.environments / backend.model.environment):
        found.append(unwanted)
    return found


def xformers(environment: Path) -> EngineError | None:
    """The error of an environment in which xformers is installed, which the studio refuses: its
    kernels take precedence over PyTorch's own attention."""
    if any(environment.glob("lib/python*/site-packages/xformers")):
        return EngineError(
            f"xformers is installed in {environment}.",
            f"Remove it: {environment / 'bin' / 'python'} -m pip uninstall xformers",
        )
    return None
