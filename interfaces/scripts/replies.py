"""A script's answers at the gates, in place of a person's."""

from typing import Any

from interfaces.gates import QUESTION
from interfaces.scripts.script import Revise, ScriptedGates


class ScriptedReplies:
    """Answers at the gates that a script names, in its order; after its last answer, yes; at a
    question, the likelier reading."""

    def __init__(self, gates: ScriptedGates):
        named = gates.model_fields_set
        self._left = {gate: list(getattr(gates, gate)) for gate in named}
        self._asked: set[str] = set()

    @property
    def asks(self) -> bool:
        """Whether any gate is to ask."""
        return bool(self._left)

    async def approve(self, gate: str, subject: Any) -> tuple[bool, str] | None:
        """Yes, or no with an optional note of what to do instead; None at a gate not named."""
        if gate not in self._left:
            return None
        self._asked.add(gate)
        if gate == QUESTION:
            return True, self._left[gate].pop(0) if self._left[gate] else ""
        reply = self._left[gate].pop(0) if self._left[gate] else "approve"
        if isinstance(reply, Revise):
            return False, reply.revise
        return reply == "approve", ""

    def unmet(self) -> list[str]:
        """The answers that were not used, each a sentence."""
        return [
            f"The gate {gate} was asked less often than it has answers: {len(left)} left."
            for gate, left in self._left.items()
            if left
        ]
