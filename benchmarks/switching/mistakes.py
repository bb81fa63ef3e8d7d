"""An endpoint whose models err as small ones do: the offline planner's replies, spoiled at stated
rates.

The planner is always right at the first try, so its sessions hold no repair, no second program and
hardly a revision. Here every reply is spoiled by its own draw; what follows from it (the repair,
the type check's or the tool's error, the second render) is the crew's own doing.
"""

import asyncio
import json
import random
import re
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, get_args

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from llm.chat import Reply, read_request
from llm.endpoint import bind
from llm.planner.planner import answer, role_of, text_of
from studio.conversation import read_sections
from studio.plan.parts import CriterionName


@dataclass(frozen=True)
class Rates:
    """Shares of replies, 0 to 1. `reply`: of any role, that do not parse or break a bound;
    `program`: that parse and are wrong; `change`: reviews that ask for a change which no
    measurement asks for."""

    reply: float
    program: float
    change: float


# `program`: what Qwen2.5-Coder-7B-Instruct does not solve at the first try, of what is published
# that it solves: HumanEval (single functions) 88.4 %; BigCodeBench (programs against libraries,
# which is the coder's task here) 49.4 %; LiveCodeBench (contests) 26.2 %. `reply` and `change` are
# assumed: guided decoding leaves only what a schema cannot say and what the token limit cuts off,
# and nobody has counted how often such a critic wants another version. The benchmark's tables show
# what hangs on them.
LEVELS = {
    "none": Rates(0.0, 0.0, 0.0),
    "low": Rates(0.03, 0.12, 0.15),
    "stated": Rates(0.08, 0.5, 0.4),
    "high": Rates(0.2, 0.74, 0.7),
}


class Mistakes:
    """Spoils replies. `begin` sets the rates, and draws that `seed` repeats."""

    def __init__(self) -> None:
        self.begin(LEVELS["none"], 0)

    def begin(self, rates: Rates, seed: int) -> None:
        """Err at these rates from now on."""
        self.rates, self._draw = rates, random.Random(seed)

    def spoil(self, role: str, text: str, sections: dict[str, Any]) -> str:
        """The reply `text` of `role`, as it is or with a mistake in it."""
        if self._draw.random() < self.rates.reply:
            return self._draw.choice((_cut_short, _with_a_remark))(text)
        if role == "coder" and self._draw.random() < self.rates.program:
            reply = json.loads(text)
            kinds = [spoiled for kind in _PROGRAM if (spoiled := kind(reply["code"], self._draw))]
            return json.dumps(reply | {"code": self._draw.choice(kinds)})
        if role == "critic" and self._draw.random() < self.rates.change:
            return _with_a_wish(text, sections)
        return text


def _cut_short(text: str) -> str:
    return text[: len(text) * 2 // 3]


def _with_a_remark(text: str) -> str:
    """With a field that none of the crew's nouns has."""
    return json.dumps(json.loads(text) | {"remark": "I hope this is what you had in mind."})


def _wrong_parameter(code: str, draw: random.Random) -> str:
    """A keyword argument under a name that the tool does not have."""
    named = re.findall(r"[(,]\s*(\w+)=", code)
    return re.sub(rf"\b{draw.choice(named)}=", "option=", code, count=1) if named else ""


def _invented_tool(code: str, draw: random.Random) -> str:
    """A tool of almost the right name."""
    tool = draw.choice(code.partition("import ")[2].partition("\n")[0].split(", "))
    return re.sub(rf"\b{tool}\b", f"{tool}_asset", code)


def _wrong_key(code: str, draw: random.Random) -> str:
    """A field that the tool's result does not have."""
    keys = re.findall(r'\w\["(\w+)"\]', code)
    return code.replace(f'["{draw.choice(keys)}"]', '["output"]', 1) if keys else ""


def _wrong_shot(code: str, draw: random.Random) -> str:
    """A result under another name than the shot's: found when all has been made."""
    found = list(re.finditer(r'"(\w+)": ', code))
    return f"{code[: found[-1].end(1)]}_final{code[found[-1].end(1) :]}" if found else ""


_PROGRAM: tuple[Callable[[str, random.Random], str], ...] = (
    _wrong_parameter,
    _invented_tool,
    _wrong_key,
    _wrong_shot,
)


def _with_a_wish(text: str, sections: dict[str, Any]) -> str:
    """A review with one fault more, of a criterion that nobody measured."""
    review, [shot, *_] = json.loads(text), sections["PLAN"]["shots"]
    measured = {one["criterion"] for one in sections["MEASUREMENTS"]}
    criterion = next(name for name in get_args(CriterionName) if name not in measured)
    if shot["kind"] == "voice_line":
        parameter, value = "lines.0.rate", shot["lines"][0]["rate"] + 0.1
    elif shot["kind"] == "edit":
        parameter, value = "seed", shot["seed"] + 1
    else:
        parameter, value = "exposure", shot["exposure"] + 0.3
    change = {
        "path": f"{shot['id']}.{parameter}",
        "value": round(value, 1),
        "reason": "it would read better",
    }
    fault = {
        "shot": shot["id"],
        "criterion": criterion,
        "description": "It could read better.",
        "change": change,
    }
    return json.dumps(review | {"faults": [*review["faults"], fault], "approved": False})


@asynccontextmanager
async def erring_endpoint(mistakes: Mistakes) -> AsyncIterator[str]:
    """Serve in this event loop, on a free port of loopback; its base URL."""
    app = FastAPI()

    @app.post("/v1/chat/completions")
    async def chat(request: Request) -> JSONResponse:
        wanted = read_request(await request.body())
        messages, form = wanted.plain_messages(), wanted.format()
        prompt = "\n".join(text_of(message["content"]) for message in messages)
        sections = read_sections(text_of(messages[-1]["content"]))
        role = role_of(messages, form)
        assert role, "the crew always names its noun"
        text = mistakes.spoil(role, answer(messages, form), sections)
        return JSONResponse(Reply(wanted, text, prompt).whole())

    listener = bind("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    server.install_signal_handlers = lambda: None  # type: ignore[method-assign]
    async with _serving(server, listener):
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"


@asynccontextmanager
async def _serving(server: uvicorn.Server, listener: socket.socket) -> AsyncIterator[None]:
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield
    finally:
        server.should_exit = True
        await task
        listener.close()
