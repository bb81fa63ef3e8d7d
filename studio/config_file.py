"""Files of configs/, read into their types: one wording of what is wrong with them."""

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from studio.errors import SettingsError

Config = TypeVar("Config", bound=BaseModel)
# libyaml's, ten times as fast, where PyYAML was built with it.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path, unreadable: str) -> Any:
    """What the file holds. SettingsError; `unreadable`: what to do where it cannot be read."""
    try:
        return yaml.load(path.read_text(), Loader=LOADER)
    except OSError as error:
        raise SettingsError(f"cannot read {path}: {error.strerror}.", unreadable) from error
    except yaml.YAMLError as error:
        raise SettingsError(f"{path} is not valid YAML: {error}.", "Mend that line.") from error


def validated(path: Path, values: Any, kind: type[Config]) -> Config:
    """The values of the file as their type. SettingsError names the first key that is wrong."""
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "the file"
        raise SettingsError(
            f"{key} in {path}: {first['msg']}.", f"Mend {key} in {path.name}."
        ) from error
