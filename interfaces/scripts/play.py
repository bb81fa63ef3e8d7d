"""Playing a script: its briefs made, its notes followed, its questions answered, all checked."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from agents.outcome import Outcome
from interfaces.answers.question import Question
from interfaces.answers.record import answer
from interfaces.format.history import history_of
from interfaces.listener import Listener
from interfaces.produce import produce_in
from interfaces.scripts.script import LAST, Expected, Item, Script, ScriptedNote, ScriptedQuestion
from interfaces.workplace import Workplace, open_workplace
from studio.settings import Settings

# Exit codes from the one that matters least to the one that matters most.
GRAVITY = (0, 3, 2, 1)
_SLACK = 0.05  # seconds: a film ends with a whole frame


@dataclass(frozen=True)
class Played:
    """What came of one item of a script: an outcome, or an answer by `who`. `unmet` are the
    expectations that do not hold, each a sentence."""

    item: Item
    outcome: Outcome | None = None
    who: str = ""
    answer: str = ""
    unmet: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """That of the piece, or 0 where its outcome is the expected one; 3 where something else is
        not as expected."""
        code = 3 if self.unmet else 0
        if self.outcome is None or isinstance(self.item, ScriptedQuestion):
            return code
        if self.item.expect.outcome == self.outcome.outcome:
            return code
        return max(code, self.outcome.exit_code, key=GRAVITY.index)


async def play(
    script: Script, *, settings: Settings, listener: Listener, use_cache: bool = True
) -> AsyncIterator[Played]:
    """Go through a script; yields what came of each item as it comes."""
    async with open_workplace(settings, use_cache=use_cache) as workplace:
        workplace.introduce(listener)
        made: list[Path] = []
        piece: Outcome | None = None
        session = ""
        for item in script.briefs:
            if isinstance(item, ScriptedQuestion):
                yield _answered(workplace, item, session)
                continue
            is_note = isinstance(item, ScriptedNote)
            if is_note and piece is None:
                yield Played(item, unmet=["There is no piece that the note could change."])
                continue
            seed = 0 if is_note else script.seed if item.seed is None else item.seed
            outcome = await produce_in(
                workplace,
                workplace.crew(listener),
                item.text,
                [path for name in item.media for path in (made if name == LAST else [name])],
                seed=seed,
                earlier=piece if is_note else None,
                is_note=is_note,
            )
            made, session = outcome.pieces or made, outcome.session
            piece = outcome if outcome.deliverables else piece
            yield Played(item, outcome, unmet=unmet(item.expect, outcome))


def _answered(workplace: Workplace, item: ScriptedQuestion, session: str) -> Played:
    told = history_of(workplace.sessions.events(session))
    who, text = answer(told, Question(item.ask, item.of))
    lacking = [part for part in item.contains if part.casefold() not in text.casefold()]
    return Played(item, None, who, text, [f"The answer does not hold {p!r}." for p in lacking])


def unmet(expected: Expected, outcome: Outcome) -> list[str]:
    """The expectations that an outcome does not meet, each a sentence."""
    found = []
    if expected.outcome and outcome.outcome != expected.outcome:
        found.append(f"The outcome is {outcome.outcome}, not {expected.outcome}.")
    score = outcome.reviews[-1].overall() if outcome.reviews else 0.0
    if expected.score is not None and score < expected.score:
        found.append(f"The score is {score:.1f}, under {expected.score:g}.")
    left = len(outcome.left_out)
    if expected.left_out is not None and left > expected.left_out:
        found.append(f"{left} parts of the brief are left out, over {expected.left_out}.")
    whole = [one for one in outcome.deliverables if not one.part]
    if expected.files is not None and len(whole) != expected.files:
        found.append(f"{len(whole)} files were handed over, not {expected.files}.")
    if expected.seconds:
        least, most = expected.seconds
        lengths = [one.facts["duration"] for one in whole if one.facts.get("duration")]
        lasting = lengths[0] if lengths else 0.0
        if not least - _SLACK <= lasting <= most + _SLACK:
            found.append(f"It lasts {lasting:.2f} s, not {least:g} to {most:g} s.")
    return found
