"""The benchmark of the graphics card still runs, and says so where there is none."""

import subprocess
import sys

import pytest

from benchmarks.gpu.cases import CASES
from benchmarks.gpu.sleeping import sleep_and_wake
from benchmarks.gpu.table import JOBS
from studio.environments import made_of
from studio.settings import ROOT, load_settings
from tests.benchmarks.test_smoke import smoke
from tests.diffusion.conftest import TORCH
from tests.llm.gateway.conftest import fake_served
from tests.llm.gateway.fake_vllm import FakeVllm
from tools.engines.card.graphics_card import has_card


def test_each_case_runs_in_the_engines_own_service():
    if not made_of(TORCH, load_settings()).status()[0]:
        pytest.skip("there is no environment with PyTorch")
    rows = smoke("gpu").splitlines()[2:]
    assert [row[:40].strip() for row in rows] == [case.name for case in CASES]
    for case, row in zip(CASES, rows, strict=True):
        if not made_of(case.environments, load_settings()).status()[0]:
            assert "env make" in row, row
            continue
        first, warm, per_step = row[40:].split()[:3]
        assert float(first) > 0 and float(warm) > 0, row
        assert per_step == "-" if case.module != "painting" else float(per_step) > 0, row


def test_each_case_is_reckoned_too():
    assert [case.name for case in CASES] == list(JOBS)


@pytest.mark.skipif(has_card(), reason="there is a card here")
def test_without_a_card_it_says_that_nothing_was_measured():
    command = [sys.executable, "-m", "benchmarks.gpu"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("There is no NVIDIA card here, so nothing was measured.")


async def test_a_vllm_server_is_put_to_sleep_and_woken():
    fake = FakeVllm("tiny")
    async with fake_served(fake) as root:
        asleep, awake = await sleep_and_wake(root)
    assert fake.calls == ["sleep 1 wait", "wake"] and asleep > 0 and awake > 0
