"""The runtime of the group chat."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from autogen_agentchat.teams._group_chat._events import GroupChatMessage
from autogen_core import SingleThreadedAgentRuntime, Subscription, TopicId, TypeSubscription


class SparingRuntime(SingleThreadedAgentRuntime):
    """Hands what is said in the chat to its manager alone.

    AutoGen also queues every message for every member, who would hold it until its turn. These
    members read the session's events instead, so that is left out: half the cost of a turn. So are
    AutoGen's own log and trace, which serialise each message four times: the events tell more.
    Where nobody is `heard`, what is said is not handed to who runs the team either.
    """

    def __init__(self, members: set[str], heard: bool = True):
        super().__init__(ignore_unhandled_exceptions=False)
        self._members, self._heard = members, heard
        self._tracer_helper: Any = _NoSpans()

    async def add_subscription(self, subscription: Subscription) -> None:
        """Subscribe, unless it is a member that would listen to the group."""
        if isinstance(subscription, TypeSubscription):
            own_topic = subscription.topic_type == subscription.agent_type
            member = subscription.agent_type.rsplit("_", 1)[0] in self._members
            if member and not own_topic:
                return
        await super().add_subscription(subscription)

    async def publish_message(self, message: Any, topic_id: TopicId, **options: Any) -> None:
        """Publish, but for what only a listener would take."""
        if self._heard or not isinstance(message, GroupChatMessage):
            await super().publish_message(message, topic_id, **options)

    def _try_serialize(self, message: Any) -> str:
        return ""

    async def _create_otel_attributes(self, *of: Any, **named: Any) -> Mapping[str, str]:
        return {}


class _NoSpans:
    """Traces nothing."""

    _nothing = nullcontext()

    def trace_block(self, *_: Any, **__: Any) -> AbstractContextManager[None]:
        return self._nothing
