"""What a small model beside the rules, or in their place, gives and costs.

    python -m benchmarks.brains [--readers rules small large alone] [--set fresh tuning heldout]
                                [--limit 12] [--crew 3 [--skip 1]]

Readers: the rules alone; the cascade with the 0.5B model (`small`), with the 1.5B one (`large`);
the 1.5B one `alone`, sent what the crew sends its director. Sets: sentences that the rules refuse
or read in part (`fresh`, and `tuning`, which may be tuned on; tests/llm/brain/briefs), and the
held-out briefs, of which only those are counted that leave a gap to a model: of all others the
cascade's plan is the rules', and no model is asked. Printed are sums alone.

A word is invented where a line of the plan is not in the brief. Seconds are wall time on this
machine as it is, without the first reading of the prompt's fixed part. `--crew`: so many
sentences, the fresh ones first, are made by the whole crew over the 1.5B model in every role.
"""

import argparse
import asyncio
import json
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from agents.prompting import prompt
from benchmarks.options import parsed
from benchmarks.reading.format import HeldOutBrief, load_heldout
from benchmarks.reading.readers import cast_section, read_plan
from benchmarks.reading.scoring import BriefScore, score
from benchmarks.studio import settings_in
from interfaces.listener import Silent
from interfaces.produce import produce
from llm.backends.backend import Backend
from llm.backends.command import errors
from llm.backends.gguf import digest_of
from llm.backends.models import Roster, load_roster
from llm.cascade.brain import Brain, Spent, state_name
from llm.cascade.director import Asking, Gap
from llm.cascade.process import OwnServer
from llm.planner.director import plan
from studio.conversation import write_sections
from studio.plan import Film
from studio.replies.completion import spent as spent_tokens

_TESTS = Path(__file__).parents[1] / "tests"
OWN, WRITTEN = _TESTS / "llm" / "brain" / "briefs", _TESTS / "planner" / "written"
_LARGE = "qwen2.5-coder-1.5b"
MODELS = {"small": "qwen2.5-coder-0.5b", "large": _LARGE, "alone": _LARGE}
_REPLY_TOKENS, _ALONE_SECONDS, _CREW_SECONDS, _CREW_MINUTES = 1500, 1800.0, 3600.0, 15


@dataclass
class Row:
    """The sums of one reader over one set."""

    reader: str
    group: str
    scores: list[BriefScore] = field(default_factory=list)
    invented: int = 0
    unusable: int = 0
    asked: int = 0
    seconds: float = 0.0
    spent: Spent = field(default_factory=Spent)

    def cells(self) -> list[str]:
        fields = sum(one.fields for one in self.scores)
        right = sum(one.right for one in self.scores)
        to_make = sum(one.outcome == "make" for one in self.scores)
        many = max(1, len(self.scores))
        asked = max(1, self.asked)
        return [
            f"{self.reader}, {self.group}",
            str(len(self.scores)),
            f"{right} of {fields} ({100 * right / max(1, fields):.0f} %)",
            str(sum(one.flawless for one in self.scores)),
            f"{sum(one.false_refusal for one in self.scores)} of {to_make}",
            str(self.invented),
            str(self.unusable),
            f"{self.asked} of {len(self.scores)}",
            f"{self.seconds / many:.1f}",
            f"{self.spent.prompt_tokens / asked:.0f}, {self.spent.completion_tokens / asked:.0f}",
        ]


HEADS = ["reader, set", "briefs", "fields right", "flawless", "false refusals", "invented words"]
HEADS += ["unusable replies", "model asked", "s a brief", "prompt and reply tokens, if asked"]


def sections_of(brief: HeldOutBrief) -> dict[str, Any]:
    """What the crew sends its director for a brief without media."""
    text = {"text": brief.text, "media": [], "seed": 0}
    return {"BRIEF": text, "CHARACTERS": cast_section(), "LESSONS": []}


