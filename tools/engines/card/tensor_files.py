"""Turns a pickle of tensors into a .safetensors file, apart: in a process of its own, in which
nothing but tensors and plain values is read.
Run: python -m tools.engines.card.tensor_files FILE OUT DIGEST [CLASS …]"""

import contextlib
import hashlib
import json
import os
import pickle
import re
import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file

from tools.engines.worker.serve import BadInput

_SECONDS = 300
_MEMORY = 24 * 2**30  # bytes
_DIGEST = "pickle_sha256"  # in the metadata of a file that was made here
_NAMED = re.compile(r"GLOBAL ([\w.]+)|(?:function|class) '?([\w.]+)")


class _Empty:
    """Stands for an object of a class that is left out: whatever is given to it is dropped."""

    def __new__(cls, *_: Any) -> "_Empty":
        return super().__new__(cls)

    def __setstate__(self, _: Any) -> None:
        """Nothing."""


def converted(pickled: Path, name: str = "", *, without: Sequence[str] = ()) -> Path:
    """The .safetensors file beside a pickle, by its name or this one: made where it is not there
    yet, or was made of another pickle. What is plain in it (numbers, words, lists of them) lies
    beside that as JSON. `without`: classes, by their full names, whose objects are left out; they
    are neither imported nor run. BadInput for a pickle that holds anything else."""
    out = pickled.with_name(name) if name else pickled.with_suffix(".safetensors")
    if not pickled.exists() and out.exists():
        return out
    try:
        digest = _digest_of(pickled, out.with_name(f"{out.name}.made_of"))
    except OSError as error:
        raise BadInput(f"{pickled} cannot be read: {error.strerror}", "pull it again") from error
    if _made_of(out) in (digest, None):
        return out
    command = [sys.executable, "-m", __name__, str(pickled), str(out), digest, *without]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=_SECONDS, check=False, env=os.environ
    )
    if done.returncode or not out.exists():
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise BadInput(f"{pickled.name} cannot be converted: {said[:200]}", "pull it again")
    return out


def tensors_of(file: Path, part: str) -> dict[str, torch.Tensor]:
    """The tensors of a part of it, by their names within the part; none where there is no such."""
    start, tensors = f"{part}.", load_file(file)
    return {key.removeprefix(start): tensors[key] for key in tensors if key.startswith(start)}


def _digest_of(pickled: Path, noted: Path) -> str:
    """The SHA-256 of a pickle. It is read once, and again when it has changed: its bytes, the ns of
    its change and its digest are in the file `noted`."""
    status = pickled.stat()
    stamp = [status.st_size, status.st_mtime_ns]
    try:
        known = json.loads(noted.read_text())
    except (OSError, ValueError):
        known = None
    if isinstance(known, list) and len(known) == 3 and known[:2] == stamp:
        return str(known[2])
    with pickled.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    with contextlib.suppress(OSError):  # where nothing can be written it is read the next time too
        unfinished = noted.with_suffix(f".{os.getpid()}")
        unfinished.write_text(json.dumps([*stamp, digest]))
        unfinished.replace(noted)
    return digest


def _made_of(out: Path) -> str | None:
    """The digest of the pickle that a file was made of; None for one that was not made here, ""
    where none that can be read is there."""
    try:
        with safe_open(out, "pt") as file:
            return (file.metadata() or {}).get(_DIGEST)
    except (OSError, SafetensorError):
        return ""


def sorted_out(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """The tensors and the plain values in it, each with its name: those of nested parts joined by
    dots. ValueError names what is neither."""
    if isinstance(value, torch.Tensor) or (name and _is_plain(value)):
        yield name, value
    elif isinstance(value, dict | list | tuple):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, one in items:
            yield from sorted_out(one, f"{name}.{key}" if name else str(key))
    elif not isinstance(value, _Empty):
        raise ValueError(
            f"{name or 'it'} is a {type(value).__name__}, no tensor and no plain value"
        )


def _is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_plain(one) for key, one in value.items())
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, bool | int | float | str)


def main(pickled: Path, out: Path, digest: str, without: Sequence[str] = ()) -> None:
    """Write the tensors, and the plain values where there are any."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    with torch.serialization.safe_globals([(_Empty, name) for name in without]):
        found = torch.load(pickled, map_location="cpu", weights_only=True)
    tensors: dict[str, torch.Tensor] = {}
    plain: dict[str, Any] = {}
    stored: set[int] = set()
    for name, value in sorted_out(found):
        if name in tensors or name in plain:
            raise ValueError(f"it holds {name} twice")
        if not isinstance(value, torch.Tensor):
            plain[name] = value
            continue
        shared = value.untyped_storage().data_ptr() in stored
        stored.add(value.untyped_storage().data_ptr())
        tensors[name] = value.detach().clone() if shared else value.detach().contiguous()
    if plain:
        _write_plain(plain, out.with_suffix(".json"))
    unfinished = out.with_suffix(f".{os.getpid()}")
    save_file(tensors, unfinished, metadata={"format": "pt", _DIGEST: digest})
    unfinished.replace(out)


def _write_plain(plain: dict[str, Any], out: Path) -> None:
    unfinished = out.with_suffix(f".json.{os.getpid()}")
    unfinished.write_text(json.dumps(plain, indent=1, sort_keys=True))
    unfinished.replace(out)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4:])
    except pickle.UnpicklingError as error:
        kinds = _NAMED.search(str(error))
        held = next(filter(None, kinds.groups())) if kinds else "what is no pickle of tensors"
        sys.exit(f"it holds {held}")
    except (EOFError, KeyError, RuntimeError, ValueError) as error:
        sys.exit((str(error).splitlines() or [type(error).__name__])[0])
