"""The director: rules first, then the model for what they do not know, then a check."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from llm.cascade.brain import Brain, BrainError, Spent, written
from llm.cascade.changes import wished
from llm.cascade.drafting import film_errors, film_of
from llm.cascade.facts import meanings_of, people_of, unknown
from llm.cascade.story import Story
from llm.cascade.vocabulary import NONE, category_of
from llm.planner import director
from llm.planner.answers import is_question
from llm.planner.asking import asked_by, with_asked
from llm.planner.lessons import apply_lessons, read_lessons
from llm.planner.reader import CharacterIndex, is_follow_up
from llm.planner.reader.brief import LONGEST_BRIEF
from llm.planner.reader.language.detection import brief_language
from llm.planner.reader.language.lexicon import Meaning
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.language.recordings import recordings_of
from llm.planner.reader.language.words import Words
from llm.planner.reader.pieces.draft_reader import read_draft
from studio.nouns.brief import SourceMedia
from studio.plan import Asked, Film
from studio.plan.film import MOST_CHOICES

_LONGEST_MESSAGE = 400
_WORDS_TOKENS, _STORY_TOKENS, _TRIES = 160, 600, 2


def _open_still(film: Film, by_rules: Film) -> Film:
    """`film` with what the rules found open, where the model planned what they could not: who it
    took comes first among the choices; where that is several ("two boys"), they are the choice."""
    question = by_rules.question
    if question is None or film.question or film.refused:
        return film
    taken = film.characters
    if len(taken) > 1:
        choices = [" and ".join(taken)]
    else:
        choices = [*taken, *(one for one in question.choices if one not in taken)][:MOST_CHOICES]
    return film.model_copy(update={"question": question.model_copy(update={"choices": choices})})


@dataclass
class Asking:
    """One request of the crew. Without a `brain` the rules answer alone, and `hint` is told where
    one would be asked. `spent`: what the model has cost."""

    brain: Brain | None = None
    hint: str = ""
    spent: Spent = field(default_factory=Spent)

    def plan(self, sections: dict[str, Any]) -> Film:
        """The plan, as the planner's director writes it; the model is asked only where the rules
        refuse the brief or do not know some of its words."""
        film = director.plan(sections)
        if not film.refused and not film.left_out:
            return film
        if film.question and _may_ask(sections):
            return film  # the answer may leave the model nothing to say
        if self.brain is None:
            return _hinted(film, self.hint) if self.hint and Gap.of(film, sections) else film
        gap = Gap.of(film, sections)
        try:
            return _open_still(self._helped(self.brain, film, sections, gap), film) if gap else film
        except BrainError as error:
            return _noted(film, f"The language model could not help: {error}.")

    def _helped(self, brain: Brain, film: Film, sections: dict[str, Any], gap: "Gap") -> Film:
        """`film` made better by the model; itself where it is of no help."""
        taught = self._taught(brain, gap)
        readings = _readings(gap.words, taught)
        again = director.plan(sections, taught) if taught else film
        if _is_better(again, film):
            film = _noted(again, readings)
        if not film.refused:
            return film
        if gap.known is not None:
            return self._changed(brain, gap.known, gap) or film
        told = self._told(brain, gap, taught, sections)
        return _noted(told, readings) if told else film

    def _taught(self, brain: Brain, gap: "Gap") -> dict[str, Meaning]:
        """What the words mean that no rule knows, as far as the model can tell."""
        if not gap.unknown:
            return {}
        schema = {
            "type": "object",
            "properties": {
                item.norm: {"enum": [*meanings_of(gap.words, item), NONE]} for item in gap.unknown
            },
            "required": [item.norm for item in gap.unknown],
            "additionalProperties": False,
        }
        asked = ", ".join(item.norm for item in gap.unknown)
        ask = {"role": "user", "content": f"WORDS\nBrief: {gap.text}\nWords: {asked}"}
        reply = brain.ask([ask], schema, _WORDS_TOKENS, self.spent)
        found: dict[str, Meaning] = {}
        for item in gap.unknown:
            value = str(reply.get(item.norm, NONE))
            if category := category_of(value):
                form = "v" if category == "action" else ""
                found[item.norm] = Meaning(category, value, form=form)
        return found

    def _told(
        self, brain: Brain, gap: "Gap", taught: dict[str, Meaning], sections: dict[str, Any]
    ) -> Film | None:
        """The film of a story whose shots the model cuts; None where there is no story. BrainError
        where its reply did not hold to the facts twice."""
        said: list[dict[str, str]] = []
        for _ in range(_TRIES):
            story = gap.story(taught)
            if story is None:
                return None
            said = said or [{"role": "user", "content": story.message()}]
            reply = brain.ask(said, story.schema(), _STORY_TOKENS, self.spent)
            film, trace, errors = None, [], story.errors(reply)
            if not errors:
                film, trace = film_of(story, reply, director.seed_of(sections.get("BRIEF")))
                errors = film_errors(film, story)
            if film is not None and not errors:
                film = with_asked(film, asked_by(trace, gap.text))
                return apply_lessons(film, read_lessons(sections.get("LESSONS")), gap.text)
            said += [
                {"role": "assistant", "content": written(reply)},
                {"role": "user", "content": f"SHOTS\nNot so: {'; '.join(errors)}. Once more."},
            ]
        raise BrainError("its plan did not hold to the brief twice; the rules read it alone")

    def _changed(self, brain: Brain, known: Film, gap: "Gap") -> Film | None:
        """The plan with what the model makes of a note; None where it sees no change in it."""
        found = wished(brain, self.spent, known, gap.text, gap.words)
        if found is None:
            return None
        film, made, told = found
        film = with_asked(film, [Asked(path=change.path, words=gap.text[:80]) for change in made])
        return director.revised(film, [], told)


@dataclass
class Gap:
    """What the rules did not understand of a brief, or of a note on `known`."""

    text: str
    words: Words
    unknown: list[Phrase]
    sheets: list[Any]
    known: Film | None = None
    recordings: Sequence[SourceMedia] = ()

    @classmethod
    def of(cls, film: Film, sections: dict[str, Any]) -> "Gap | None":
        """The gap that a plan of the rules leaves; None where no model could fill it: nothing is
        left out but what the studio is known not to have."""
        known, text = _revised(sections), said_in(sections)
        sheets = director.listed(sections.get("CHARACTERS"))
        if not text or len(text) > LONGEST_BRIEF or is_question(text):
            return None
        book, sounds = CharacterIndex(sheets), _recordings(sections)
        words, foreign = _words(text, book, sounds, is_note=known is not None)
        gap = cls(text, words, unknown(words, foreign), sheets, known, sounds)
        if film.refused and known is None:
            tells = bool(people_of(words, CharacterIndex(sheets)).cast)
            return gap if tells and (gap.unknown or gap.story({})) else None
        return gap if gap.unknown or (film.refused and known) else None

    def story(self, taught: dict[str, Meaning]) -> Story | None:
        """The story that the brief tells, with what its words were taught to mean."""
        book = CharacterIndex(self.sheets, taught)
        return Story.of(read_draft(_words(self.text, book, self.recordings)[0]), book)


def _recordings(sections: dict[str, Any]) -> list[SourceMedia]:
    brief = sections.get("BRIEF")
    return recordings_of(director.listed(brief.get("media")) if isinstance(brief, dict) else ())


def _words(
    text: str,
    book: CharacterIndex,
    recordings: Sequence[SourceMedia] = (),
    *,
    is_note: bool = False,
) -> tuple[Words, bool]:
    """The words of a text, and whether it is in a language that is not read."""
    files = ("notes",) if is_note else ()
    read, language = brief_language(text, *files)
    sounds = () if is_note else recordings
    return Words(text, book, read, *files, recordings=sounds), read != language


def _revised(sections: dict[str, Any]) -> Film | None:
    """The plan that a note is about; None for a brief of its own."""
    if sections.get("NOTES"):
        return director.film_of(sections.get("PLAN"))
    earlier, brief = sections.get("EARLIER"), sections.get("BRIEF")
    known = director.film_of(earlier.get("plan")) if isinstance(earlier, dict) else None
    if known is None or not isinstance(earlier, dict) or not isinstance(brief, dict):
        return None
    book = CharacterIndex(director.listed(sections.get("CHARACTERS")))
    is_note = earlier.get("revised") or is_follow_up(str(brief.get("text") or ""), known, book)
    return known.without_places().model_copy(update={"left_out": []}) if is_note else None


def _may_ask(sections: dict[str, Any]) -> bool:
    """Whether a person is there who answers before anything else is done."""
    brief = sections.get("BRIEF")
    return isinstance(brief, dict) and bool(brief.get("may_ask"))


def said_in(sections: dict[str, Any]) -> str:
    """The words that are to be understood: the newest note, else the brief's."""
    if sections.get("PLAN") and sections.get("NOTES"):
        return " ".join(director.notes_of(sections["NOTES"]))
    brief = sections.get("BRIEF")
    return str(brief.get("text") if isinstance(brief, dict) else brief or "").strip()


def _is_better(film: Film, before: Film) -> bool:
    """Whether a reading refuses less, or leaves fewer of the brief's letters out."""
    if film.refused or before.refused:
        return before.refused and not film.refused

    def left(one: Film) -> int:
        return sum(len(part.words) for part in one.left_out)

    return left(film) < left(before)


def _readings(words: Words, taught: dict[str, Meaning]) -> str:
    """`“race” is read as run`, for each word that the model mapped."""
    said = {item.norm: item.text for item in words.items}
    parts = [
        f"“{said.get(norm, norm)}” is read as {meaning.value.replace('_', ' ')}"
        for norm, meaning in taught.items()
    ]
    return f"{', '.join(parts)}." if parts else ""


def _noted(film: Film, note: str) -> Film:
    """`film` with a note in its message."""
    message = f"{film.message} {note}".strip()
    return film.model_copy(update={"message": message[:_LONGEST_MESSAGE]})


def _hinted(film: Film, hint: str) -> Film:
    """`film` with `hint` at the end of its message, which gives way to it."""
    message = film.message[: _LONGEST_MESSAGE - len(hint) - 1].rstrip()
    return film.model_copy(update={"message": f"{message} {hint}".strip()})
