"""What of a brief is in doubt, and the brief as it is read once that is settled."""

from dataclasses import dataclass
from typing import TypeVar

from studio.plan import Asked, Film, LeftOut, OpenQuestion

Words = TypeVar("Words", Asked, LeftOut)
_LONGEST_WORDS = 80


@dataclass(frozen=True)
class Reading:
    """A brief whose characters from `start` to before `end` are read as `put`. `is_said`: a person
    said so. With `anew` it asks for something new, whatever footage came with it."""

    brief: str
    start: int = 0
    end: int = 0
    put: str = ""
    is_said: bool = False
    anew: bool = False

    @property
    def text(self) -> str:
        """What is read in place of the brief."""
        return self.brief[: self.start] + self.put + self.brief[self.end :]

    def placed(self, film: Film) -> Film:
        """A plan of `text` with its words where they stand in the brief."""
        if self.text == self.brief:
            return film
        update = {
            "asked": [self.back(one) for one in film.asked],
            "left_out": [self.back(one) for one in film.left_out],
        }
        return film.model_copy(update=update)

    def back(self, one: Words) -> Words:
        """Words of `text` where they stand in the brief. What a person said stays as it was said,
        in the place of the words that were in doubt."""
        last = self.start + len(self.put)
        if not one.end or one.end <= self.start:
            return one
        if one.start >= last:
            moved = self.end - last
            return one.model_copy(update={"start": one.start + moved, "end": one.end + moved})
        start, end = min(one.start, self.start), max(one.end - last, 0) + self.end
        if start == end:  # said of nothing that stands in the brief
            start = end = 0
        kept = {} if self.is_said else {"words": self.brief[start:end][:_LONGEST_WORDS]}
        return one.model_copy(update={"start": start, "end": end} | kept)


@dataclass(frozen=True)
class Doubt:
    """A question, the place in the brief of the words that it is about, and what is read there
    where nobody answers, None for the words themselves. An answer stands there between `before` and
    `after`. `of_footage`: it is whether to change the footage or to make something new."""

    question: OpenQuestion
    start: int
    end: int
    likelier: str | None = None
    before: str = ""
    after: str = ""
    of_footage: bool = False

    def read(self, brief: str, answer: str = "") -> Reading:
        """`brief` as it is read with the answer; without one, the likelier way."""
        if self.of_footage:
            anew = answer.casefold() == self.question.choices[1].casefold()
            return Reading(brief, anew=anew or "new" in answer.casefold().split())
        if answer:
            put = f"{self.before}{answer.rstrip(' .!')}{self.after}"
            return Reading(brief, self.start, self.end, put, is_said=True)
        if self.likelier is None:
            return Reading(brief)
        return Reading(brief, self.start, self.end, self.likelier)
