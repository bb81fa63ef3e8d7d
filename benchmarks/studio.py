"""A studio of a benchmark's own."""

from pathlib import Path

from studio.settings import Settings, load_settings


def settings_in(place: Path, base_url: str = "planner") -> Settings:
    """The shipped settings, with what is made under `place` and the model at `base_url`."""
    settings = load_settings().model_copy(deep=True)
    settings.paths.data, settings.paths.outputs = place / "data", place / "outputs"
    settings.llm.base_url = base_url
    return settings
