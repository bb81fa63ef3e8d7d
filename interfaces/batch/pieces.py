"""The pieces of a batch, read from a folder or a CSV file, and checked before any is made."""

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from interfaces.format.text import meant
from interfaces.intake.media import is_file
from interfaces.intake.words import check_text
from interfaces.scripts.reading import read_script
from interfaces.scripts.script import LAST, ScriptedBrief, ScriptedQuestion
from studio.errors import BriefError, InputError
from studio.naming import slug

COLUMNS = ("brief", "seed", "name", "media", "budget")
SCRIPTS, TEXTS = (".yaml", ".yml"), (".txt",)
MOST = 10_000
_NAME_LENGTH = 40
_BUDGET = re.compile(r"\s*(\w+)\s*[=:]\s*([\d.]+)\s*")
_EXAMPLE = "The first row names the columns: brief, and any of seed, name, media, budget."


@dataclass(frozen=True)
class Piece:
    """One piece of a batch. `text` is its first brief, `script` the YAML that is played where it
    does not stand in a `file` of its own, `digest` changes with whatever it is made from."""

    name: str
    text: str
    digest: str
    file: Path | None = None
    script: str = ""


def read_pieces(path: Path) -> list[Piece]:
    """The pieces of a folder (`.yaml` scripts, `.txt` files with a brief each) or of a CSV file.

    InputError names the file or the row, and the fix.
    """
    try:
        pieces = list(_of_folder(path) if path.is_dir() else _of_table(path))
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}.", "Check the path.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path} cannot be read: {error}.", "Save it as UTF-8 text.") from error
    if not pieces:
        raise InputError(
            f"{path} holds no briefs.",
            "Give a folder of .yaml scripts or .txt briefs, or a CSV file with a column `brief`.",
        )
    if len(pieces) > MOST:
        raise InputError(f"{path} holds {len(pieces)} pieces.", f"Give at most {MOST} at once.")
    return pieces


def _of_folder(folder: Path) -> Iterator[Piece]:
    seen: dict[str, Path] = {}
    for file in sorted(folder.iterdir()):
        ending = file.suffix.lower()
        if not file.is_file() or ending not in SCRIPTS + TEXTS:
            continue
        name = slug(file.stem)
        if name in seen:
            raise InputError(f"{file} and {seen[name]} have one name.", "Rename one of them.")
        seen[name] = file
        if ending in SCRIPTS:
            script = read_script(file)
            media = [
                m for i in script.briefs if not isinstance(i, ScriptedQuestion) for m in i.media
            ]
            digest = _digest(file.read_text(encoding="utf-8"), media)
            yield Piece(name, script.briefs[0].text, digest, file.absolute())
            continue
        try:
            text = check_text(file.read_text(encoding="utf-8"))
        except BriefError as error:
            raise InputError(f"{file}: {error.message}", error.fix) from error
        yield _alone(name, ScriptedBrief(text=text))


def _of_table(path: Path) -> Iterator[Piece]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file, skipinitialspace=True, strict=True)
        _check_columns(path, [name.strip().casefold() for name in rows.fieldnames or ()])
        rows.fieldnames = [name.strip().casefold() for name in rows.fieldnames or ()]
        seen: dict[str, int] = {}
        for number, row in enumerate(rows, 1):
            where = f"{path}: row {rows.line_num}"
            if None in row or None in row.values():
                raise InputError(
                    f"{where} does not have {len(rows.fieldnames)} cells.",
                    "Put text that holds commas in double quotes.",
                )
            cells = {name: cell.strip() for name, cell in row.items()}
            brief = _brief(where, cells, path.parent)
            name = slug(cells.get("name") or f"{number:03}_{brief.text[:_NAME_LENGTH]}")
            if name in seen:
                raise InputError(
                    f"{where}: name: row {seen[name]} is named {name} too.", "Give another name."
                )
            seen[name] = rows.line_num
            yield _alone(name, brief)


def _check_columns(path: Path, names: list[str]) -> None:
    for name in names:
        if name not in COLUMNS:
            hint = f"{meant(name, COLUMNS)} {_EXAMPLE}".lstrip()
            raise InputError(f"{path}: row 1: there is no column {name!r}.", hint)
    if "brief" not in names:
        raise InputError(f"{path}: row 1: there is no column `brief`.", _EXAMPLE)
    if len(set(names)) < len(names):
        raise InputError(f"{path}: row 1: a column is named twice.", _EXAMPLE)


def _brief(where: str, cells: dict[str, str], folder: Path) -> ScriptedBrief:
    values: dict[str, Any] = {}
    try:
        values["text"] = check_text(cells["brief"])
    except BriefError as error:
        raise InputError(f"{where}: brief: {error.message}", error.fix) from error
    if cells.get("seed"):
        values["seed"] = cells["seed"]
    if cells.get("budget"):
        values["budget"] = _budget(where, cells["budget"])
    names = [name.strip() for name in cells.get("media", "").split(";") if name.strip()]
    values["media"] = [folder.absolute() / name for name in names]
    for name in values["media"]:
        if not is_file(name):
            raise InputError(
                f"{where}: media: there is no file {name}.",
                "Paths are taken from the folder of the CSV file; put ; between several.",
            )
    try:
        return ScriptedBrief.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        column = str(first["loc"][0]) if first["loc"] else "brief"
        raise InputError(
            f"{where}: {column}: {first['input']!r}: {first['msg']}.", "Correct the cell."
        ) from error


def _budget(where: str, cell: str) -> dict[str, str]:
    parts = [_BUDGET.fullmatch(part) for part in cell.replace(";", ",").split(",") if part.strip()]
    said = {part[1]: part[2] for part in parts if part}
    if len(said) < len(parts):
        raise InputError(
            f"{where}: budget: {cell!r} cannot be read.",
            "Write for example: iterations=2; minutes=5",
        )
    return said


def _alone(name: str, brief: ScriptedBrief) -> Piece:
    told = {"briefs": [brief.model_dump(mode="json", exclude_defaults=True)]}
    script = yaml.safe_dump(told, allow_unicode=True, sort_keys=False)
    return Piece(name, brief.text, _digest(script, brief.media), script=script)


def _digest(script: str, media: list[Path]) -> str:
    digest = hashlib.sha256(script.encode())
    for path in media:
        if path != LAST:
            facts = path.stat()
            digest.update(f"\0{path}\0{facts.st_size}\0{facts.st_mtime_ns}".encode())
    return digest.hexdigest()
