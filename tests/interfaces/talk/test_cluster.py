"""A batch on a real Ray cluster of two nodes, of which one is killed in the middle."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from studio.compute import joining
from studio.compute.open import check_store
from studio.errors import InputError
from studio.settings import ROOT

BRIEFS = 40
BEFORE = 8  # pieces that are finished when the node dies
SPEAKERS = ("Luca", "Giulia")


@pytest.fixture(scope="module")
def own_ray():
    """Ray's folder: it has no statistics, and a token and temporary files of the tests' own."""
    folder = Path(tempfile.mkdtemp(prefix="ray-", dir="/tmp"))  # a socket's path is short
    (folder / "ray").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_TMPDIR", str(folder))  # it writes where its head is
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("RAY_AUTH_MODE", "token")
        patch.setenv("RAY_AUTH_TOKEN", "5" * 64)
        patch.setenv("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")  # loopback is loopback
        patch.setenv("STUDIO_PATHS__DATA", "/nowhere")  # the nodes': the batch's own are taken
        pytest.importorskip("ray", reason="Ray is not installed: requirements/ray.lock")
        yield folder / "ray"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def cluster(own_ray):
    """Its head, and a second node; each has a core to give, so that each makes one piece."""
    from ray.cluster_utils import Cluster

    node = {
        "num_cpus": 1,
        "node_ip_address": "127.0.0.1",
        "object_store_memory": 80 * 2**20,
        "include_dashboard": False,
    }
    made = Cluster(initialize_head=True, head_node_args={**node, "temp_dir": str(own_ray)})
    made.add_node(**node)
    yield made
    made.shutdown()


def jobs_in(data: Path) -> list:
    """What the store holds of jobs: attempt, holder, done, document."""
    if not (data / "studio.db").exists():
        return []
    query = text("select attempt, holder, done, document from jobs")
    try:
        with closing(create_engine(f"sqlite:///{data}/studio.db").connect()) as store:
            return list(store.execute(query).all())
    except OperationalError:  # its tables are only being made
        return []


def kill_in_the_middle(batch: subprocess.Popen, raylet: psutil.Process, data: Path) -> None:
    """Kill a node, all its processes at once, while its worker is in the middle of a piece."""
    end = time.monotonic() + 600
    while time.monotonic() < end and batch.poll() is None:
        time.sleep(0.02)
        jobs = jobs_in(data)
        own = {one.pid: one for one in raylet.children(recursive=True)}
        at_work = [int(job.holder.split(":")[1]) for job in jobs if not job.done]
        mine = [own[pid] for pid in at_work if pid in own]
        if sum(job.done for job in jobs) < BEFORE or not mine:
            continue
        mine[0].send_signal(signal.SIGSTOP)  # does it still work on it? Look while it cannot go on
        open_now = [job for job in jobs_in(data) if not job.done and "sessions" in job.document]
        if any(int(job.holder.split(":")[1]) == mine[0].pid for job in open_now):
            for process in (raylet, *raylet.children(recursive=True)):
                process.kill()
            return
        mine[0].send_signal(signal.SIGCONT)
    pytest.fail("no piece was at work on the node")


def test_what_no_node_has_is_told_at_once(cluster, own_data, cli, monkeypatch, tmp_path):
    monkeypatch.setenv("STUDIO_COMPUTE__CPUS", "1")
    monkeypatch.setenv("STUDIO_COMPUTE__GPUS", "1")
    (tmp_path / "pieces.csv").write_text("brief\nLuca says 'Ciao'\n")
    made = cli("batch", "pieces.csv", "--compute", "ray", "--address", cluster.address)
    assert made.returncode == 2 and "no node of the Ray cluster has 1 CPU, 1 GPU" in made.stderr
    assert "1 CPU, 0 GPU" in made.stderr and "compute in configs/studio.yaml" in made.stderr


def test_a_node_is_killed_and_every_piece_is_finished_once(cluster, own_data, tmp_path):
    rows = [f"{SPEAKERS[n % 2]} says 'Ciao',p{n:02},iterations=1" for n in range(BRIEFS)]
    (tmp_path / "pieces.csv").write_text("\n".join(["brief,name,budget", *rows]) + "\n")
    results = tmp_path / "results.json"
    command = [sys.executable, str(ROOT / "main.py"), "batch", "pieces.csv", "--into", "here"]
    where = ["--compute", "ray", "--address", cluster.address, "--sandbox", "monty"]
    own = dict(os.environ) | {"STUDIO_COMPUTE__CPUS": "1"}
    batch = subprocess.Popen(
        [*command, *where, "--json", str(results)],
        cwd=tmp_path,
        env=own,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    second = cluster.list_all_nodes()[1]
    raylet = psutil.Process(second.all_processes["raylet"][0].process.pid)
    kill_in_the_middle(batch, raylet, tmp_path / "data")
    said, _ = batch.communicate(timeout=400)
    assert batch.returncode == 0, said
    assert f"{BRIEFS} pieces, 0 of them finished; 2 at a time on a Ray cluster of 2 nodes" in said

    told = json.loads(results.read_text())["items"]
    assert Counter(one["outcome"] for one in told) == {"approved": BRIEFS}
    assert len({one["session"] for one in told}) == len({one["name"] for one in told}) == BRIEFS
    with closing(create_engine(f"sqlite:///{tmp_path}/data/studio.db").connect()) as store:
        ended = store.execute(text("select session from events where kind = 'ended'")).all()
        begun = store.execute(text("select id from sessions")).all()
    assert sorted(one.session for one in ended) == sorted(one["session"] for one in told)
    assert len(begun) == BRIEFS  # the piece that the node was at was gone on with, not made anew
    jobs = jobs_in(tmp_path / "data")
    assert all(job.done for job in jobs) and Counter(job.attempt for job in jobs) == {
        1: BRIEFS - 1,
        2: 1,
    }
    handed_over = Counter(one.parent.name for one in (tmp_path / "outputs").glob("*/*.wav"))
    assert handed_over == Counter({one["session"]: 1 for one in told})


@pytest.mark.parametrize(
    ("options", "part", "fix"),
    [
        (["--compute", "slurm"], "no compute 'slurm'", "Use local or ray"),
        (["--address", "127.0.0.1:1"], "--address", "--compute ray"),
        (["--compute", "ray", "--address", "nonsense"], "answers at nonsense", "ray start"),
        (["--compute", "ray", "--address", "CLOSED"], "no Ray cluster answers", "ray start"),
        (["--compute", "ray", "--address", "SILENT"], "no Ray cluster answers", "ray start"),
    ],
)
def test_what_cannot_be_is_told_at_once(
    own_ray, own_data, call, monkeypatch, tmp_path, options, part, fix
):
    monkeypatch.setattr(joining, "ANSWER_SECONDS", 5)
    (tmp_path / "pieces.csv").write_text("brief\nLuca says 'Ciao'\n")
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        socket.create_server(("127.0.0.1", 0)) as shut,
    ):
        places = {"SILENT": silent, "CLOSED": shut}
        options = [
            f"127.0.0.1:{places[one].getsockname()[1]}" if one in places else one for one in options
        ]
        shut.close()
        made = call("batch", str(tmp_path / "pieces.csv"), "--into", str(tmp_path / "b"), *options)
    assert made.exit_code == 2
    assert part in made.output and fix in made.output, made.output


def test_a_file_of_sqlite_is_not_shared_by_machines():
    with pytest.raises(InputError, match="2 machines") as refused:
        check_store({"one", "two"}, "sqlite:////shared/studio.db")
    assert "PostgreSQL" in refused.value.fix
    check_store({"one", "two"}, "postgresql+psycopg://studio@db/studio")
    check_store({"one"}, "sqlite:////shared/studio.db")


def test_without_ray_it_is_said_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(InputError, match="Ray is not installed") as refused:
        joining.check_cluster("127.0.0.1:6379")
    assert "requirements/ray.lock" in refused.value.fix
