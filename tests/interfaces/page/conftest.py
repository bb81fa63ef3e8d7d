"""`main.py page` in a process of its own, with data of its own, for the tests of one file."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from studio.settings import ROOT


@dataclass
class Served:
    """A page's server. `address` has the token; `root` has none."""

    process: subprocess.Popen[str]
    address: str
    folder: Path

    @property
    def root(self) -> str:
        return self.address.partition("/?")[0]

    def client(self) -> httpx.Client:
        """One that has come in with the token."""
        entered = httpx.get(self.address)
        assert entered.status_code == 200
        return httpx.Client(base_url=self.root, timeout=60, cookies=entered.cookies)

    def end(self) -> int:
        """Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Generator[Served]:
    folder = tmp_path_factory.mktemp("page")
    own = {
        "STUDIO_PATHS__DATA": str(folder / "data"),
        "STUDIO_PATHS__OUTPUTS": str(folder / "outputs"),
    }
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), "page", "--no-open", "--session", "sea"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
        env=os.environ | own,
        start_new_session=True,
    )
    assert process.stdout
    line = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", line)
    assert found, line
    yield Served(process, found[0], folder)
    if process.poll() is None:
        process.kill()
        process.wait(30)
