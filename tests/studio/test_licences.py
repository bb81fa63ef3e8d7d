"""What the docs say of GPL code in the main environment is what its wheels hold."""

import mmap
import re
import subprocess
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from studio.settings import ROOT

# Libraries under the GPL that wheels bundle, by their files' names.
GPL_LIBRARIES = re.compile(
    r"lib(x264|x265|xvidcore|postproc|vidstab|rubberband|fftw3|gsl|readline|espeak|cdio|davs2|xavs"
    r"|dvdread|dvdcss|frei0r|smbclient)\b"
)
# In a binary: how FFmpeg says that it was built with such code.
GPL_BUILDS = (b"--enable-gpl", b"--enable-libx264", b"--enable-libx265", b"license: GPL version")
GPL_LICENCE = re.compile(r"\bGPL|(?<!Lesser )General Public License", re.IGNORECASE)


def locked() -> list[str]:
    """The packages of the main lock that belong to this platform."""
    lines = re.findall(r"^(\S+==[^\\\n]+)", (ROOT / "requirements/main.lock").read_text(), re.M)
    wanted = [Requirement(line) for line in lines]
    return [one.name for one in wanted if one.marker is None or one.marker.evaluate()]


def licences(wheel: Distribution) -> list[str]:
    """The licences that it names for itself."""
    about = wheel.metadata
    named = [about.get("License-Expression"), (about.get("License") or "")[:80]]
    return [*filter(None, named), *(c for c in about.get_all("Classifier", []) if "License" in c)]


def is_program(path: Path) -> bool:
    if not path.is_file() or path.suffix in (".py", ".pyc", ".txt"):
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def carries_gpl(wheel: Distribution) -> bool:
    if any(GPL_LICENCE.search(named) for named in licences(wheel)):
        return True
    for file in wheel.files or ():
        path = Path(str(wheel.locate_file(file)))
        if not is_program(path):
            continue
        if GPL_LIBRARIES.search(path.name):
            return True
        with path.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=1) as data:
            if any(data.find(sign) >= 0 for sign in GPL_BUILDS):
                return True
    return False


def told() -> dict[str, str]:
    """The table of the docs: for each wheel where its GPL code runs."""
    text = (ROOT / "docs/architecture.md").read_text()
    table = text.split("| wheel | GPL code in it | where it runs |\n|---|---|---|\n")[1]
    rows = re.findall(r"^\| `(\S+)` \| .+? \| (.+) \|$", table.split("\n\n")[0], re.M)
    return dict(rows)


def loaded_by(module: str) -> str:
    """The files that a Python process has mapped after importing `module`."""
    code = f"import {module}; print(open('/proc/self/maps').read())"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="the docs tell of the wheels for Linux")
def test_the_docs_name_every_wheel_with_gpl_code():
    found = {name for name in locked() if carries_gpl(distribution(name))}
    assert len(locked()) > 50 and found == set(told())


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="reads Linux's list of mappings")
@pytest.mark.parametrize("module", ["av", "imageio_ffmpeg", "cv2", "soundfile", "PIL.Image"])
def test_the_docs_say_which_is_loaded_into_the_process(module):
    where = told().get(module.replace("_", "-"), "a process of its own")
    in_ours = bool(re.search(r"lib(x264|x265)-", loaded_by(module)))
    assert in_ours == ("studio's own process" in where)


def test_the_readme_does_not_claim_more():
    readme = (ROOT / "README.md").read_text()
    ours = [name for name, where in told().items() if "studio's own process" in where]
    assert ours == ["av"] and "PyAV's wheel loads libx264 and libx265 (GPL) into the" in readme
    assert "docs/architecture.md#environments" in readme
