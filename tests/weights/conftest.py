"""A package index of the test's own (a folder of real wheels), a catalogue over it, a warehouse."""

import hashlib
import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from studio.settings import Settings
from studio.weights.catalogue import load_catalogue
from studio.weights.pulling.progress import Step
from studio.weights.pulling.pull import Puller
from studio.weights.storage import Warehouse

PIECES = [bytes([n]) * 40_000 + n.to_bytes(2) * 10_000 for n in (1, 2, 3)]
WHOLE = b"".join(PIECES)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def wheel(name: str, version: str, members: dict[str, bytes]) -> bytes:
    """A wheel as pip wants it, RECORD included."""
    stem = f"{name.replace('-', '_')}-{version}.dist-info"
    about = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    how = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files = {**members, f"{stem}/METADATA": about.encode(), f"{stem}/WHEEL": how.encode()}
    record = "".join(f"{path},,{len(body)}\n" for path, body in files.items())
    files[f"{stem}/RECORD"] = f"{record}{stem}/RECORD,,\n".encode()
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, body in files.items():
            archive.writestr(path, body)
    return kept.getvalue()


@dataclass
class Mirror:
    """An index with three packages, `part-1` to `part-3`, whose pieces join to `net.bin`; the first
    holds `words.json` as well, and runs wild when it is imported."""

    index: Path
    root: Path
    settings: Settings
    licence: str = "MIT"
    steps: list[Step] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    changes: dict = field(default_factory=dict)  # of net.bin in the catalogue
    words: dict = field(default_factory=dict)  # of words.json

    def __post_init__(self):
        self.wheels = {}
        for number, piece in enumerate(PIECES, 1):
            members = {f"part_{number}/piece.bin": piece, f"part_{number}/__init__.py": b"1 / 0"}
            if number == 1:
                members["part_1/words.json"] = b"{}"
            self.wheels[number] = wheel(f"part-{number}", "1.0.0", members)
            self.file(number).write_bytes(self.wheels[number])

    def file(self, number: int) -> Path:
        return self.index / f"part_{number}-1.0.0-py3-none-any.whl"

    @property
    def house(self) -> Warehouse:
        packages = {
            f"part-{n}": {"version": "1.0.0", "bytes": len(body), "sha256": sha256(body)}
            for n, body in self.wheels.items()
        }
        net = {
            "bytes": len(WHOLE),
            "sha256": sha256(WHOLE),
            "parts": [{"package": f"part-{n}", "member": f"part_{n}/piece.bin"} for n in (1, 2, 3)],
        }
        words = {"bytes": 2, "sha256": sha256(b"{}")}
        words["parts"] = [{"package": "part-1", "member": "part_1/words.json"}]
        entry = {
            "about": "three pieces",
            "purposes": ["trying"],
            "licence": self.licence,
            "without": "everything else works",
            "files": {"net.bin": {**net, **self.changes}, "words.json": {**words, **self.words}},
            "packages": packages,
        }
        file = self.index.parent / "weights.yaml"
        file.write_text(yaml.safe_dump({"open_licences": ["MIT"], "entries": {"net": entry}}))
        return Warehouse(self.root, load_catalogue(file))

    def keep(self) -> None:
        """All packages as an earlier pull would have kept them: pip has nothing to do."""
        staging = self.root / ".pulling" / "net"
        staging.mkdir(parents=True, exist_ok=True)
        for number, body in self.wheels.items():
            (staging / f"part-{number}-1.0.0.whl").write_bytes(body)

    def pull(self, tell=None, **options) -> list[str]:
        house = self.house
        puller = Puller(
            house,
            self.settings,
            say=self.said.append,
            tell=tell or self.steps.append,
            **options,
        )
        return puller.pull(house.catalogue.entries.values())

    def left(self) -> set[str]:
        """What lies in the warehouse, locks apart."""
        files = (path for path in self.root.rglob("*") if path.is_file())
        return {path.relative_to(self.root).as_posix() for path in files if path.suffix != ".lock"}


@pytest.fixture
def mirror(tmp_path: Path, studio_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Mirror:
    index = tmp_path / "index"
    index.mkdir()
    # Nothing but that folder: whatever indexes this machine's pip knows, it does not ask them.
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))
    return Mirror(index, tmp_path / "warehouse", studio_settings)
