"""What the Docker engine alone does: containers, their pool, their end."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from docker.errors import NotFound

from sandbox.artifacts import Allowance, ProgramArtifacts
from sandbox.choose import open_sandbox
from sandbox.docker.client import connect
from sandbox.docker.confinement import Confinement
from sandbox.docker.engine import DockerSandbox
from sandbox.docker.image import image_name
from sandbox.docker.labels import LABEL, labels, own, sweep
from sandbox.interface import Interface, Limits
from studio.errors import EngineError
from studio.settings import ROOT
from tests.sandbox.conftest import build
from tests.sandbox.dockerd import running_dockerd
from tests.sandbox.tools import LIMITS, SIGNATURES, STUBS

INTERFACE = Interface(SIGNATURES, STUBS)
PID = "import os\nos.getpid()"


@pytest.fixture
def client(docker_address):
    client = connect(docker_address)
    yield client
    client.close()


@pytest.fixture
async def sandbox(make_sandbox):
    return await make_sandbox("docker", INTERFACE, LIMITS)


async def quiet(sandbox, code, call=None):
    return await sandbox.run(code, call, lambda _: None)


async def test_a_program_paints_on_a_picture_with_pillow(make_sandbox, tools, artifacts):
    box = await make_sandbox(
        "docker",
        INTERFACE,
        LIMITS,
        lambda rights: ProgramArtifacts(
            artifacts, rights, Allowance(max_bytes=2**20, max_pixels=10**6)
        ),
    )
    record = await quiet(
        box,
        "import io\nimport numpy as np\nfrom PIL import Image, ImageDraw\n"
        "from tools import paint, read_artifact, keep_artifact\n"
        "card = await paint('red')\n"
        "picture = Image.open(io.BytesIO(await read_artifact(card['image'])))\n"
        "ImageDraw.Draw(picture).rectangle((0, 0, 3, 7), fill='blue')\n"
        "stream = io.BytesIO()\npicture.save(stream, 'PNG')\n"
        "{'image': await keep_artifact(stream.getvalue(), 'image'),\n"
        " 'mean': np.asarray(picture).mean(axis=(0, 1))[2]}",
        tools,
    )
    assert record.outcome == "done", record.error
    assert record.result["mean"] == pytest.approx(127.5)
    kept = artifacts.get(record.result["image"])
    assert (kept.facts.width, kept.facts.height) == (8, 8)


async def test_each_program_has_a_process_of_its_own_in_a_container_that_waits(sandbox, client):
    first, second = await quiet(sandbox, PID), await quiet(sandbox, PID)
    assert first.result != second.result
    assert len(own(client)) == 1
    counted = await quiet(sandbox, "n = 1\nn")
    assert counted.result == 1
    lost = await quiet(sandbox, "print(n)")
    assert lost.outcome == "type_error"


async def test_a_container_that_misbehaved_is_thrown_away(sandbox, client):
    await quiet(sandbox, "1")
    before = own(client)
    record = await quiet(sandbox, "import os, time\nif os.fork() == 0:\n    time.sleep(600)\n1")
    assert record.outcome == "done"
    await quiet(sandbox, "1")
    assert not set(before) & set(own(client))


async def test_closing_leaves_no_container(make_sandbox, client):
    box = await make_sandbox("docker", INTERFACE, LIMITS, warm=2)
    await asyncio.gather(*(quiet(box, PID) for _ in range(3)))
    assert own(client)
    await box.close()
    assert not own(client)


@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.1, 0.2, 0.3, 0.4])
async def test_closing_while_containers_start_leaves_none(docker_address, client, seconds):
    box = DockerSandbox(
        INTERFACE, LIMITS, connect(docker_address), Confinement(image_name(), 50, 8, 16, 1), warm=2
    )
    await box.open()
    await asyncio.sleep(seconds)
    await box.close()
    assert not own(client)


async def test_a_container_that_is_killed_in_mid_run_is_replaced_once(sandbox, client, tools):
    task = asyncio.create_task(
        quiet(sandbox, "from tools import speak\nfirst = await speak('never')\n1", tools)
    )
    while not tools.calls:
        await asyncio.sleep(0.01)
    client.kill(own(client)[0])
    while len(tools.calls) < 2:
        await asyncio.sleep(0.01)
    assert tools.ended == ["speak"]
    (again,) = own(client)
    client.kill(again)
    record = await task
    assert record.outcome == "limit" and "twice" in record.error


async def test_a_container_that_died_while_it_waited_is_not_noticed_by_the_program(sandbox, client):
    await quiet(sandbox, "1")
    client.kill(own(client)[0])
    assert (await quiet(sandbox, "2")).result == 2


async def test_timeout_ends_every_process_of_the_program(sandbox, client):
    await quiet(sandbox, "1")
    (container,) = own(client)
    task = asyncio.create_task(
        quiet(
            sandbox,
            "import os, signal, time\nfor _ in range(3):\n    if os.fork() == 0:\n"
            "        os.setsid()\n        signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
            "        time.sleep(600)\ntime.sleep(600)",
        )
    )
    while len(client.top(container)["Processes"]) < 5:
        await asyncio.sleep(0.05)
    pids = [row[1] for row in client.top(container)["Processes"]]
    assert (await task).outcome == "timeout"
    assert not [pid for pid in pids if _runs(pid)]


async def test_cancel_ends_every_process_of_the_program(sandbox, client):
    await quiet(sandbox, "1")
    (container,) = own(client)
    task = asyncio.create_task(
        quiet(sandbox, "import os, time\nos.fork()\nos.setsid\ntime.sleep(600)")
    )
    while len(client.top(container)["Processes"]) < 3:
        await asyncio.sleep(0.05)
    pids = [row[1] for row in client.top(container)["Processes"]]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not [pid for pid in pids if _runs(pid)]


@pytest.fixture
def studio(docker_address):
    """Another process with a container, and the container's id."""
    script = (
        "import asyncio\nfrom sandbox.docker.client import connect\n"
        "from sandbox.docker.confinement import Confinement, Terms\n"
        "from sandbox.docker.container import Container\n"
        "from sandbox.docker.image import image_name\n"
        "async def main():\n"
        "    confinement = Confinement(image_name(), 50, 8, 16, 1, silence=3)\n"
        "    terms = Terms((), 1024, 2**20, 1024, 1024)\n"
        f"    made = await Container.start(connect({docker_address!r}), confinement, terms)\n"
        "    print(made.name, flush=True)\n    await asyncio.sleep(600)\n"
        "asyncio.run(main())\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    with process:
        yield process, process.stdout.readline().strip()
        process.kill()


async def test_a_studio_that_is_killed_leaves_no_container(client, studio):
    process, name = studio
    await asyncio.sleep(4)  # longer than a container waits: the studio says that it is there
    assert name in ids(client) and name not in sweep(client)
    process.kill()
    process.wait()
    await gone(client, name)


async def test_a_container_that_hears_nothing_ends_itself(client, studio):
    process, name = studio
    process.send_signal(signal.SIGSTOP)  # its end of the pipe stays open
    await gone(client, name)


async def test_the_sweep_removes_what_a_dead_studio_has_left(client):
    dead = client.create_container(
        image_name(), labels={LABEL: labels()[LABEL].rpartition("/")[0] + "/1"}
    )["Id"]
    alive = client.create_container(image_name(), labels=labels())["Id"]
    elsewhere = client.create_container(image_name(), labels={LABEL: "elsewhere/1/1"})["Id"]
    assert sweep(client) == [dead]
    for name in (alive, elsewhere):
        client.remove_container(name)


async def test_an_engine_that_dies_in_mid_run_is_told(tools):
    with running_dockerd() as engine:
        build(engine.address)
        client = connect(engine.address)
        box = DockerSandbox(INTERFACE, LIMITS, client, Confinement(image_name(), 50, 8, 16, 1))
        await box.open()
        task = asyncio.create_task(
            quiet(box, "from tools import speak\nawait speak('never')", tools)
        )
        while not tools.calls:
            await asyncio.sleep(0.01)
        (container,) = own(client)
        pid = client.inspect_container(container)["State"]["Pid"]
        engine.kill()
        with pytest.raises(EngineError, match="Docker engine"):
            await task
        await box.close()
        engine.start()
        client = connect(engine.address)
        sweep(client)
        await gone(client, container)
        assert not _runs(str(pid))
        client.close()


async def test_auto_takes_docker_when_it_is_there(studio_settings, docker_address):
    chosen = studio_settings.sandbox.model_copy(update={"docker_host": docker_address})
    settings = studio_settings.model_copy(update={"sandbox": chosen})
    box, note = await open_sandbox(settings, INTERFACE)
    assert box.name == "docker" and "Docker" in note
    await box.close()


@pytest.mark.parametrize("address", ["unix:///nowhere/docker.sock", "tcp://127.0.0.1:9"])
async def test_auto_takes_monty_and_says_why_and_docker_is_an_error(studio_settings, address):
    chosen = studio_settings.sandbox.model_copy(update={"docker_host": address})
    settings = studio_settings.model_copy(update={"sandbox": chosen})
    box, note = await open_sandbox(settings, INTERFACE)
    assert box.name == "monty" and "no Docker engine answers" in note
    await box.close()
    settings.sandbox.engine = "docker"
    with pytest.raises(EngineError, match="no Docker engine answers"):
        await open_sandbox(settings, INTERFACE)


async def test_a_missing_image_names_the_command_that_builds_it(
    studio_settings, docker_address, monkeypatch
):
    monkeypatch.setattr("sandbox.docker.image.NAME", "animation-studio-no-such-image")
    chosen = studio_settings.sandbox.model_copy(
        update={"docker_host": docker_address, "engine": "docker"}
    )
    settings = studio_settings.model_copy(update={"sandbox": chosen})
    with pytest.raises(EngineError, match="sandbox build"):
        await open_sandbox(settings, INTERFACE)


async def test_a_runtime_that_is_not_there_is_told(make_sandbox, docker_address):
    box = DockerSandbox(
        INTERFACE,
        Limits(),
        connect(docker_address),
        Confinement(image_name(), 50, 8, 16, 1, runtime="nonesuch"),
    )
    for _ in range(3):  # each time anew, and at once
        with pytest.raises(EngineError, match="nonesuch"):
            await quiet(box, "1")
    await box.close()


def ids(client) -> set[str]:
    return {found["Id"] for found in client.containers(all=True)}


async def gone(client, name: str) -> None:
    """Wait until a container is no more, without sweeping. An engine that was killed may go on
    listing one that it says is not there."""
    with pytest.raises(NotFound):
        async with asyncio.timeout(120):  # a restarted engine looks around first
            while True:
                client.inspect_container(name)
                await asyncio.sleep(0.05)


def _runs(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
