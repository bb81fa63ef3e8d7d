"""Programs of the coder, type-checked against the real stubs and run in monty, with tools that
note how they are called, argument by argument."""

from typing import Any

from pydantic_monty import AsyncMonty, ExternalModule

from tests.planner.recipes.studio import SCENE, STUBS, Studio, written
from tools.registry import all_tools

__all__ = ["SCENE", "STUBS", "Table", "play", "written"]


class Table(Studio):
    """The studio, with every call as it was written: what came `first`, what `positional` after it,
    and the named arguments. A spoken line takes 1.5 s, and lengths are not rounded to frames."""

    def speak(self, named: dict[str, Any]) -> dict[str, Any]:
        return self.made("audio", 1.5, phonemes="table:00000000000000aa")

    def render_take(self, named: dict[str, Any]) -> dict[str, Any]:
        return self.made("video", named["length"], unique_frames=3)

    def assemble_film(self, named: dict[str, Any]) -> dict[str, Any]:
        """No transition takes more than a third of a shot."""
        shots = named["shots"]
        lengths = [shot.get("length") or self.lengths[shot["shown"]] for shot in shots]
        whole = sum(lengths)
        whole += sum(named[card]["seconds"] for card in ("opening", "closing") if named[card])
        for shot, a, b in zip(shots, lengths, lengths[1:], strict=False):
            transition = shot.get("transition") or {}
            if transition.get("kind", "cut") != "cut":
                whole -= min(transition.get("seconds", 0.5), a / 3, b / 3)
        return self.made("video", whole, timeline=f"timeline:{len(self.lengths):016x}")

    async def call(self, tool: str, first: Any = None, *more: Any, **named: Any) -> Any:
        """The result of a call."""
        self.calls.append((tool, named | {"first": first, "positional": more}))
        given = zip(all_tools()[tool].parameters.model_fields, (first, *more), strict=False)
        positional = {name: value for name, value in given if value is not None}
        return self.result_of(tool, self.validated(tool, positional | named))


async def play(pool: AsyncMonty, code: str, table: Table) -> dict[str, Any]:
    """The result of `code`, type-checked and then run on the cutting table."""

    def tool(name: str) -> Any:
        async def called(*positional: Any, **named: Any) -> Any:
            return await table.call(name, *positional, **named)

        return called

    module = ExternalModule({name: tool(name) for name in all_tools()}, stubs=STUBS)
    async with pool.checkout(external_modules={"tools": module}, type_check=True) as session:
        result: dict[str, Any] = await session.feed_run(code)
        return result
