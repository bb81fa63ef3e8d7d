"""What this machine can run and what it lacks: the checks of `doctor`."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from interfaces.backend.discovery import NO_ANSWER, find_endpoint, list_models
from interfaces.format.facts import sized
from llm.backends.command import xformers
from memory.open import open_memory
from sandbox.docker.start import ready_docker
from studio.compute.joining import check_cluster
from studio.errors import EngineError, LicenceError, SettingsError, StudioError
from studio.packs.kinds import KINDS
from studio.packs.pack import OWN, found_packs
from studio.packs.problems import problems
from studio.packs.registry import registry
from studio.settings import Settings
from studio.store.database import open_database
from studio.store.space import SPARE_BYTES
from studio.weights import catalogue, warehouse
from tools.engines.base import EngineStatus, status_of
from tools.engines.ffmpeg.runner import binary
from tools.engines.registry import engines
from tools.registry import all_tools

WANTED_MEMORY = 4 * 2**30
WANTED_CORES = 2
ANSWER_SECONDS = 5
PREFIX = "STUDIO_"
BRAIN = "brain"  # the purpose that is fetched on demand: `make brain`
# Of the studio, and no settings: other files to read, and the gateway's key.
OTHER_VARIABLES = {"STUDIO_CONFIG", "STUDIO_MODELS_CONFIG", "STUDIO_LLM_API_KEY"}

State = Literal["ok", "note", "missing", "refused"]


@dataclass(frozen=True)
class Check:
    """One line. "missing" means that the studio cannot work without it; "note" that it can;
    "refused" that it will not work with what is set."""

    name: str
    state: State
    found: str
    fix: str = ""


def check_up(settings: Settings) -> Iterator[Check]:
    """All checks, each yielded as soon as it is made. None of them raises or changes anything but
    for opening the stores."""
    yield _python()
    yield from _machine(settings)
    yield from _variables()
    yield _guarded("FFmpeg", lambda: Check("FFmpeg", "ok", binary()))
    yield from _engines(settings)
    yield from _packs()
    yield from _weights(settings)
    yield _guarded("sessions", lambda: _sessions(settings))
    yield _guarded("memory", lambda: _memory(settings))
    yield _endpoint(settings)
    yield from check_attention(settings.paths.environments)
    yield _docker(settings)
    if settings.compute.kind == "ray":
        yield _guarded("compute", lambda: _compute(settings))
    yield _gpu()


def _guarded(name: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except StudioError as error:
        return Check(name, "missing", error.message, error.fix)


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] == (3, 11):
        return Check("Python", "ok", version)
    return Check("Python", "missing", version, "The studio needs Python 3.11: run `make setup`.")


def _machine(settings: Settings) -> Iterator[Check]:
    cores = os.cpu_count() or 1
    few = cores < WANTED_CORES
    yield Check(
        "processor",
        "note" if few else "ok",
        f"{cores} cores",
        "Renders will be slow." if few else "",
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    small = memory < WANTED_MEMORY
    yield Check(
        "memory (RAM)",
        "note" if small else "ok",
        sized(memory),
        "Close other programs; large pictures may not fit." if small else "",
    )
    place = settings.paths.data
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    full = free < SPARE_BYTES
    yield Check(
        "disk",
        "missing" if full else "ok",
        f"{sized(free)} free at {settings.paths.data}",
        "Free some space, or point paths.data at another disk." if full else "",
    )


def _variables() -> Iterator[Check]:
    """Only a fault is told: a variable that looks like a setting, and is none."""
    for name in sorted(os.environ):
        section, _, key = name.removeprefix(PREFIX).lower().partition("__")
        if not name.startswith(PREFIX) or name in OTHER_VARIABLES:
            continue
        if not key or section not in Settings.model_fields:
            yield Check(
                "variable",
                "note",
                f"{name} is no setting, and has no effect.",
                "It is STUDIO_, a section of configs/studio.yaml, two underscores, the key:"
                " STUDIO_BUDGET__ITERATIONS.",
            )


def _engines(settings: Settings) -> Iterator[Check]:
    known = engines(settings)
    status = {name: status_of(engine) for name, engine in known.items()}
    needed = {
        spec.engines[0]
        for spec in all_tools().values()
        if spec.engines
        and spec.pack == OWN  # without a pack's tool the studio works as well
        and not any(status[name].ready for name in spec.engines if name in status)
    }
    for name, engine in known.items():
        if status[name].ready:
            about = "; ".join(filter(None, (engine.description, status[name].setting)))
            yield Check(f"engine {name}", "ok", about)
        else:
            state: State = "missing" if name in needed and not _spared(status[name]) else "note"
            yield Check(f"engine {name}", state, status[name].reason, status[name].fix)


def _spared(status: EngineStatus) -> bool:
    """Whether nobody misses an engine here, or it lacks only weights that the studio can do
    without."""
    if status.optional:
        return True
    entries = [catalogue().entry(name) for name in status.lacking]
    return bool(entries) and not any(entry.needed for entry in entries)


def _packs() -> Iterator[Check]:
    """The packs beside the studio's own, and what is wrong with any."""
    for name in KINDS:
        registry(name)
    wrong = problems()
    for pack in found_packs():
        if pack.name != OWN:
            yield Check(f"pack {pack.name}", "ok", f"{pack.description} ({pack.origin})".strip())
    for problem in wrong:
        yield Check(f"pack {problem.pack}", "note", problem.message, problem.fix)


