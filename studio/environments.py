"""The engines' own Python environments: requirements/NAME.txt in, .venvs/NAME out."""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.errors import InputError, StudioError
from studio.settings import ROOT, Settings

REQUIREMENTS = ROOT / "requirements"


@dataclass(frozen=True)
class Environment:
    """One environment: its requirements, its folder and a stamp of what was installed."""

    name: str
    folder: Path
    requirements: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    @property
    def lock(self) -> Path:
        """The pinned, hashed list that is really installed."""
        return self.requirements.with_suffix(".lock")

    @property
    def supplement(self) -> Path:
        """A small project beside the lock that mends what a package lacks; most have none."""
        return self.requirements.with_suffix("")

    def status(self) -> tuple[bool, str, str]:
        """(ready, why not, the command that mends it)."""
        fix = f"python main.py env make {self.name}"
        if not self.python.exists():
            return False, f"its environment {self.folder.name} is not made", fix
        stamp = self.folder / "installed"
        if not stamp.exists() or stamp.read_text() != self._digest():
            return False, "its environment is older than its lock", fix
        return True, "", ""

    def make(self, say: Callable[[str], None] = print) -> None:
        """Make it, or bring it up to date. StudioError with pip's last words."""
        if self.status()[0]:
            return
        say(f"making the {self.name} environment ({self.folder})")
        if not self.python.exists():
            _run([sys.executable, "-m", "venv", str(self.folder)])
        install = [
            str(self.python),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--disable-pip-version-check",
            "--no-compile",  # of all that is installed a part is ever imported
            "--require-hashes",
            "-r",
            str(self.lock),
        ]
        _run(install, f"See the head of {self.requirements.name} for where else pip may look.")
        if self.supplement.is_dir():
            self._supplement()
        (self.folder / "installed").write_text(self._digest())

    def _supplement(self) -> None:
        """Built in a copy: setuptools leaves its work in the folder that it builds."""
        with tempfile.TemporaryDirectory() as scratch:
            copy = shutil.copytree(self.supplement, Path(scratch) / self.name)
            options = ["--quiet", "--no-deps", "--no-index", "--no-build-isolation"]
            again = "--force-reinstall"
            _run([str(self.python), "-m", "pip", "install", *options, again, str(copy)])

    def _digest(self) -> str:
        digest = hashlib.sha256(self.lock.read_bytes())
        for path in sorted(self.supplement.glob("*.*")):
            if path.is_file():  # setuptools, run there by hand, leaves a folder
                digest.update(path.read_bytes())
        return digest.hexdigest()


def environment(name: str, settings: Settings) -> Environment:
    """The environment of that name; InputError names those that there are."""
    names = environment_names()
    if name not in names:
        raise InputError(f"there is no environment {name!r}.", f"One of: {', '.join(names)}.")
    return Environment(name, settings.paths.environments / name, REQUIREMENTS / f"{name}.txt")


def made_of(names: Sequence[str], settings: Settings) -> Environment:
    """The first of these environments that is made; the first of all where none is."""
    all_of_them = [environment(name, settings) for name in names]
    return next((one for one in all_of_them if one.status()[0]), all_of_them[0])


def environment_names() -> list[str]:
    """All that have a lock under requirements/, apart from what goes into the main one."""
    locks = sorted(path.stem for path in REQUIREMENTS.glob("*.lock"))
    return [name for name in locks if name not in ("main", "dev")]


def _run(command: list[str], elsewhere: str = "") -> None:
    """`elsewhere`: what to do where pip's package indexes do not have what is wanted."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no output"])[-1]
        lacking = elsewhere and "No matching distribution" in last
        raise StudioError(
            f"`{' '.join(command[:4])} ...` failed: {last}",
            elsewhere
            if lacking
            else "Check the network and the free disk space, then run the command again.",
        )
