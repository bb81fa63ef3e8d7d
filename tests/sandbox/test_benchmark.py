"""The sandboxes' benchmark still runs, with a real Docker engine."""

from tests.benchmarks.test_smoke import smoke


def test_it_runs(docker_address):
    out = smoke("sandbox", STUDIO_SANDBOX__DOCKER_HOST=docker_address)
    assert "docker, warm" in out and "monty" in out
