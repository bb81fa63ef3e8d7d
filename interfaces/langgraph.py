"""The crew as a LangGraph graph: the members, steps, events and outcome of AutoGen's group chat.

    graph = crew_graph()
    async with workplace.crew(listener).at_work(brief) as production:
        await graph.ainvoke({}, context=production)

The nodes are the protocol's steps. Which comes next is what `agents.flow` says, and all that a
session knows is in its events: the graph's own state holds nothing but where it is and what was
said last. So a graph that was stopped goes on from those events, with a checkpointer of LangGraph's
or without.
"""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from langgraph.errors import GraphRecursionError
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Checkpointer, Command, interrupt
from typing_extensions import TypedDict

from agents.acts import is_over, take
from agents.flow.production import Production
from agents.flow.steps import FOLLOWING, Step, speaker, turn_limit
from agents.stage.gating import subject_of

OPEN = "session"
GATES = {Step.QUESTION_GATE, Step.PLAN_GATE, Step.DELIVERY_GATE}


class Said(TypedDict, total=False):
    """The state of the graph: the session, the last step that was taken, by whom, and what was said
    of it; `outcome` once the session has ended, `error` where a fault stopped it."""

    session: str
    step: str
    speaker: str
    text: str
    outcome: str
    error: str


class Interrupts:
    """The gates of a person who is asked by LangGraph's `interrupt`, with `{"gate", "subject"}`.
    Then `Command(resume={"approved": True, "note": ""})` goes on; at "question" the note is the
    answer, and may be all that it is resumed with. It needs a checkpointer."""

    def __init__(self) -> None:
        self._answer: tuple[bool, str] | None = None

    def hear(self, answer: Any) -> None:
        """What the graph was resumed with."""
        told = answer if isinstance(answer, dict) else {"approved": answer}
        if isinstance(answer, str):
            told = {"approved": True, "note": answer}
        self._answer = bool(told.get("approved")), str(told.get("note", ""))

    async def approve(self, gate: str, subject: Any) -> tuple[bool, str] | None:
        """The answer that was heard."""
        return self._answer


def crew_graph(
    checkpointer: Checkpointer = None,
) -> CompiledStateGraph[Any, Production, Any, Any]:
    """The graph. It is run with a production as its context, and holds none."""
    graph: Any = StateGraph(cast(Any, Said), context_schema=Production)
    graph.add_node(OPEN, _open, destinations=(_name(Step.RECALL),))
    for step, following in FOLLOWING.items():
        then = sorted(map(_name, following)) or [END]
        graph.add_node(
            _name(step), _node(step), destinations=tuple(then), metadata={"by": speaker(step)}
        )
    graph.add_edge(START, OPEN)
    return graph.compile(checkpointer=checkpointer, name="crew")


async def converse(production: Production) -> None:
    """Let the crew work as a graph, until the session ends or a fault stops it."""
    settings, notes = production.settings, len(production.state.notes)
    turns = turn_limit(settings.budget, notes, settings.crew.questions)
    try:
        await crew_graph().ainvoke({}, {"recursion_limit": turns * 2}, context=production)
    except GraphRecursionError:
        return  # the crew says so


def drawing() -> str:
    """The graph in Mermaid's words."""
    return crew_graph().get_graph().draw_mermaid()


async def _open(state: Said, runtime: Runtime[Production]) -> Command:
    """Begin a session, or go on with it where its events end."""
    production = runtime.context
    return _on(production, {"session": production.logbook.session})


def _name(step: Step) -> str:
    return step.value.replace(" ", "_")


def _node(step: Step) -> Callable[[Said, Runtime[Production]], Awaitable[Command]]:
    async def taken(state: Said, runtime: Runtime[Production]) -> Command:
        production = runtime.context
        if production.step() is not step:  # a person has said something since
            return _on(production, {})
        if step in GATES and isinstance(production.gates, Interrupts):
            gate, subject = subject_of(step, production)
            question = {"gate": gate, "subject": subject.model_dump(mode="json")}
            production.gates.hear(interrupt(question))
        text = await take(production, step)
        return _on(production, {"step": step.value, "speaker": speaker(step), "text": text})

    return taken


def _on(production: Production, update: dict[str, Any]) -> Command:
    """On to what comes next, or to the end."""
    if not is_over(production):
        return Command(update=update, goto=_name(production.step()))
    if production.error is not None:
        update = update | {"error": str(production.error)}
    if production.state.ended is not None:
        update = update | {"outcome": production.state.ended["outcome"]}
    return Command(update=update, goto=END)
