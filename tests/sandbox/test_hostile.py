"""The hostile programs, on real engines: each must come to its end, and leave nothing behind."""

import os
from pathlib import Path

import pytest

from sandbox.docker.client import connect
from sandbox.docker.labels import LABEL
from sandbox.hostile.book import hostile_programs
from sandbox.hostile.trial import open_trial
from tests.sandbox.dockerd import processes_of

LEAST = 40


@pytest.fixture
def untouched_host(request, engine, tmp_path_factory):
    """Fails when the host has a new process, mount, file or container afterwards. What other tests
    mount in their own folders meanwhile does not count."""
    own = tmp_path_factory.getbasetemp()
    address = request.getfixturevalue("docker_address") if engine == "docker" else ""
    before = _host(address, own)
    yield
    now = _host(address, own)
    new = {what: now[what] - before[what] for what in now if now[what] - before[what]}
    assert not new


def _host(address: str, own: Path) -> dict[str, set[str]]:
    client = connect(address) if address else None
    containers = client.containers(all=True, filters={"label": LABEL}) if client else []
    if client:
        client.close()
    return {
        "processes": processes_of(address.removeprefix("unix://").removesuffix("/docker.sock"))
        if address
        else set(),
        "children": _children(),
        "mounts": {str(place) for place in _mounts() if not _is_of_others(place, own)},
        "containers": {container["Id"] for container in containers},
        "files": {
            str(path)
            for folder in ("/tmp", "/var/tmp", "/dev/shm", "/")
            for path in Path(folder).glob("studio-trial-*")
        },
    }


def _mounts() -> list[Path]:
    return [Path(line.split()[1]) for line in Path("/proc/mounts").read_text().splitlines()]


def _is_of_others(place: Path, own: Path) -> bool:
    """Whether a mount lies in the folder of another run of the tests."""
    return place.is_relative_to(own.parent) and not place.is_relative_to(own)


def _children() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


async def test_every_hostile_program_is_held(engine, make_sandbox, untouched_host):
    programs = hostile_programs(engine)
    assert len(programs) >= LEAST

    async def make(interface, limits, new_artifacts):
        # without the type check, so that what holds is the sandbox
        return await make_sandbox(engine, interface, limits, new_artifacts, type_check=False)

    async with open_trial(make) as trial:
        failures = [
            f"{program.topic}: {program.name}: {verdict.failure}"
            for program in programs
            if (verdict := await trial.attempt(program)).failure
        ]
    assert not failures, "\n".join(failures)


def test_names_are_unique():
    for engine in ("monty", "docker"):
        names = [program.name for program in hostile_programs(engine)]
        assert len(names) == len(set(names))


async def test_an_open_sandbox_is_seen_to_be_open(make_sandbox):
    """The suite itself must be able to fail: a program that gets through is reported."""

    async def make(interface, limits, new_artifacts):
        return await make_sandbox("monty", interface, limits, new_artifacts, type_check=False)

    async with open_trial(make) as trial:
        program = hostile_programs("monty")[0]
        through = program.model_copy(update={"code": "print('ESCAPED')", "monty": ["done"]})
        assert "got through" in (await trial.attempt(through)).failure
        wrong = program.model_copy(update={"code": "1 / 0", "monty": ["done"]})
        assert "outcome error" in (await trial.attempt(wrong)).failure
