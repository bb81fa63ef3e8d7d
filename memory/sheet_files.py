"""Character sheets as YAML files, with errors that name the field, its line and what is allowed."""

from pathlib import Path
from typing import Any

import yaml
from annotated_types import Ge, Le
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from studio.config_file import LOADER
from studio.errors import SheetError
from studio.nouns.sheet import CharacterSheet

MAX_BYTES = 64 * 1024
MAX_DEPTH = 8
SHOWN = 60  # characters of a wrong value that an error repeats


def read_sheet(path: Path) -> CharacterSheet:
    """The sheet in a YAML file. SheetError names the file, the line, the field and the fix."""
    return parse_sheet(_text(path), str(path))


def parse_sheet(text: str, source: str) -> CharacterSheet:
    """The sheet in a YAML text; `source` is what errors call it."""
    try:
        root = _compose(text, source)
        values = yaml.load(text, Loader=LOADER)
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date or number that is none
        raise SheetError(
            f"{source} is not valid YAML: {_one_line(error)}.", "Mend that line."
        ) from error
    if not isinstance(values, dict):
        raise SheetError(
            f"{source} holds no character sheet.",
            "Start it with `name: ...`; see configs/characters.",
        )
    try:
        return CharacterSheet.model_validate(values)
    except ValidationError as error:
        raise _worded(error, root, source) from error


def write_sheet(sheet: CharacterSheet) -> str:
    """The YAML of a sheet, all fields written out; `parse_sheet` reads it back unchanged."""
    return yaml.safe_dump(sheet.model_dump(), sort_keys=False, allow_unicode=True)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SheetError(
                f"{path} is {path.stat().st_size // 1024} KB; a sheet has at most "
                f"{MAX_BYTES // 1024} KB.",
                "Pass a character sheet; see configs/characters for examples.",
            )
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise SheetError(f"cannot read {path}: {error.strerror}.", "Check the path.") from error
    except UnicodeDecodeError as error:
        raise SheetError(f"{path} is not a text in UTF-8.", "Save it as UTF-8.") from error


def _compose(text: str, source: str) -> yaml.Node | None:
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise SheetError(
                f"{source}, line {event.start_mark.line + 1}: nested too deeply.",
                "A sheet has sections with fields, no deeper; see configs/characters.",
            )
        if isinstance(event, yaml.AliasEvent):  # a few lines of them can unfold to gigabytes
            raise SheetError(
                f"{source}, line {event.start_mark.line + 1}: *{event.anchor} repeats a value.",
                "Write the value itself; sheets have no YAML references.",
            )
    root = yaml.compose(text, Loader=LOADER)
    _refuse_doubles(root, source)
    return root


def _refuse_doubles(node: yaml.Node | None, source: str) -> None:
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise SheetError(
                    f"{source}, line {key.start_mark.line + 1}: a field's name cannot be a list.",
                    "Write the fields as `name: value`; see configs/characters.",
                )
            if key.value in seen:
                raise SheetError(
                    f"{source}, line {key.start_mark.line + 1}: {key.value!r} is given twice.",
                    "Keep one of them.",
                )
            seen.add(key.value)
            _refuse_doubles(value, source)


def _worded(error: ValidationError, root: yaml.Node | None, source: str) -> SheetError:
    lines, fixes = [], []
    for entry in error.errors():
        where = f"{source}, line {_line(root, entry['loc'])}"
        field = ".".join(str(part) for part in entry["loc"])
        lines.append(f"{where}: {field}: {_problem(entry)}")
        fixes.append(f"{field}: {_remedy(entry)}")
    return SheetError("; ".join(lines) + ".", "; ".join(fixes) + ".")


def _problem(error: ErrorDetails) -> str:
    if error["type"] == "missing":
        return "is missing"
    if error["type"] == "extra_forbidden":
        return "there is no such field"
    shown = repr(error["input"])
    return f"{shown if len(shown) <= SHOWN else shown[:SHOWN] + '...'} is not allowed"


def _remedy(error: ErrorDetails) -> str:
    if error["type"] == "missing":
        return "add it"
    if error["type"] == "extra_forbidden":
        known = list(_section(error["loc"]).model_fields)
        near = process.extractOne(str(error["loc"][-1]), known, scorer=fuzz.ratio, score_cutoff=60)
        guess = f"did you mean {near[0]!r}? " if near else ""
        return f"{guess}known here: {', '.join(known)}"
    if error["type"] == "string_pattern_mismatch" and "A-Fa-f" in error["ctx"]["pattern"]:
        return 'a colour in quotes, as in "#4A2A18"'
    message = error["msg"]
    return message[0].lower() + message[1:] + _range(error)


def _range(error: ErrorDetails) -> str:
    """From where to where a number may be, when the message itself does not say it all."""
    if not error["loc"] or any(isinstance(part, int) for part in error["loc"]):  # a list's item
        return ""
    field = _section(error["loc"]).model_fields.get(str(error["loc"][-1]))
    bounds = {type(rule): rule for rule in field.metadata} if field else {}
    if field is None or Ge not in bounds or Le not in bounds:
        return ""
    kind = "a whole number" if field.annotation is int else "a number"
    return f": {kind} from {bounds[Ge].ge} to {bounds[Le].le}"


def _section(location: tuple[int | str, ...]) -> type[BaseModel]:
    model: type[BaseModel] = CharacterSheet
    for part in location[:-1]:
        inner = model.model_fields[str(part)].annotation
        assert isinstance(inner, type) and issubclass(inner, BaseModel)
        model = inner
    return model


def _line(node: yaml.Node | None, location: tuple[int | str, ...]) -> int:
    line = node.start_mark.line if node else 0
    for part in location:
        child: Any = None
        if isinstance(node, yaml.MappingNode):
            child = next((pair for pair in node.value if pair[0].value == str(part)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            child = (node.value[part], node.value[part])
        if child is None:
            break
        line, node = child[0].start_mark.line, child[1]
    return line + 1


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
