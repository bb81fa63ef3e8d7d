"""Words that are written into footage: titles and captions, with their places and times."""

from llm.planner.reader.footage.effects import MAKES, EffectReader
from llm.planner.reader.footage.steps import FootageCaption
from llm.planner.reader.language.clause import Clause
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.slots.draft import FoundValue, LeftOutWords

_CAPTION_PLACES = ("top", "middle", "bottom")
_AT = {"beginning": "beginning 2", "end": "end 2"}  # seconds of a caption that is shown there
_GOES_ON = ("and", "comma", "line", "sentence")  # with what was written before


class TitleReader(EffectReader):
    """The part of the reader of edits that sees to what is written."""

    def _titles(self, clause: Clause) -> None:
        names = ("title", "opening", "closing", "caption", "wording")
        said = [i for i in clause.items if i.has(*names) or "title" in i.known]
        quotes = clause.having("quote")
        if quotes and not said:
            said = clause.having("subtitles")[:1]  # "subtitle it with 'Hello'"
            for one in said:
                one.entries = {"caption": one.entries["subtitles"]}
        again = self.written if clause.boundary in _GOES_ON else None
        self.written = None
        for item in quotes:
            before = self.words.items[max(0, item.place - 1) : item.place]
            put = next((one for one in before if self.words.listed("inserting", one.norm)), None)
            named = said[0] if said else self.title_said or put or again or self.written
            if named is None:
                self._without_name(item)
                continue
            self.written = named
            places = [one.value("place") or one.value("when") for one in clause.items]
            at_an_end = "end" in places or "beginning" in places
            last = named.has("closing") or "end" in places
            second = not last and "title" in self.request.fields and clause.having("moment")
            written = named is put or (named is again and not named.has(*names))
            if named.has("caption") or (written and not at_an_end) or second:
                self._caption(clause, item, named)
                continue
            if not last and "title" in self.request.fields:
                self.request.left.append(LeftOutWords(item.start, item.end, "titles"))
                continue
            self.request.fields["closing" if last else "title"] = FoundValue(
                item.value("quote"), item.start, item.end
            )
            item.taken = named.taken = True
            self._title_place(clause, item)
        if self.title_said is not None and clause.boundary == "colon" and not quotes:
            self._unquoted(clause, self.title_said)
        self.title_said = said[0] if said and not quotes else None
        if self.title_said is not None:
            self.captions_at = next(iter(clause.having("where", "side")), None)

    def _without_name(self, quote: Phrase) -> None:
        why = "words are written as a title only: ask for a title"
        self.request.left.append(LeftOutWords(quote.start, quote.end, why))

    def _unquoted(self, clause: Clause, named: Phrase) -> None:
        """ "Title: The Sea"."""
        words = [one for one in clause.items if one.text[:1].isupper() and not one.entries]
        if words and words[0] is clause.items[0]:
            start, end = words[0].start, words[-1].end
            title = FoundValue(self.words.text[start:end], start, end)
            self.request.fields["title"] = title
            for one in (named, *words):
                one.taken = True

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
        if self.captions_at is not None and not self.request.captions:
            caption.items.append(self.captions_at)
        self.request.captions.append(caption)
        ends = [one.start for one in clause.having("quote") if one.start > quote.start]
        later = ends[0] if ends else self.words.items[-1].end
        first_quote = clause.having("quote")[0] is quote
        own = [
            one
            for one in clause.having("moment", "where", "side", "place")
            if one.start < later and (first_quote or one.start > quote.start)
        ]
        if self.captions_at is not None:  # "captions at the top: …"
            own.insert(0, self.captions_at)
        for item in own:
            kind, *numbers = (item.value("moment") or _AT.get(item.value("place"), "")).split() or [
                ""
            ]
            first = float(numbers[0]) if numbers else 0.0
            if kind in ("at", "from", "range"):
                caption.start, caption.timed = first, True
                caption.seconds = float(numbers[-1]) - first if kind == "range" else caption.seconds
            elif kind in ("for", "bare", "beginning", "until", "end"):
                caption.seconds, caption.of_end, caption.timed = first, kind == "end", True
            elif (where := item.value("where") or item.value("side")) in _CAPTION_PLACES:
                caption.where = where
            else:
                continue
            caption.items.append(item)
        for item in caption.items:
            item.taken = True
