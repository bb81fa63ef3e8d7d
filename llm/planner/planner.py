"""Answers a conversation as the role that it asks for."""

import json
import re
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

from llm.planner import analyst, critic, director
from llm.planner.errors import CannotAnswer
from llm.planner.questions import answer_within
from llm.planner.recipes.program import write_program
from studio.conversation import REPLIES, ROLES, has_sections, read_sections

_ROLES: dict[str, Callable[[dict[str, Any]], BaseModel]] = {
    "director": director.plan,
    "analyst": analyst.find,
    "coder": write_program,
    "critic": critic.review,
}
ANSWER = "Answer"
_NAMED = re.compile(r"\b(" + "|".join(ROLES) + r")\b", re.IGNORECASE)
_SAYS_SO = re.compile(r"\byou are\b[^.\n]{0,60}?\b(" + "|".join(ROLES) + r")\b", re.IGNORECASE)
_LIMIT = 4_000_000

GREETING = (
    "This is the offline planner: plain rules, no language model. It answers as the studio's"
    " director, analyst, coder or critic, told by `response_format` or by the system message."
)


def text_of(content: Any) -> str:
    """A message's words: a string, or the text parts of a list."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return "\n".join(str(part.get("text") or "") for part in parts if isinstance(part, dict))


def role_of(messages: list[dict[str, Any]], response_format: dict[str, Any] | None) -> str | None:
    """The role asked for, or None for a plain conversation.

    Raises:
        CannotAnswer: a JSON schema that is none of the studio's.
    """
    if response_format and response_format.get("type") == "json_schema":
        name = (response_format.get("json_schema") or {}).get("name")
        for role, reply in REPLIES.items():
            if str(name).lower() == reply.lower():
                return role
        if name == ANSWER:
            return _told_role(messages)
        raise CannotAnswer(
            f"The offline planner has no reply named {name!r}; it knows"
            f" {', '.join(REPLIES.values())}.",
            "response_format",
        )
    return _told_role(messages)


def _told_role(messages: list[dict[str, Any]]) -> str | None:
    """The role that the system message names."""
    for message in messages:
        if message.get("role") in ("system", "developer"):
            text = text_of(message.get("content"))
            if found := _SAYS_SO.search(text) or _NAMED.search(text):
                return found.group(1).lower()
    return None


def _sections(messages: list[dict[str, Any]]) -> dict[str, Any]:
    """The sections of the last user message. Without any, its text is the brief."""
    users = [m for m in messages if m.get("role") == "user"]
    text = text_of(users[-1].get("content")) if users else ""
    if len(text) > _LIMIT:
        raise CannotAnswer(f"The message is longer than {_LIMIT} characters.", "messages")
    if not has_sections(text):
        return {"BRIEF": {"text": text.strip()}}
    try:
        return read_sections(text)
    except (ValueError, RecursionError) as error:
        raise CannotAnswer(f"A section of the message is no JSON: {error}.", "messages") from error


def answer(
    messages: list[dict[str, Any]],
    response_format: dict[str, Any] | None = None,
    plan: Callable[[dict[str, Any]], BaseModel] = director.plan,
) -> str:
    """The reply to `messages`: JSON of the role's noun, or a greeting where no role is asked for.
    `plan`: who answers as the director.

    Raises:
        CannotAnswer: the messages lack what the role needs.
    """
    role = role_of(messages, response_format)
    if role is None:
        if response_format and response_format.get("type") == "json_object":
            return json.dumps({"message": GREETING})
        return GREETING
    sections = _sections(messages)
    if "QUESTION" in sections:
        return answer_within(role, sections).model_dump_json()
    answers = {**_ROLES, "director": plan}
    return answers[role](sections).model_dump_json()
