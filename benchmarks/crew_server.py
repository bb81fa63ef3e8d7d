"""The endpoint of benchmarks/crew.py: answers every role at once, and never approves."""

import asyncio
import itertools
import json
import sys
from pathlib import Path
from typing import Any

from studio.plan import Criterion, Film, Picture, Place, Role

_NO_MODELS = b'{"object": "list", "data": []}'  # to what asks for the list of models
_SHOT = Picture(
    id="mina",
    title="Mina waves",
    cast=[Role(character="Mina", action="wave")],
    place=Place(set="meadow"),
    criteria=[Criterion(name="exposure"), Criterion(name="sharpness")],
)
_PLAN = Film(intent="A picture of Mina.", shots=[_SHOT]).model_dump_json()
_FINDINGS = json.dumps({"summary": "Mina is known.", "findings": []})


def _program(number: int) -> str:
    code = (
        "from tools import render_character\n\n"
        'cast = [{"character": "Mina", "action": "wave"}]\n'
        f"still = await render_character(cast, seed={number})\n"
        '{"mina": still["image"]}'
    )
    return json.dumps({"plan": "Render Mina.", "code": code})


def _review(number: int) -> str:
    change = {
        "path": "mina.seed",
        "value": number,
        "reason": "it is too dark",
    }
    fault = {
        "shot": "mina",
        "criterion": "exposure",
        "description": "It is dark.",
        "change": change,
    }
    score = {"shot": "mina", "criterion": "exposure", "score": 3, "evidence": "mean 0.10"}
    return json.dumps({"scores": [score], "faults": [fault], "approved": False, "lesson": "Light."})


class _Answers:
    """The replies by name of the noun; programs and reviews are numbered, so that none repeats."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def reply(self, request: dict[str, Any]) -> bytes:
        noun = request["response_format"]["json_schema"]["name"]
        number = next(self._numbers)
        text = {
            "Film": lambda: _PLAN,
            "Findings": lambda: _FINDINGS,
            "Program": lambda: _program(number),
            "Review": lambda: _review(number),
        }[noun]()
        message = {"role": "assistant", "content": text}
        return json.dumps(
            {
                "id": "c",
                "object": "chat.completion",
                "created": 1,
                "model": request["model"],
                "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
                "usage": {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100},
            }
        ).encode()


async def serve(record: str) -> None:
    """Serve for ever; prints the base URL, writes requests as lines of the file `record`."""
    answers = _Answers()
    lines = Path(record).open("ab") if record else None  # noqa: ASYNC230, SIM115 - held open

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                said = head.lower().partition(b"content-length:")[2]
                request = await reader.readexactly(int(said.split(b"\r\n")[0] or 0))
                if lines and request:
                    lines.write(request + b"\n")
                    lines.flush()
                body = answers.reply(json.loads(request)) if request else _NO_MODELS
                writer.write(
                    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
                    + f"content-length: {len(body)}\r\n\r\n".encode()
                    + body
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0, limit=2**22)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
