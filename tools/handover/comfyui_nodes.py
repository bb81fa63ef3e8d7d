"""What the nodes of ComfyUI take and give, and whether a graph holds to it."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

Link = list[Any]
"""[number of a node, number of its output from 0]"""
SAVING = "SaveImage"
_VALUES: dict[str, tuple[type, ...]] = {
    "INT": (int,),
    "FLOAT": (float, int),
    "STRING": (str,),
    "BOOLEAN": (bool,),
    "FILE": (str,),
    "NAME": (str,),
}


class Input(BaseModel):
    """What a node takes under one name; comfyui_nodes.toml tells what the fields mean."""

    model_config = ConfigDict(extra="forbid")

    type: Literal[
        "INT", "FLOAT", "STRING", "BOOLEAN", "FILE", "NAME",
        "MODEL", "CLIP", "VAE", "CONDITIONING", "CONTROL_NET", "IMAGE", "MASK", "LATENT",
    ]  # fmt: skip
    least: float | None = None
    most: float | None = None
    step: int = 0
    names: list[str] = []
    optional: bool = False


class Node(BaseModel):
    """A class of nodes: its inputs by their names, the types of its outputs in order."""

    model_config = ConfigDict(extra="forbid")

    takes: dict[str, Input]
    gives: list[str]


def _read() -> dict[str, Node]:
    text = Path(__file__).with_name("comfyui_nodes.toml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, Node]).validate_python(tomllib.loads(text))


NODES = _read()


def check_graph(graph: Mapping[str, Any]) -> list[str]:
    """What is wrong with a graph, as ComfyUI would refuse it or read it otherwise: nodes that it
    does not have, inputs that are missing, unknown, of another type or out of their range, links
    that do not lead to an earlier node. Empty for a graph that it runs."""
    wrong, earlier = [], dict[str, Any]()
    for number, node in graph.items():
        kind, given = node["class_type"], node["inputs"]
        known = NODES.get(kind)
        if known is None:
            wrong.append(f"{number}: there is no node {kind}")
            continue
        needed = {name for name, one in known.takes.items() if not one.optional}
        wrong += [f"{number}: {kind} lacks {name}" for name in sorted(needed - set(given))]
        for name, value in given.items():
            one = known.takes.get(name)
            why = _why_not(one, value, earlier) if one else "is none of its inputs"
            if why:
                wrong.append(f"{number}: {kind}'s {name} {why}")
        earlier[number] = node
    if not any(node["class_type"] == SAVING for node in graph.values()):
        wrong.append("nothing is saved")
    return wrong


def _why_not(one: Input, value: Any, earlier: Mapping[str, Any]) -> str:
    """Why an input does not take a value; "" where it does."""
    if isinstance(value, list):
        return _why_no_link(one, value, earlier)
    types = _VALUES.get(one.type)
    if types is None:
        return f"takes a link to {one.type}, not {value!r}"
    if not isinstance(value, types) or (isinstance(value, bool) and one.type != "BOOLEAN"):
        return f"takes {one.type}, not {value!r}"
    if one.type == "NAME":
        return "" if value in one.names else f"knows no {value!r}"
    if one.type == "FILE":
        return "" if value and "/" not in value else f"names no file: {value!r}"
    return _why_out_of_range(one, value)


def _why_no_link(one: Input, link: Link, earlier: Mapping[str, Any]) -> str:
    source = earlier.get(link[0]) if len(link) == 2 else None
    known = NODES.get(source["class_type"]) if source else None
    if known is None or not 0 <= link[1] < len(known.gives):
        return f"has a link that leads nowhere: {link}"
    given = known.gives[link[1]]
    return "" if given == one.type else f"takes {one.type}, and the link {link} brings {given}"


def _why_out_of_range(one: Input, value: Any) -> str:
    if one.least is not None and not one.least <= value:
        return f"is {value}, under {one.least:g}"
    if one.most is not None and not value <= one.most:
        return f"is {value}, over {one.most:g}"
    if one.step and value % one.step:
        return f"is {value}, no multiple of {one.step}"
    return ""
