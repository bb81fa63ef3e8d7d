"""`models`: the list, a check, a removal, and a person's mistakes."""

import json
import shutil

import pytest

from studio.weights import catalogue
from tests.weights_here import weights

pytestmark = pytest.mark.usefixtures("own_data")


@pytest.fixture(scope="session")
def eyes():
    return weights("mediapipe")


@pytest.fixture
def house(eyes, tmp_path, monkeypatch):
    """A warehouse of the test's own, with MediaPipe's networks and nothing else."""
    root = tmp_path / "house"
    shutil.copytree(eyes, root / "mediapipe")
    monkeypatch.setenv("STUDIO_PATHS__MODELS", str(root))
    return root


def test_the_list_tells_what_is_here(call, house):
    done = call("models")
    assert done.exit_code == 0
    rows = {line.split()[0]: line for line in done.stdout.splitlines() if line.startswith("  ")}
    assert "here" in rows["mediapipe"] and "not here" not in rows["mediapipe"]
    assert "not here" in rows["kokoro-82m"] and "Apache-2.0" in rows["kokoro-82m"]
    assert "refused" in rows["xtts-v2"]
    assert str(house) in done.stdout
    (house / "mediapipe" / "face_landmark.tflite").unlink()
    assert "1 missing" in call("models").stdout


def test_the_list_as_json(cli, house):
    done = cli("models", "--json")
    told = json.loads(done.stdout)
    assert told["folder"] == str(house)
    by_name = {entry["name"]: entry for entry in told["weights"]}
    assert list(by_name) == list(catalogue().entries)
    assert by_name["mediapipe"]["here"] and not by_name["mediapipe"]["missing"]
    assert by_name["dnsmos"]["missing"] == ["sig_bak_ovr.onnx"] and by_name["dnsmos"]["open"]
    assert not by_name["xtts-v2"]["open"]


def test_a_wrong_file_ends_with_1_and_the_fix(call, house):
    done = call("models", "check")
    assert done.exit_code == 0 and "9 files" in done.stdout
    file = house / "mediapipe" / "face_landmark.tflite"
    body = bytearray(file.read_bytes())
    body[1000] ^= 1
    file.write_bytes(body)
    done = call("models", "check", "vision")
    assert done.exit_code == 1
    assert "face_landmark.tflite" in done.stdout.replace("\n", "")
    assert "models remove mediapipe && python main.py models pull mediapipe" in done.stdout
    assert call("models", "check", "voice").exit_code == 0  # nothing of it is here


def test_where_and_remove(call, house):
    assert call("models", "where").stdout.strip() == str(house)
    assert call("models", "where", "ears").stdout.split() == [
        str(house / name) for name in ("whisper-base", "speaker-embedding", "dnsmos")
    ]
    done = call("models", "remove", "mediapipe")
    assert done.exit_code == 0 and "21.2 MB freed" in done.stdout
    assert not (house / "mediapipe").exists()
    assert "was not here" in call("models", "remove", "mediapipe").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "part"),
    [
        (("pull", "kokro"), 2, "Did you mean kokoro"),
        (("pull",), 2, "NAME"),
        (("pull", "dnsmos", "--from", "nowhere"), 2, "nowhere"),
        (("check", "nope"), 2, "there are no weights 'nope'"),
        (("remove", "voices"), 2, "voice"),
        (("where", "../x"), 2, "there are no weights"),
        (("pull", "xtts-v2"), 2, "no commercial use"),
        (("pull", "dnsmos", "xtts-v2"), 2, "xtts-v2 is under LicenseRef-CPML"),
        (("pull", "rtx-16gb"), 1, "--from hub"),
    ],
)
def test_a_mistake_is_a_sentence_and_fetches_nothing(call, house, arguments, code, part):
    done = call("models", *arguments)
    assert done.exit_code == code and part in done.stderr and "Traceback" not in done.stderr
    assert [path.name for path in house.iterdir()] == ["mediapipe"]


def test_doctor_says_what_works_without(call, house):
    done = call("doctor")
    told = " ".join(done.stdout.split())
    assert "not here: kokoro-82m, kokoro-voices; flite and espeak speak" in told
    assert "Run: python main.py models pull voice" in told and "Run: make brain" in told
    assert "note engine hearing" in told  # the studio works without ears
    assert "Not ready: memory weights" in told and done.exit_code == 1