def _weights(settings: Settings) -> Iterator[Check]:
    """The weights that the set-up fetches, and the brain's, by purpose."""
    house = warehouse(settings)
    for purpose in (*house.catalogue.setup, BRAIN):
        entries = house.catalogue.chosen([purpose])
        absent = [entry for entry in entries if house.missing(entry.name)]
        name = f"{purpose} weights"
        if not absent:
            yield Check(name, "ok", ", ".join(entry.name for entry in entries))
            continue
        state: State = "missing" if any(entry.needed for entry in absent) else "note"
        without = dict.fromkeys(entry.without for entry in absent)
        words = f"not here: {', '.join(entry.name for entry in absent)}; {'; '.join(without)}"
        fix = "make brain" if purpose == BRAIN else f"python main.py models pull {purpose}"
        yield Check(name, state, words, f"Run: {fix}")


def _sessions(settings: Settings) -> Check:
    open_database(settings.database_url()).dispose()
    return Check("sessions", "ok", settings.database_url().rsplit("@", 1)[-1])


def _memory(settings: Settings) -> Check:
    names = open_memory(settings).sheets.names()
    return Check("memory", "ok", f"{len(names)} characters")


def _endpoint(settings: Settings) -> Check:
    endpoint = find_endpoint(settings.llm)
    url = endpoint.base_url
    if not url:
        planner = "the offline planner, started with each session"
        if endpoint.note:
            return Check("language models", "note", planner, endpoint.note)
        return Check("language models", "ok", planner)
    wanted = set(settings.llm.models.model_dump().values())
    try:
        names = [card["id"] for card in list_models(endpoint, wanted)]
    except LicenceError as error:
        return Check("language models", "refused", error.message, error.fix)
    except SettingsError as error:
        return Check("language models", "missing", error.message, error.fix)
    except NO_ANSWER as error:
        return Check(
            "language models",
            "missing",
            f"{url} does not answer ({error})",
            "Start that server, or set llm.base_url to planner.",
        )
    absent = sorted(wanted - set(names))
    if absent:
        return Check(
            "language models",
            "missing",
            f"{url} does not serve {', '.join(absent)}",
            f"It serves {', '.join(names) or 'nothing'}; set llm.models to match.",
        )
    return Check("language models", "ok", url)


def check_attention(environments: Path) -> Iterator[Check]:
    """Only a fault is told: an environment with xformers, whose kernels the studio refuses."""
    for environment in sorted(environments.glob("*")):
        if unwanted := xformers(environment):
            yield Check("xformers", "missing", unwanted.message, unwanted.fix)


def _docker(settings: Settings) -> Check:
    try:
        return Check("Docker", "ok", f"{ready_docker(settings)}, the sandbox's image is built")
    except EngineError as error:
        return Check("Docker", "note", f"{error.message} Programs run in monty.", error.fix)


def _compute(settings: Settings) -> Check:
    address = settings.compute.address
    check_cluster(address)
    return Check("compute", "ok", f"the Ray cluster at {address or 'this machine'} answers")


def _gpu() -> Check:
    names = _said(["nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader"])
    if names:
        return Check("GPU", "ok", "; ".join(names.splitlines()))
    return Check("GPU", "note", "none found by nvidia-smi; everything embedded runs on the CPU")


def _said(command: list[str]) -> str:
    """What a command prints; "" when it is not there, fails or hangs."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=ANSWER_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
