"""A stand-in for vLLM with its quirks, for tests in which no model needs to think.

Run as `python -m tests.llm.gateway.fake_vllm serve WEIGHTS --port P --served-model-name NAME`, it
answers as vLLM 0.32 was seen to: a request hangs while it sleeps although /health says 200, `abort`
ends running requests with status 200, a wrong key is told in a bare string, an unknown path as
{"detail"}, unknown fields are ignored. Words in the last message make it misbehave.
"""

import argparse
import asyncio
import itertools
import json
import os
import sys
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

WORDS = "the quick brown fox jumps over the lazy dog again".split()  # noqa: SIM905


class FakeVllm:
    """State and counts; `seen` keeps the bodies that came. `delay`: seconds before each word."""

    def __init__(self, name: str, key: str = "", delay: float = 0.0) -> None:
        self.name, self.key, self.delay = name, key, delay
        self.seen: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.awake = asyncio.Event()
        self.awake.set()
        self.aborting = asyncio.Event()
        self.running = self.cancelled = self.most_running = self.failures = 0
        self.calls: list[str] = []
        self.garbled = self.flood = False
        self.app = self._build()

    def _build(self) -> Starlette:
        """Starlette alone: each test's servers are processes, and FastAPI loads for most of one."""

        async def health(_: Request) -> Response:
            return Response()

        async def metrics(_: Request) -> Response:
            gauge = f'vllm:kv_cache_usage_perc{{model_name="{self.name}"}} 0.5\n'
            return Response(gauge, media_type="text/plain; version=0.0.4")

        async def is_sleeping(_: Request) -> Response:
            return JSONResponse({"is_sleeping": not self.awake.is_set()})

        async def counts(_: Request) -> Response:
            return JSONResponse(
                {
                    "seen": len(self.seen),
                    "cancelled": self.cancelled,
                    "calls": self.calls,
                    "most_running": self.most_running,
                }
            )

        async def sleep(request: Request) -> Response:
            level = int(request.query_params.get("level", 1))
            mode = request.query_params.get("mode", "abort")
            self.calls.append(f"sleep {level} {mode}")
            if mode == "abort":
                self.aborting.set()
            while self.running:
                await asyncio.sleep(0.005)
            self.aborting.clear()
            self.awake.clear()
            return Response()

        async def wake_up(request: Request) -> Response:
            tags = request.query_params.get("tags", "")
            self.calls.append(f"wake {tags}".strip())
            if tags != "weights":
                self.awake.set()
            return Response()

        async def collective_rpc(request: Request) -> Response:
            self.calls.append((await request.json())["method"])
            return JSONResponse({"results": [None]})

        async def reset_prefix_cache(_: Request) -> Response:
            self.calls.append("reset")
            return Response()

        async def tokenize(request: Request) -> Response:
            """It answers while it sleeps: the tokenizer is in the server's own process."""
            body = await request.json()
            if body.get("model") != self.name:
                return JSONResponse({"error": {"message": "no such model", "code": 404}}, 404)
            tokens = list(body["prompt"].encode(errors="replace"))
            return JSONResponse({"count": len(tokens), "max_model_len": 4096, "tokens": tokens})

        async def refused(_: Request, error: Exception) -> Response:
            assert isinstance(error, HTTPException)
            return JSONResponse({"detail": error.detail}, error.status_code)

        read = [Route(f"/{one.__name__}", one) for one in (health, metrics, is_sleeping, counts)]
        told = (sleep, wake_up, collective_rpc, reset_prefix_cache, tokenize)
        done = [Route(f"/{one.__name__}", one, methods=["POST"]) for one in told]
        said = [
            Route(path, self.chat, methods=["POST"])
            for path in ("/v1/chat/completions", "/v1/completions")
        ]
        return Starlette(routes=[*read, *done, *said], exception_handlers={HTTPException: refused})

    async def chat(self, request: Request) -> Response:
        if self.key and request.headers.get("authorization") != f"Bearer {self.key}":
            return JSONResponse({"error": "Unauthorized"}, 401)
        body = await request.json()
        self.seen.append(body)
        self.headers.append(dict(request.headers))
        if body.get("model") != self.name:
            message = f"The model `{body.get('model')}` does not exist."
            error = {"message": message, "type": "NotFoundError", "param": "model", "code": 404}
            return JSONResponse({"error": error}, 404)
        wrong = _wrong(body)
        if wrong:
            error = {"message": wrong, "type": "BadRequestError", "param": None, "code": 400}
            return JSONResponse({"error": error}, 400)
        asked = str(body.get("prompt") or body["messages"][-1].get("content"))
        if "REFUSE" in asked:
            error = {
                "message": "prompt too long",
                "type": "BadRequestError",
                "param": None,
                "code": 400,
            }
            return JSONResponse({"error": error}, 400)
        if "LOST" in asked:
            return JSONResponse({"detail": "Not Found"}, 404)
        if "FULL" in asked and self.failures < 2:
            self.failures += 1
            return JSONResponse(
                {
                    "error": {
                        "message": "queue full",
                        "type": "overloaded",
                        "param": None,
                        "code": 503,
                    }
                },
                503,
            )
        if "DIE" in asked:
            os._exit(7)
        await self.awake.wait()
        if body.get("stream"):
            return StreamingResponse(self._stream(body, asked), media_type="text/event-stream")
        saying = asyncio.ensure_future(self._say(asked, body))
        leaving = asyncio.ensure_future(request.receive())
        await asyncio.wait((saying, leaving), return_when=asyncio.FIRST_COMPLETED)
        leaving.cancel()
        if not saying.done():
            saying.cancel()
            self.cancelled += 1
            return Response(status_code=499)
        said, why = saying.result()
        call = '<tool_call>\n{"name": "speak", "argu' if "TOOL" in asked else said
        return Response(self._whole(call, why), media_type="application/json")

    def _whole(self, said: str, why: str) -> str:
        message = {"role": "assistant", "content": said, "tool_calls": []}
        choice = {"index": 0, "message": message, "finish_reason": why, "text": said}
        usage = {"prompt_tokens": 5, "completion_tokens": len(said.split()), "total_tokens": 9}
        return json.dumps(
            {
                "id": "cmpl-1",
                "object": "chat.completion",
                "model": self.name,
                "choices": [choice],
                "usage": usage,
            },
            separators=(",", ":"),
        )

    async def _say(self, asked: str, body: dict[str, Any]) -> tuple[str, str]:
        words = []
        async for word in self._words(asked, body):
            if word is None:
                return " ".join(words), "abort"
            words.append(word)
        return " ".join(words), "stop"

    async def _words(self, asked: str, body: dict[str, Any]):
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            words = itertools.cycle(WORDS) if "ENDLESS" in asked else WORDS
            for word in itertools.islice(words, int(body.get("max_tokens") or 0) or None):
                if self.delay or "ENDLESS" in asked:
                    await asyncio.sleep(self.delay or 0.005)
                if self.aborting.is_set():
                    yield None
                    return
                yield word[::-1] if self.garbled else word
        finally:
            self.running -= 1

    async def _stream(self, body: dict[str, Any], asked: str):
        def event(delta: dict[str, str], why: str | None = None) -> str:
            choice = {"index": 0, "delta": delta, "finish_reason": why}
            chunk = {
                "id": "c",
                "object": "chat.completion.chunk",
                "model": self.name,
                "choices": [choice],
            }
            return f"data: {json.dumps(chunk, separators=(',', ':'))}\n\n"

        try:
            yield event({"role": "assistant", "content": ""})
            count = 0
            async for word in self._words(asked, body):
                if word is None:
                    yield event({}, "abort")
                    yield "data: [DONE]\n\n"
                    return
                if "HALF" in asked and count == 3:
                    yield 'data: {"id": "c", "obj'
                    os._exit(9)
                if "BREAK" in asked and count == 3:
                    return
                yield event({"content": word * 100_000 if self.flood else word + " "})
                count += 1
            yield event({}, "stop")
            if (body.get("stream_options") or {}).get("include_usage"):
                usage = {"prompt_tokens": 5, "completion_tokens": count, "total_tokens": 5 + count}
                yield (
                    "data: "
                    + json.dumps({"choices": [], "usage": usage}, separators=(",", ":"))
                    + "\n\n"
                )
            yield "data: [DONE]\n\n"
        except asyncio.CancelledError:
            self.cancelled += 1
            raise


def _wrong(body: dict[str, Any]) -> str:
    """What vLLM refuses of the fields that are read here."""
    most, messages = body.get("max_tokens"), body.get("messages")
    whole = type(most) is int or (type(most) is float and most.is_integer())
    if most is not None and not (whole and 1 <= most <= sys.maxsize):
        return "max_tokens: a positive integer is needed"
    if not isinstance(body.get("stream"), bool | None):
        return "stream: a boolean is needed"
    if "prompt" in body:
        return "" if body["prompt"] else "prompt: nothing to complete"
    if not isinstance(messages, list) or not all(isinstance(m, dict) for m in messages):
        return "messages: a list is needed"
    return "" if messages else "messages: at least one is needed"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["serve"])
    parser.add_argument("weights")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--served-model-name", required=True)
    given, _ = parser.parse_known_args()
    if os.environ.get("FAKE_FAILS"):
        raise SystemExit("CUDA out of memory, says the fake")
    fake = FakeVllm(given.served_model_name, delay=float(os.environ.get("FAKE_DELAY", "0")))
    uvicorn.run(fake.app, host=given.host, port=given.port, log_level="warning")


if __name__ == "__main__":
    main()
