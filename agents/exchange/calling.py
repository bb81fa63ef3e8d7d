"""Makes the calls that the analyst or the critic asks for: of measuring tools alone, within bounds,
and none of them twice."""

from typing import Any

from agents.flow.production import Production
from agents.flow.state import Wanted
from agents.rules.deliverables import held_by_shot
from agents.turns.measuring import measuring_tools
from studio.errors import EngineMissing, SheetError, ToolError
from studio.nouns.artifact import ToolCall, is_handle
from studio.nouns.exchange import MeasuringCall

_CALLERS = (ToolError, SheetError, EngineMissing)  # what the caller can do without


async def measure_wanted(production: Production) -> None:
    """Make the calls that wait, in their order, and write down what came of each."""
    wanted = production.state.wanted
    assert wanted
    results = [
        await _made(call, wanted, number, production) for number, call in enumerate(wanted.calls)
    ]
    data = {"role": wanted.role, "of": wanted.of, "results": results}
    production.logbook.write("results", "studio", data)


async def _made(
    call: MeasuringCall, wanted: Wanted, number: int, production: Production
) -> dict[str, Any]:
    told: dict[str, Any] = {"tool": call.tool, "arguments": call.by_name()}
    earlier = [(one.tool, one.by_name()) for one in wanted.calls[:number]]
    earlier += [(one["tool"], one["arguments"]) for one in production.state.results_of(wanted.role)]
    if why := _refused(call, earlier, production):
        return told | {"error": why}

    def note(made: ToolCall) -> None:
        production.logbook.write("tool", "studio", made)

    try:
        result = await production.toolbox.call(
            call.tool, call.by_name(), on_progress=production.on_progress, on_call=note
        )
    except _CALLERS as error:
        return told | {"error": str(error)}
    return told | {"result": result}


def _refused(call: MeasuringCall, earlier: list[Any], production: Production) -> str:
    """Why a call is not made, or ""."""
    if call.tool not in measuring_tools():
        return f"{call.tool} is no measuring tool. These are: {', '.join(measuring_tools())}."
    if (call.tool, call.by_name()) in earlier:
        return "The same call was made already."
    held = measurable(production)
    strange = [one for one in call.by_name().values() if is_handle(str(one)) and one not in held]
    if strange:
        return f"There is no {strange[0]} here to measure."
    return ""


def measurable(production: Production) -> dict[str, str]:
    """The handles that may be measured, each with what it is: the brief's media by their names, and
    what the newest run handed over by its shots."""
    state = production.state
    assert state.brief
    found = {item.handle: item.name for item in state.brief.media}
    if state.run and not state.last_run_failed:
        made = held_by_shot(state.run)
        found |= {handle: shot for shot, handles in made.items() for handle in handles}
    return found
