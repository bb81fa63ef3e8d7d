"""The OpenAPI document: the proxied paths are not FastAPI's own, so they are described here."""

from typing import Any

from fastapi import FastAPI

from studio.conversation import NEXT_HEADER, SESSION_HEADER

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
    "required": ["role", "content"],
    "properties": {
        "role": {"enum": ["system", "developer", "user", "assistant", "tool"]},
        "content": {
            "anyOf": [
                {"type": ["string", "null"]},
                {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                        "type": "object",
                        "required": ["type", "text"],
                        "properties": {"type": {"const": "text"}, "text": {"type": "string"}},
                    },
                },
            ]
        },
    },
}
_BODIES: dict[str, tuple[str, list[str], dict[str, Any]]] = {
    "/v1/chat/completions": (
        "Chat",
        ["model", "messages"],
        {
            "messages": {"type": "array", "minItems": 1, "items": _MESSAGE},
            "stream": {"type": "boolean"},
            "temperature": {"type": "number", "minimum": 0, "maximum": 2},
            "max_tokens": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
        },
    ),
    "/v1/completions": (
        "Completion of a text",
        ["model", "prompt"],
        {
            "prompt": {
                "anyOf": [
                    {"type": "string", "minLength": 1},
                    {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}},
                ]
            },
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
_HINT = {"type": "string", "pattern": "^[!-~]{1,128}$"}
_HINTS = [
    {"name": name, "in": "header", "description": about, "schema": _HINT}
    for name, about in (
        (SESSION_HEADER, "Any name of the session that this request is one of"),
        (NEXT_HEADER, "The model that the session will ask after this answer"),
    )
]
_EVENT = {"type": "object", "required": ["data"], "properties": {"data": {"type": "string"}}}
_STATUSES = {
    "400": "A parameter is wrong",
    "401": "The key is missing or wrong",
    "403": "Foreign host",
    "404": "No such model",
    "408": "Too slow",
    "413": "Too large",
    "431": "Too much before the body",
    "500": "A fault of ours",
    "502": "The model is lost",
    "503": "No room; see Retry-After",
    "504": "The model is silent",
}
_FOR_ANYBODY = ("/health", "/health/live", "/health/ready")
_SCHEME = "key"


def describe(app: FastAPI, names: list[str], embeddings: list[str], keyed: bool) -> None:
    """Have `app` tell the proxied paths too, the models by `names` and those by which `embeddings`
    are made, OpenAI's shape of every error, and that a key is asked for."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is not None:
            return app.openapi_schema
        document = made()
        parts = document["components"]
        for unused in ("HTTPValidationError", "ValidationError"):
            parts["schemas"].pop(unused, None)
        parts["schemas"]["Error"] = _ERROR
        for request in ("SwitchRequest", "TokenizeRequest"):
            parts["schemas"][request]["properties"]["model"]["enum"] = names
        [name] = document["paths"]["/v1/models/{name}"]["get"]["parameters"]
        name["schema"]["enum"] = [*names, *embeddings]
        for path, operations in document["paths"].items():
            for operation in operations.values():
                _complete(operation, guarded=path not in _FOR_ANYBODY)
        for path, (summary, needed, properties) in _BODIES.items():
            known = [*names, *embeddings] if path == "/v1/embeddings" else names
            fields = {"model": {"enum": known}, **properties}
            document["paths"][path] = {"post": _operation(summary, needed, fields)}
        if keyed:
            parts["securitySchemes"] = {_SCHEME: {"type": "http", "scheme": "bearer"}}
            for path, operations in document["paths"].items():
                for operation in operations.values() if path not in _FOR_ANYBODY else ():
                    operation["security"] = [{_SCHEME: []}]
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def _complete(operation: dict[str, Any], guarded: bool) -> None:
    """Wrong parameters are told with 400, and every error has one shape."""
    answers = operation["responses"]
    if answers.pop("422", None):
        answers["400"] = _error("400")
    for status in ("401", "403") if guarded else ("403",):
        answers[status] = _error(status)
    for status, answer in answers.items():
        if int(status) >= 400 and "content" not in answer:
            answer["content"] = _error("500")["content"]


def _error(status: str) -> dict[str, Any]:
    shape = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {"description": _STATUSES[status], "content": shape}


def _operation(summary: str, needed: list[str], fields: dict[str, Any]) -> dict[str, Any]:
    schema = {"type": "object", "required": needed, "properties": fields}
    answer = {
        "description": "The model's answer, as it gave it",
        "content": {
            "application/json": {"schema": {"type": "object"}},
            "text/event-stream": {"schema": _EVENT},
        },
    }
    return {
        "summary": summary,
        "parameters": _HINTS,
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {"200": answer, **{status: _error(status) for status in _STATUSES}},
    }
