"""The benchmark of the brains runs: on little, with what the small model has read already."""

import re
from pathlib import Path

import yaml

from llm.backends.models import FILE, Roster
from llm.cascade.brain import Brain
from llm.cascade.process import OwnServer
from tests.benchmarks.test_smoke import smoke


def test_it_runs(tmp_path: Path, small_roster: Roster, small: OwnServer, small_state: str) -> None:
    Brain(small, small_state).prepare()
    config = tmp_path / "models.yaml"
    roster = yaml.safe_load(FILE.read_text()) | {"paths": {"state": str(small_roster.paths.state)}}
    config.write_text(yaml.safe_dump(roster))
    out = smoke("brains", STUDIO_MODELS_CONFIG=str(config))
    assert re.search(r"\d", out), out
