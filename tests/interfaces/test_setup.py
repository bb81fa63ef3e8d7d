"""The set-up where the sources of weights are gone."""

import os
import re
import subprocess
import sys

import pytest

from interfaces.setup import EMBEDDED, runners_of
from studio.environments import environment
from studio.settings import ROOT, load_settings
from studio.weights import catalogue
from tests.weights_here import weights


@pytest.fixture
def set_up(tmp_path, monkeypatch):
    """set_up(): runs it with no source of weights, over a warehouse of the test's own."""
    for name in EMBEDDED:
        ready, why, fix = environment(name, load_settings()).status()
        if not ready:
            pytest.skip(f"{why}: {fix}")

    def run():
        gone = {
            "STUDIO_PATHS__MODELS": str(tmp_path / "house"),
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(tmp_path),
            "npm_config_registry": "http://127.0.0.1:1",
        }
        command = [sys.executable, "-m", "interfaces.setup"]
        return subprocess.run(
            command, env={**os.environ, **gone}, capture_output=True, text=True, cwd=ROOT
        )

    return run


def test_it_goes_on_without_voice_and_ears_and_says_so(set_up, tmp_path):
    (tmp_path / "house").mkdir()
    for entry in catalogue().chosen(["vision", "memory"]):
        (tmp_path / "house" / entry.folder).symlink_to(weights(entry.name))
    done = set_up()
    assert done.returncode == 0, done.stdout + done.stderr
    first = done.stdout.splitlines()[0]
    assert first.startswith("==> weights: kokoro-82m") and "A download of" in first
    for entry in catalogue().chosen(["voice", "ears"]):
        assert f"{entry.name} is not fetched" in done.stdout and entry.without in done.stdout


def test_it_ends_without_what_the_studio_needs(set_up):
    done = set_up()
    assert done.returncode == 1 and "mediapipe is not fetched" in done.stdout
    assert "models pull mediapipe" in done.stdout


@pytest.mark.parametrize(
    ("purpose", "runners"), [("brain", ["llamacpp"]), ("brain-small", ["llamacpp"]), ("ears", [])]
)
def test_what_serves_the_weights_of_a_purpose_is_made_with_them(purpose, runners):
    assert runners_of([purpose]) == runners


def test_the_set_up_of_the_tests_names_purposes_that_there_are():
    """Else the tests of the brain would be skipped where everything could run."""
    asked = re.search(r'"\$purpose" = test \] && weights=\((.+)\)', (ROOT / "setup.sh").read_text())
    assert asked and runners_of(asked[1].split()) == ["llamacpp"]
