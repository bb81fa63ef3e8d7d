"""What a bad model, or a bad server, answers: each by a name, drawn by a seed."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

from tests.agents.endpoint import DIE, FLOOD, HANG, SILENT, Reply, completion

THANKS = "Thank you so much! You are welcome. No, thank you! "
# Programs that are refused, break, or do not end.
PROGRAMS = (
    "1/0",
    "x: int = 'a'\nx",
    "from tools import nothing\nnothing()",
    "import os\nos.system('ls')",
    "this is no program (",
    "while True:\n    pass",
    "def again():\n    return again()\nagain()",
    "rows = []\nwhile True:\n    rows.append('x' * 1000000)",
    "for number in range(100000000):\n    print(number)",
    "[0] * 10**12",
    "{}",
    "None",
    "'done'",
    "{'nobody': 'image:0123456789abcdef'}",
    "print('Thank you!')\n{'card_1': 'thank you'}",
    "open('/etc/passwd').read()",
    "await 3",
    "```python\n1\n```",
)


def _code(rng: Random, role: str, good: str) -> str:
    return json.dumps({"plan": "Trust me.", "code": rng.choice(PROGRAMS)})


def _garbled(rng: Random, role: str, good: str) -> str:
    at = rng.randrange(len(good))
    return rng.choice(
        [
            good[:at],
            good[at:],
            good[:at] + rng.choice('"{}[],:\\\n') + good[at:],
            good.replace('"', "'"),
            good.replace(",", ""),
            good.replace(":", "="),
        ]
    )


def _wrapped(rng: Random, role: str, good: str) -> str:
    """The right answer in a wrapping: no mischief at all for who can read."""
    return rng.choice(
        [
            f"<think>\nEasy. {{}}\n</think>\n{good}",
            f"Easy, he thought.</think>{good}",
            f"Sure:\n```json\n{good}\n```\n{THANKS}",
            f"{good}\n{good}",
            f"{good[:-1]},}}",
            f"// the answer\n{good}",
            f"\ufeff{good}",
        ]
    )


def _other(rng: Random, role: str, good: str) -> str:
    """JSON, and not what was asked for."""
    known: dict[str, Any] = json.loads(good)
    name = rng.choice(list(known))
    return json.dumps(
        rng.choice(
            [
                {},
                [],
                3,
                None,
                {"thanks": THANKS},
                known | {"thanks": THANKS},
                {key: value for key, value in known.items() if key != name},
                known | {name: rng.choice([None, -1, "x" * 5000, [[]], {"a": 1}, 1e9])},
            ]
        )
    )


def _flattery(rng: Random, role: str, good: str) -> str:
    """Approved, whatever was measured; or never, for no reason."""
    if role != "critic":
        return good
    known = json.loads(good)
    if rng.random() < 0.7:
        full = [score | {"score": 10} for score in known["scores"]]
        return json.dumps(known | {"scores": full, "faults": [], "approved": True})
    return json.dumps(known | {"approved": False, "summary": THANKS})


def _nonsense(rng: Random, role: str, good: str) -> str:
    """Valid by its schema, and of no use."""
    shot = {"id": "a", "kind": "picture", "cast": [{"character": rng.choice(["Nobody", "Mina"])}]}
    shots = rng.choice([[], [shot], [shot, shot], [shot | {"criteria": [{"name": "exposure"}]}]])
    nouns = {
        "director": {"intent": THANKS, "shots": shots, "refused": rng.random() < 0.2},
        "analyst": {"summary": THANKS, "findings": []},
        "coder": {"plan": THANKS, "code": "print('Thank you')"},
        "critic": {"scores": [], "approved": True, "summary": THANKS},
    }
    if role == "critic" and rng.random() < 0.5:  # calls that nobody may make, again and again
        nouns["critic"] = {"calls": [{"tool": "paint_card"}, {"tool": THANKS[:60]}] * 4}
    return json.dumps(nouns[role])


def _error(rng: Random) -> Reply:
    message = rng.choice(["Loading model", "overloaded", "seed is not known", "the moon is full"])
    status = rng.choice([200, 400, 404, 422, 429, 429, 500, 500, 502, 503, 503])
    after = rng.choice(["", "0", "0.05", "3600", "Wed, 21 Oct 2015 07:28:00 GMT", "soon"])
    body = json.dumps({"error": {"message": message, "code": None}})
    return Reply(status=status, body=body, headers={"retry-after": after} if after else {})


def _broken(rng: Random) -> Reply:
    good = completion("{}")
    return rng.choice(
        [
            Reply(body=good, manner=DIE),
            Reply(manner=SILENT),
            Reply(manner=FLOOD),
            Reply(manner=HANG) if rng.random() < 0.3 else Reply(manner=SILENT, pause=0.2),
            Reply(body="<html>Bad gateway"),
            Reply(body=""),
            Reply(body=b"\xff\xfe\x00"),
            Reply(body='data: {"choices": [{"delta": {"content": "{"}}]}\n\n'),
            Reply(body='{"choices": []}'),
            Reply(body=json.dumps({"choices": [{"message": {"content": None}}], "usage": None})),
            Reply(status=307, headers={"location": "http://192.0.2.1/v1"}),
        ]
    )


Words = Callable[[Random, str, str], str]
SAID: dict[str, Words] = {
    "garbled": _garbled,
    "wrapped": _wrapped,
    "another shape": _other,
    "empty": lambda rng, role, good: rng.choice(["", " \n", "<think>", "```json\n```"]),
    "endless": lambda rng, role, good: THANKS * 2000,
    "thanks": lambda rng, role, good: THANKS,
    "flattery": _flattery,
    "nonsense": _nonsense,
}
_OWN = {"coder": "program", "critic": "flattery"}  # what a role is told most to do wrong
SERVED: dict[str, Callable[[Random], Reply]] = {"error": _error, "broken": _broken}


class Mischief:
    """Draws an answer for each request of one run: the right one, or one of the above. How often it
    is a wrong one is drawn too; `done` are the names, in order."""

    def __init__(self, seed: int) -> None:
        self._rng = Random(seed)
        self._rate = self._rng.choice([0.1, 0.2, 0.3, 0.5, 0.9])
        self.done: list[str] = []

    @staticmethod
    def right(good: str) -> Reply:
        """No mischief."""
        return Reply(body=completion(good))

    def answer(self, role: str, good: str) -> Reply:
        """What is answered to `role`, where `good` would be right."""
        rng = self._rng
        if rng.random() > self._rate:
            self.done.append("right")
            return Reply(body=completion(good), pause=rng.choice([0, 0, 0.05]))
        name = rng.choice([*SAID, *SERVED, *[_OWN[role]] * 8] if role in _OWN else [*SAID, *SERVED])
        self.done.append(name)
        if name in SERVED:
            return SERVED[name](rng)
        said = (_code if name == "program" else SAID[name])(rng, role, good)
        reason = "length" if name == "endless" else rng.choice(["stop", "stop", "content_filter"])
        return Reply(body=completion(said, reason))
