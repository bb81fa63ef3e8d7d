"""Every profile's command line is one that this version of vLLM takes."""

import subprocess

import pytest

from llm.backends.backend import Backends
from llm.backends.command import flags
from llm.backends.models import load_roster
from studio.settings import ROOT

# Reads the arguments as `vllm serve` does, without starting anything.
_PARSE = """
import sys
from vllm.entrypoints.cli.serve import make_arg_parser, validate_parsed_serve_args
from vllm.utils.argparse_utils import FlexibleArgumentParser

parser = make_arg_parser(FlexibleArgumentParser())
for line in sys.stdin.read().splitlines():
    validate_parsed_serve_args(parser.parse_args(line.split("\\x1f")))
    print("taken")
"""
ROSTER = load_roster()


def command_lines() -> list[list[str]]:
    """The flags of every model of every profile."""
    return [
        ["--model", backend.model.source, *flags(backend.model.flags)]
        for profile in ROSTER.profiles.values()
        for backend in Backends(ROSTER.models, profile)
        if backend.model.kind == "vllm"
    ]


def parsed(python: str, lines: list[list[str]]) -> subprocess.CompletedProcess[str]:
    """What vLLM's parser says of command lines."""
    given = "\n".join("\x1f".join(line) for line in lines)
    return subprocess.run(
        [python, "-c", _PARSE], input=given, capture_output=True, text=True, cwd=ROOT, check=False
    )


def test_flags_of_all_profiles_are_known(vllm_environment_folder):
    lines = command_lines()
    said = parsed(str(vllm_environment_folder / "bin" / "python"), lines)
    assert said.returncode == 0, said.stderr[-2000:]
    assert said.stdout.count("taken") == len(lines) > 10


@pytest.mark.parametrize("gone", ["--guided-decoding-backend=xgrammar"])
def test_flags_that_are_gone_would_be_noticed(vllm_environment_folder, gone):
    said = parsed(
        str(vllm_environment_folder / "bin" / "python"), [["--model", "some/model", gone]]
    )
    assert said.returncode == 2 and "unrecognized" in said.stderr
