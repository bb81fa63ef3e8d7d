"""Words that are written into footage: titles and captions, with their places and times."""

from llm.planner.reader.footage.effects import MAKES, EffectReader
from llm.planner.reader.footage.steps import FootageCaption
from llm.planner.reader.language.clause import Clause
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.slots.draft import FoundValue, LeftOutWords

_CAPTION_PLACES = ("top", "middle", "bottom")


class TitleReader(EffectReader):
    """The part of the reader of edits that sees to what is written."""

    def _titles(self, clause: Clause) -> None:
        names = ("title", "opening", "closing", "caption", "wording")
        said = [i for i in clause.items if i.has(*names) or "title" in i.known]
        for item in clause.having("quote"):
            before = self.words.items[max(0, item.place - 1) : item.place]
            put = next((one for one in before if self.words.listed("inserting", one.norm)), None)
            named = said[0] if said else self.title_said or put
            if named is None:
                self.request.left.append(
                    LeftOutWords(
                        item.start, item.end, "words are written as a title only: ask for a title"
                    )
                )
                continue
            places = [one.value("place") or one.value("when") for one in clause.items]
            at_an_end = "end" in places or "beginning" in places
            if named.has("caption") or (named is put and not at_an_end):
                self._caption(clause, item, named)
                continue
            last = named.has("closing") or "end" in places
            self.request.fields["closing" if last else "title"] = FoundValue(
                item.value("quote"), item.start, item.end
            )
            item.taken = named.taken = True
            self._title_place(clause, item)
        if (
            self.title_said is not None
            and clause.boundary == "colon"
            and not clause.having("quote")
        ):
            named = [one for one in clause.items if one.text[:1].isupper() and not one.entries]
            if named and named[0] is clause.items[0]:
                word = FoundValue(
                    self.words.text[named[0].start : named[-1].end], named[0].start, named[-1].end
                )
                self.request.fields["title"] = word
                self.title_said.taken = True
                for one in named:
                    one.taken = True
        self.title_said = said[0] if said and not clause.having("quote") else None

    def _title_place(self, clause: Clause, quote: Phrase) -> None:
        """Where a title stands, which is no effect's place: "… with the title 'Fin' at the end"."""
        effects = clause.having("speed", *MAKES)
        after = [one for one in clause.items if one.start > quote.start]
        following = next((n for n, one in enumerate(after) if one in effects), len(after))
        places = after[:following] if effects else clause.items
        for one in places:
            if one.has("when") or one.value("place") in ("beginning", "end"):
                self.request.read.append(one)
                one.taken = True

    def _caption(self, clause: Clause, quote: Phrase, named: Phrase) -> None:
        """Words that stand in the picture: "the caption 'Meanwhile' at the top from 2 s on"."""
        caption = FootageCaption(quote.value("quote"), items=[quote, named])
        self.request.captions.append(caption)
        for item in clause.having("moment", "where", "side"):
            kind, *numbers = item.value("moment").split() or [""]
            first = float(numbers[0]) if numbers else 0.0
            if kind in ("at", "from", "range"):
                caption.start = first
                caption.seconds = float(numbers[-1]) - first if kind == "range" else caption.seconds
            elif kind in ("for", "bare", "beginning", "until", "end"):
                caption.seconds, caption.of_end = first, kind == "end"
            elif (where := item.value("where") or item.value("side")) in _CAPTION_PLACES:
                caption.where = where
            else:
                continue
            caption.items.append(item)
        for item in caption.items:
            item.taken = True
