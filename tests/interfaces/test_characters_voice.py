"""`characters voice`: a recording becomes a character's own voice, with the right to use it."""

import json

import pytest

from tests.weights_here import linked_models, weights
from tools.samples import FOLDER

pytestmark = pytest.mark.usefixtures("own_data")


@pytest.fixture
def recording(cli, tmp_path, monkeypatch):
    """A line of Giulia's as a file, and weights of the test's own: links to those that are here."""
    for name in ("kokoro-82m", "kokoro-voices", "whisper-base", "speaker-embedding", "dnsmos"):
        weights(name)
    monkeypatch.setenv("STUDIO_PATHS__MODELS", str(linked_models(tmp_path)))
    line = {
        "character": "Giulia",
        "text": "I never thought that the sea could be so warm in the middle of October.",
    }
    done = cli("tools", "run", "speak", json.dumps(line))
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    return made["files"][made["result"]["audio"]]


def test_a_recording_becomes_a_voice_of_ones_own(call, recording, tmp_path):
    unasked = call("characters", "voice", "luca", recording)
    assert unasked.exit_code == 2 and "who allowed the use of this voice" in unasked.stderr
    assert "sample: null" in call("characters", "show", "luca").stdout
    done = call("characters", "voice", "luca", recording, "--rights", "a test of our own")
    assert done.exit_code == 0 and "gpt_sovits would speak in it" in done.stdout
    sheet = call("characters", "show", "luca").stdout
    assert "rights: a test of our own" in sheet and "sea could be so warm" in sheet
    kept = list((tmp_path / "models" / FOLDER).glob("*.wav"))
    assert len(kept) == 1
    sample = kept[0].read_bytes()
    call("characters", "export", "luca", str(tmp_path / "luca.yaml"))
    gone = call("characters", "voice", "luca", "--remove")
    assert gone.exit_code == 0 and not kept[0].exists()
    assert call("characters", "voice", "luca", "--remove").exit_code == 2
    without = call("characters", "add", str(tmp_path / "luca.yaml"), "--replace")
    assert "Luca speaks with its designed voice: the sample of this voice is" in without.stdout
    kept[0].write_bytes(sample)
    found = call("characters", "add", str(tmp_path / "luca.yaml"), "--replace")
    assert "designed voice" not in found.stdout
    assert call("characters", "remove", "luca").exit_code == 0 and not kept[0].exists()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("luca",), "no recording is named"),
        (("luca", "none.wav", "--rights", "ours"), "none.wav"),
        (("luca", "none.wav"), "who allowed the use of this voice"),
        (("luca", "none.wav", "--rights", "x" * 301), "more than 300 letters"),
        (("luca", "none.wav", "--start", "9", "--end", "3"), "--start 9 is not before --end 3"),
        (("luca", "none.wav", "--start", "nan"), "--start nan is no time"),
        (("luca", "none.wav", "--language", "xx"), "One of en, it"),
        (("luca", "none.wav", "--remove"), "--remove takes no recording"),
        (("nobody", "none.wav"), "there is no character 'nobody'"),
    ],
)
def test_what_cannot_be_is_told(call, given, told):
    done = call("characters", "voice", *given)
    assert done.exit_code == 2 and told in done.stderr
