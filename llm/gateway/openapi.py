"""The OpenAPI document: the proxied paths are not FastAPI's own, so they are described here."""

from typing import Any

from fastapi import FastAPI

_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type", "param", "code"],
            "properties": {
                "message": {"type": "string"},
                "type": {"type": "string"},
                "param": {"type": ["string", "null"]},
                "code": {"type": ["string", "integer", "null"]},
            },
        }
    },
}
_MESSAGE = {
    "type": "object",
    "required": ["role"],
    "properties": {
        "role": {"enum": ["system", "developer", "user", "assistant", "tool"]},
        "content": {"type": ["string", "null"]},
    },
}
_MODEL = {"type": "string", "minLength": 1}
_BODIES: dict[str, tuple[str, list[str], dict[str, Any]]] = {
    "/v1/chat/completions": (
        "Chat",
        ["model", "messages"],
        {
            "messages": {"type": "array", "minItems": 1, "items": _MESSAGE},
            "stream": {"type": "boolean"},
            "temperature": {"type": "number", "minimum": 0, "maximum": 2},
            "max_tokens": {"type": "integer", "minimum": 1},
        },
    ),
    "/v1/completions": (
        "Completion of a text",
        ["model", "prompt"],
        {
            "prompt": {"type": "string"},
            "stream": {"type": "boolean"},
        },
    ),
    "/v1/embeddings": (
        "Embedding",
        ["model", "input"],
        {
            "input": {
                "anyOf": [
                    {"type": "string", "minLength": 1},
                    {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}},
                ]
            },
        },
    ),
}
_STATUSES = {
    "400": "A parameter is wrong",
    "401": "The key is missing or wrong",
    "403": "Foreign host",
    "404": "No such model",
    "408": "Too slow",
    "413": "Too large",
    "500": "A fault of ours",
    "502": "The model is lost",
    "503": "No room; see Retry-After",
    "504": "The model is silent",
}


def describe(app: FastAPI) -> None:
    """Have `app` tell the proxied paths too, and OpenAI's shape of every error."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        document = made()
        if "/v1/embeddings" not in document["paths"]:
            shape = {"application/json": {"schema": _ERROR}}
            errors = {s: {"description": w, "content": shape} for s, w in _STATUSES.items()}
            for operations in document["paths"].values():
                for operation in operations.values():
                    operation["responses"].pop("422", None)
                    for code in ("400", "401", "403"):
                        operation["responses"].setdefault(code, errors[code])
            for path, (summary, needed, properties) in _BODIES.items():
                document["paths"][path] = {"post": _operation(summary, needed, properties, errors)}
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def _operation(
    summary: str, needed: list[str], properties: dict[str, Any], errors: dict[str, Any]
) -> dict[str, Any]:
    schema = {"type": "object", "required": needed, "properties": {"model": _MODEL, **properties}}
    answer = {
        "description": "The model's answer, as it gave it",
        "content": {"application/json": {}, "text/event-stream": {}},
    }
    return {
        "summary": summary,
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {"200": answer, **errors},
    }
