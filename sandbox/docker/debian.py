"""A base image from the Debian archive, for machines that can pull none."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from docker import APIClient

from studio.errors import EngineError

SUITE = "bookworm"  # its Python is 3.11
PACKAGES = ("python3", "python3-numpy", "python3-pil")
BASE = f"animation-studio-base:{SUITE}"
NOT_NEEDED = (
    "usr/share/doc",
    "usr/share/man",
    "usr/share/locale",
    "usr/share/info",
    "usr/share/zoneinfo",
    "usr/share/perl",
    "usr/lib/x86_64-linux-gnu/perl-base",
    "var/cache/apt",
    "var/lib/apt/lists",
    "var/cache/debconf",
    "var/log",
    "usr/include",
)


def archive_base(client: APIClient, cache: Path, on_line: Callable[[str], None]) -> str:
    """Import the base, made by mmdebstrap once and kept under `cache`. Returns its name.

    EngineError when mmdebstrap is not there, or not root, or the archive can't be reached.
    """
    on_line(f"The base is made from the Debian archive ({SUITE}).")
    if client.images(name=BASE, quiet=True):
        return BASE
    kept = cache / f"base-{SUITE}.tar"
    if not kept.exists():
        on_line("Running mmdebstrap. This takes some minutes, once.")
        _bootstrap(kept)
    on_line(f"Importing {kept.name} ({kept.stat().st_size // 2**20} MB).")
    repository, tag = BASE.split(":")
    client.import_image_from_file(str(kept), repository=repository, tag=tag)
    return BASE


def _bootstrap(target: Path) -> None:
    if not shutil.which("mmdebstrap"):
        raise EngineError(
            "no base image can be pulled, and mmdebstrap is not installed.",
            "sudo apt-get install mmdebstrap, or connect to an image registry.",
        )
    if os.geteuid():
        raise EngineError(
            "no base image can be pulled, and only root can make one with mmdebstrap.",
            "Run `sudo .venv/bin/python main.py sandbox build`, or connect to an image registry.",
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}.part")
    with tempfile.TemporaryDirectory(prefix="studio-base-", dir=target.parent) as place:
        root = Path(place) / "root"
        packages = ",".join(PACKAGES)
        _run("mmdebstrap", "--variant=minbase", f"--include={packages}", SUITE, str(root))
        for name in NOT_NEEDED:
            shutil.rmtree(root / name, ignore_errors=True)
        _run("tar", "-C", str(root), "-c", "-f", str(partial), ".")
    partial.replace(target)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        last = (done.stdout + done.stderr).strip().splitlines()[-3:]
        raise EngineError(
            f"{command[0]} failed: {' / '.join(last)}.",
            "Check that the Debian archive can be reached; see /etc/apt/sources.list.",
        )
