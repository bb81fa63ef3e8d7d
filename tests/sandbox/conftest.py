"""A Docker engine of the tests' own, with the sandbox's image, and both sandboxes."""

from collections.abc import Callable

import pytest

from sandbox.artifacts import ProgramArtifacts
from sandbox.docker.client import connect
from sandbox.docker.confinement import Confinement
from sandbox.docker.engine import DockerSandbox
from sandbox.docker.image import build_image, image_name
from sandbox.embedded.engine import MontySandbox
from sandbox.interface import Interface, Limits, Sandbox
from studio.settings import load_settings
from tests.sandbox.dockerd import NoEngine, running_dockerd
from tests.sandbox.tools import Tools

SCRATCH_MB = 16
PROCESSES = 24


@pytest.fixture(scope="session")
def docker_address():
    """The address of an engine that holds the image; it is stopped when the tests end."""
    try:
        with running_dockerd() as engine:
            build(engine.address)
            yield engine.address
    except NoEngine as reason:
        pytest.skip(f"no Docker engine: {reason}")


def build(address: str) -> None:
    """Build the image; its base is made once and kept with the studio's data."""
    client = connect(address)
    build_image(client, "", load_settings().paths.data / "sandbox", lambda _: None)
    client.close()


@pytest.fixture(params=["monty", "docker"])
def engine(request) -> str:
    """The name of each sandbox engine."""
    return request.param


@pytest.fixture
async def make_sandbox(request):
    """Makes sandboxes of either engine and closes them."""
    opened: list[Sandbox] = []

    async def make(
        engine: str,
        interface: Interface,
        limits: Limits,
        new_artifacts: Callable[[], ProgramArtifacts] | None = None,
        **options,
    ) -> Sandbox:
        if engine == "monty":
            sandbox = MontySandbox(interface, limits, new_artifacts=new_artifacts, **options)
        else:
            client = connect(request.getfixturevalue("docker_address"))
            confinement = Confinement(image_name(), limits.memory_mb, SCRATCH_MB, PROCESSES, cpus=1)
            sandbox = DockerSandbox(
                interface, limits, client, confinement, new_artifacts=new_artifacts, **options
            )
            await sandbox.open()
        opened.append(sandbox)
        return sandbox

    yield make
    for sandbox in opened:
        await sandbox.close()


@pytest.fixture
def tools(artifacts, tmp_path) -> Tools:
    """What answers the programs' calls."""
    return Tools(artifacts, tmp_path)
