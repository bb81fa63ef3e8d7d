"""The tool that makes each kind of step."""

from llm.planner.data import table

EDIT_TOOLS: dict[str, str] = {kind: about["tool"] for kind, about in table("edits").items()}
