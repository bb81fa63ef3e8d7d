"""The library in whose frame the crew takes its steps."""

from types import ModuleType

from agents.acts import Converse
from agents.chat import team
from studio.errors import InputError
from studio.settings import Settings


def conversation_of(settings: Settings) -> Converse:
    """What the crew talks in. InputError where that is not installed."""
    return team.converse if settings.crew.framework == "autogen" else graph_module().converse


def graph_module() -> ModuleType:
    """`interfaces.langgraph`. InputError where its library is not installed."""
    try:
        from interfaces import langgraph
    except ModuleNotFoundError as missing:
        if (missing.name or "").split(".")[0] != "langgraph":
            raise
        raise InputError(
            "the crew is to work as a LangGraph graph, and LangGraph is not installed.",
            "Run: .venv/bin/python -m pip install -r requirements/langgraph.lock",
        ) from missing
    return langgraph