def chosen(names: list[str], limit: int) -> dict[str, list[HeldOutBrief]]:
    """The briefs of each set; of the held-out ones those that leave a gap, spread evenly."""
    own = load_heldout(OWN)
    found: dict[str, list[HeldOutBrief]] = {}
    for name in names:
        if name == "heldout":
            every = [brief for briefs in load_heldout().values() for brief in briefs]
            briefs = [b for b in every if not (b.after or b.media) and leaves_gap(b)]
        else:
            briefs = own[name]
        step = max(1, len(briefs) // limit) if limit else 1
        found[name] = briefs[::step][: limit or None]
    return found


def leaves_gap(brief: HeldOutBrief) -> bool:
    """Whether the rules do not understand all of it, and a model could help."""
    film = plan(sections_of(brief))
    is_open = film.refused or bool(film.left_out)
    return is_open and Gap.of(film, sections_of(brief)) is not None


def invented(film: Film, text: str) -> int:
    """Spoken words of a plan that its brief does not hold."""
    said = [line.text for shot in film.shots for line in getattr(shot, "lines", [])]
    known = set(re.findall(r"\w+", text.casefold()))
    return sum(word not in known for line in said for word in re.findall(r"\w+", line.casefold()))


def read_alone(server: OwnServer, brief: HeldOutBrief, spent: Spent) -> Film | None:
    """The plan of the model by itself, sent the crew's own prompt; None where it is none."""
    messages = [
        {"role": "system", "content": prompt("director")},
        {"role": "user", "content": write_sections(sections_of(brief))},
    ]
    form = {"name": "Film", "schema": Film.model_json_schema(), "strict": True}
    body = {
        "model": server.name,
        "messages": messages,
        "response_format": {"type": "json_schema", "json_schema": form},
        "max_tokens": _REPLY_TOKENS,
        "temperature": 0,
        "seed": 0,
    }
    where = f"{server.root()}/v1/chat/completions"
    told = httpx.post(where, json=body, timeout=_ALONE_SECONDS, trust_env=False).json()
    spent.add(*spent_tokens(told))
    try:
        return Film.model_validate_json(told["choices"][0]["message"]["content"])
    except (LookupError, ValueError):
        return None


def measure(row: Row, briefs: list[HeldOutBrief], server: OwnServer | None, state: str) -> Row:
    """Read every brief of a set with a reader."""
    brain = Brain(server, state) if server else None
    if brain and row.reader != "alone":
        brain.prepare()
    for brief in briefs:
        spent, began = Spent(), time.perf_counter()
        if row.reader == "alone" and server:
            film = read_alone(server, brief, spent)
            row.unusable += film is None
            film = film or Film(intent="The reply is no plan.", refused=True)
        else:
            asking = Asking(brain, spent=spent)
            film = asking.plan(sections_of(brief))
            row.unusable += "could not help" in film.message
        row.seconds += time.perf_counter() - began
        row.asked += spent.requests > 0
        row.spent.prompt_tokens += spent.prompt_tokens
        row.spent.completion_tokens += spent.completion_tokens
        row.invented += invented(film, brief.text)
        row.scores.append(score(brief, read_plan(film)))
        print(".", end="", file=sys.stderr, flush=True)
    return row


def rows(options: argparse.Namespace, roster: Roster) -> Iterator[Row]:
    sets = chosen(options.set, options.limit)
    for reader in options.readers:
        key = MODELS.get(reader)
        server = None
        if key:
            missing = errors(Backend(key, roster.models[key]), roster.paths)
            if missing:
                print(f"{reader} is left out: {missing[0]}", file=sys.stderr)
                continue
            server = OwnServer(roster, key)
        try:
            state = state_name(digest_of(roster.models[key])) if key else ""
            for name, briefs in sets.items():
                yield measure(Row(reader, name), briefs, server, state)
        finally:
            if server:
                server.stop()


def for_the_crew(count: int) -> list[HeldOutBrief]:
    """The fresh sentences, then ordinary ones that need no media and no earlier piece, spread
    evenly. None of them is held out, for what becomes of them is read."""
    fresh = load_heldout(OWN)["fresh"][:count]
    every = [one for briefs in load_heldout(WRITTEN).values() for one in briefs]
    plain = [one for one in every if not (one.after or one.media)]
    more = count - len(fresh)
    return fresh + plain[:: max(1, len(plain) // max(1, more))][:more]


def in_every_role(roster: Roster) -> Roster:
    """The roster whose 1.5B model is served as the profile embedded-alone has it."""
    alone = roster.models[_LARGE].model_copy(
        update={"flags": {**roster.profiles["embedded-alone"].flags, **roster.models[_LARGE].flags}}
    )
    return roster.model_copy(update={"models": {**roster.models, _LARGE: alone}})


async def crew(count: int, skip: int, roster: Roster, stand_in: bool) -> Counter[str]:
    """How each piece ends that the whole crew makes over the 1.5B model in every role, and why:
    told as they end, for one takes minutes; without the first `skip`. `stand_in`: for a coder of
    whose programs none runs. How many ended in which way."""
    server = OwnServer(in_every_role(roster), _LARGE)
    ends: Counter[str] = Counter()
    root = await asyncio.to_thread(server.root)
    try:
        for brief in for_the_crew(count)[skip:]:
            began = time.monotonic()
            with tempfile.TemporaryDirectory() as place:
                settings = settings_in(Path(place), f"{root}/v1")
                settings.llm.timeout, settings.llm.max_tokens = _CREW_SECONDS, _REPLY_TOKENS
                settings.crew.stand_in = stand_in
                settings.budget.iterations, settings.budget.minutes = 2, _CREW_MINUTES
                for role in ("director", "analyst", "coder", "critic"):
                    setattr(settings.llm.models, role, server.name)
                outcome = await produce(brief.text, settings=settings, listener=Silent())
                cost = outcome.cost
                ends[outcome.outcome] += 1
                print(
                    f"{brief.id}: {outcome.outcome}, {cost.model_calls} replies, "
                    f"{cost.prompt_tokens} and {cost.completion_tokens} tokens, "
                    f"{time.monotonic() - began:.0f} s. {outcome.message}",
                    flush=True,
                )
    finally:
        await asyncio.to_thread(server.stop)
    return ends


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    readers = ("rules", *MODELS)
    parser.add_argument(
        "--readers", nargs="+", choices=readers, default=["rules", "large", "small"]
    )
    sets = ("fresh", "tuning", "heldout")
    parser.add_argument("--set", nargs="+", choices=sets, default=["fresh", "heldout"])
    parser.add_argument("--limit", type=int, default=0, help="at most so many briefs of each set")
    parser.add_argument("--crew", type=int, default=0, help="make so many pieces over the 1.5B")
    parser.add_argument("--stand-in", action="store_true", help="the studio's recipe stands in")
    parser.add_argument("--skip", type=int, default=0, help="of these leave out the first so many")
    parser.add_argument("--json", action="store_true", help="one object in place of the table")
    options = parsed(parser, readers=["rules", "small"], set=["fresh"], limit=1, crew=0)
    roster = load_roster()
    found = list(rows(options, roster))
    if options.json:
        print(json.dumps([dict(zip(HEADS, row.cells(), strict=True)) for row in found]))
    else:
        for cells in (HEADS, ["---"] * len(HEADS), *(row.cells() for row in found)):
            print("| " + " | ".join(cells) + " |")
    if options.crew:
        print("The crew over the 1.5B:", flush=True)
        ends = asyncio.run(crew(options.crew, options.skip, roster, options.stand_in))
        print(", ".join(f"{count} {end}" for end, count in ends.most_common()))


if __name__ == "__main__":
    main()
