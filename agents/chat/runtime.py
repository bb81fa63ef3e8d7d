"""The runtime of the group chat."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from autogen_core import SingleThreadedAgentRuntime, Subscription, TypeSubscription


class SparingRuntime(SingleThreadedAgentRuntime):
    """Hands what is said in the chat to its manager alone.

    AutoGen also queues every message for every member, who would hold it until its turn. These
    members read the session's events instead, so that is left out: half the cost of a turn. So are
    AutoGen's own log and trace, which serialise each message four times: the events tell more.
    """

    def __init__(self, members: set[str]):
        super().__init__(ignore_unhandled_exceptions=False)
        self._members = members
        self._tracer_helper: Any = _NoSpans()

    async def add_subscription(self, subscription: Subscription) -> None:
        """Subscribe, unless it is a member that would listen to the group."""
        if isinstance(subscription, TypeSubscription):
            own_topic = subscription.topic_type == subscription.agent_type
            member = subscription.agent_type.rsplit("_", 1)[0] in self._members
            if member and not own_topic:
                return
        await super().add_subscription(subscription)

    def _try_serialize(self, message: Any) -> str:
        return ""

    async def _create_otel_attributes(self, *of: Any, **named: Any) -> Mapping[str, str]:
        return {}


class _NoSpans:
    """Traces nothing."""

    _nothing = nullcontext()

    def trace_block(self, *_: Any, **__: Any) -> AbstractContextManager[None]:
        return self._nothing
