"""Imports go down only, and each seam is crossed where it may be."""

import ast
import functools
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from studio.settings import ROOT

MAY_IMPORT = {
    "studio": {"studio"},
    "tools": {"tools", "studio"},
    "sandbox": {"sandbox", "studio"},
    "packs": {"tools", "studio"},
    "memory": {"memory", "studio"},
    "llm": {"llm", "studio"},
    "agents": {"agents", "tools", "sandbox", "memory", "studio"},
    "interfaces": {"interfaces", "agents", "tools", "sandbox", "memory", "llm", "studio"},
    "animation_studio": {"interfaces", "tools", "studio"},
}
ONLY_IN = {
    "autogen_agentchat": ("agents", "interfaces/autogen_team.py"),
    "autogen_core": ("agents", "interfaces/autogen_team.py"),
    "autogen_ext": "agents",
    "c2pa": "tools/handover",
    "chromadb": "memory",
    "docker": "sandbox",
    "huggingface_hub": "studio/weights/pulling",
    "langgraph": "interfaces/langgraph.py",
    "pydantic_monty": "sandbox",
    "pysubs2": "tools/handover",
    "ray": "studio/compute",
    "bpy": ("tools/engines/blender", "packs/studio/sets"),
    "ncnn": "tools/engines/ncnn",
    "parselmouth": "tools/engines/voice",
    "spandrel": "tools/engines/spandrel/network",
    "torch": (
        "llm/tiny",
        "tools/engines/diffusion/network",
        "tools/engines/spandrel/network",
        "tools/engines/depth/network",
        "tools/engines/sam2/network",
        "tools/engines/rife/network",
        "tools/engines/matting/network",
        "tools/engines/xtts/network",
        "tools/engines/openvoice/network",
        "tools/engines/wav2vec2/network",
        "tools/engines/card/held_network.py",
        "tools/engines/card/tensor_files.py",
    ),
    "TTS": ("tools/engines/xtts/network", "tools/engines/openvoice/network"),
    "diffusers": "tools/engines/diffusion/network",
    "transformers": (
        "llm/tiny",
        "tools/engines/depth/network",
        "tools/engines/sam2/network",
        "tools/engines/wav2vec2/network",
        "tools/engines/matting/network",
        "tools/engines/diffusion/network",
    ),
}
# Run by another environment's interpreter; nothing of the studio imports them.
ELSEWHERE = {
    "llm.tiny": "llm/tiny",
    "tools.engines.diffusion.network": "tools/engines/diffusion/network",
    "tools.engines.spandrel.network": "tools/engines/spandrel/network",
    "tools.engines.depth.network": "tools/engines/depth/network",
    "tools.engines.sam2.network": "tools/engines/sam2/network",
    "tools.engines.rife.network": "tools/engines/rife/network",
    "tools.engines.matting.network": "tools/engines/matting/network",
    "tools.engines.xtts.network": "tools/engines/xtts/network",
    "tools.engines.openvoice.network": "tools/engines/openvoice/network",
    "tools.engines.wav2vec2.network": "tools/engines/wav2vec2/network",
}
# The same, for several of them.
BETWEEN = {
    "tools.engines.card.held_network": (
        "tools/engines/spandrel/network",
        "tools/engines/depth/network",
        "tools/engines/sam2/network",
        "tools/engines/rife/network",
        "tools/engines/wav2vec2/network",
        "tools/engines/matting/network",
        "tools/engines/openvoice/network",
    ),
    "tools.engines.card.tensor_files": (
        "tools/engines/diffusion/network",
        "tools/engines/wav2vec2/network",
        "tools/engines/xtts/network",
        "tools/engines/openvoice/network",
    ),
}
FORBIDDEN = {"torch", "TTS", "diffusers", "transformers"}


@functools.cache
def imports_of(path: Path) -> set[str]:
    """Top-level names of all modules that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def within(path: Path, folders: Iterable[str]) -> bool:
    return any(path.is_relative_to(ROOT / folder) for folder in folders)


def sources(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_imports_go_down(folder):
    wrong = {
        str(path.relative_to(ROOT)): sorted(upward)
        for path in sources(folder)
        if (upward := imports_of(path) & set(MAY_IMPORT) - MAY_IMPORT[folder])
    }
    assert sources(folder) and not wrong


@pytest.mark.parametrize(("library", "home"), ONLY_IN.items())
def test_a_library_stays_behind_its_seam(library, home):
    strays = [
        str(path.relative_to(ROOT))
        for folder in MAY_IMPORT
        for path in sources(folder)
        if library in imports_of(path)
        and not within(path, [home] if isinstance(home, str) else home)
    ]
    assert not strays


def test_the_default_install_has_no_torch():
    between = [f"{module.replace('.', '/')}.py" for module in BETWEEN]
    users = [
        str(path.relative_to(ROOT))
        for folder in MAY_IMPORT
        for path in sources(folder)
        if imports_of(path) & FORBIDDEN and not within(path, [*ELSEWHERE.values(), *between])
    ]
    assert not users
    homes = {module: (home,) for module, home in ELSEWHERE.items()} | BETWEEN
    for module, users_of in homes.items():
        assert not [
            str(path.relative_to(ROOT))
            for folder in MAY_IMPORT
            for path in sources(folder)
            if re.search(rf"^\s*(from|import) {module}\b", path.read_text(), re.MULTILINE)
            and not within(path, users_of)
        ]
    assert "\ntorch==" not in (ROOT / "requirements" / "main.lock").read_text()


def test_worker_environments_see_empty_packages():
    for package in (
        "studio",
        "studio/nouns",
        "studio/packs",
        "tools",
        "tools/engines",
        "tools/engines/worker",
    ):
        assert not (ROOT / package / "__init__.py").read_text().strip()
