"""A brief in clauses: where one thing that it tells of ends and the next begins."""

import re
from itertools import dropwhile, takewhile

from llm.planner.reader.language.clause import STRONG, Clause
from llm.planner.reader.language.lexicon import Meaning
from llm.planner.reader.language.phrases import Phrase
from llm.planner.reader.language.words import Words
from llm.planner.reader.text.tokens import STOPS

_MARKS = {",": "comma", ";": "semicolon", ":": "colon", "(": "comma", ")": "comma"}
_MARKS |= {"(": "aside", "[": "aside", "]": "comma", "+": "and"}
_MARKS |= {"—": "comma", "–": "comma", "-": "comma", "/": "comma", "•": "comma", "|": "comma"}
_MARKS |= dict.fromkeys(STOPS, "sentence") | {";": "semicolon", "→": "then", ">": "then"}


# What a clause says of the time of its main clause: the grammar's lists of these names.
_RELATIONS = ("earlier", "later", "until")

# Labels of lists, and what stands around one.
_LABELS = (
    [str(number) for number in range(1, 25)],
    list("abcdefghijklmnop"),
    ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii"],
)
_SEEN_IN_TURN = ("action", "emotion", "set")
_BEFORE_LABEL, _AFTER_LABEL = "/|(", (":", "-", "–", "—", "|")

# Of two boundaries with nothing between them, which one counts.
_SAYS_MOST = frozenset({"shot", "item"})
_SAYS_MORE = frozenset({"then", "line", "colon", "aside"})


class _Splitter:
    def __init__(self, words: Words, marks: bool) -> None:
        self.words, self.marks = words, marks
        self.clauses: list[Clause] = [Clause()]
        self.fronted = ""
        """The relation in time of a clause before its main clause: "before he runs, …"."""
        self.interleaved: Phrase | None = None
        """The verb that two shots are told of together: "intercut"."""
        self.ordered = False
        """Whether a shot has been told by an ordinal."""
        self.labels = self._labels()
        words.is_list |= bool(marks and self.labels)
        once = [one for one in words.items if marks and words.listed("once", one.norm)]
        for one in once[1:]:  # "once by day and once by night"
            one.entries = {"again": Meaning("again", "any")}
        self.dashed = len(re.findall(r"\S +[-–—] +\S", words.text)) > 1
        self.slashed = len(re.findall(r"\S +/ +\S", words.text)) > 1

    def _labels(self) -> dict[int, int]:
        """The labels of a list, in order from the first of their kind: of each, by its place, how
        many items it takes: "1. a picture 2. a clip", "a) … b) …", "B - …", "02 … / 03 …"."""
        found: dict[int, int] = {}
        for names in _LABELS:
            row: dict[int, int] = {}
            for item in self.words.items[:-1]:
                due = len(row) < len(names) and self._label(item) == names[len(row)]
                if due and (size := self._label_size(item)):
                    row[item.place] = size
            found |= row if len(row) > 1 else {}
        return found

    def _label(self, item: Phrase) -> str:
        number = item.value("number")
        return (
            number.lstrip("0") if number.isdigit() else self.words.tokens[item.first].text.lower()
        )

    def _label_size(self, item: Phrase) -> int:
        """How many items a label takes with the mark behind it; 0 for what is none."""
        before, after = (self.words.items[n].norm for n in (max(0, item.place - 1), item.place + 1))
        opens = item.place == 0 or before in _BEFORE_LABEL or self.words.tokens[item.first].line
        counts = item.has("number")
        if after == ")" or (after == "." and (counts or opens)):
            return 2
        if opens or self.words.tokens[item.first].opens:
            if after in _AFTER_LABEL:
                return 2
            follows = self.words.items[item.place + 1]
            if counts and opens and follows.has("name", "pronoun", "set", "framing"):
                return 1  # "01 Luca waves / 02 …"
        return 0

    def begin(self, boundary: str, number: str = "") -> Clause:
        """A new clause; an empty one before it lends it its boundary, if that says more."""
        last = self.clauses[-1]
        if last.items:
            last = Clause(boundary)
            self.clauses.append(last)
        elif boundary in _SAYS_MOST or (
            last.boundary not in (*_SAYS_MOST, "start", "line")
            and (boundary in _SAYS_MORE or last.boundary not in STRONG)
        ):
            last.boundary = boundary
        last.number = number or last.number
        return last

    def split(self) -> list[Clause]:
        items = self.words.items
        at = 0
        while at < len(items):
            item = items[at]
            if self.words.tokens[item.first].line and not self._below_name(item):
                self.begin("line")
            if self._next_speaker(at):
                self.begin("sentence")
            at += (self.marks and (self._marker(at) or self._related(at))) or self._one(item, at)
        return [clause for clause in self.clauses if clause.items or clause.transition]

    def _below_name(self, item: Phrase) -> bool:
        """Whether words stand below the name of who says them, in a film."""
        told = [one.items for one in self.clauses[-3:] if one.items and one.boundary != "aside"]
        said = (item.has("quote") or item.norm == "(") and not self.words.only_heard
        return said and bool(told) and len(told[-1]) == 1 and told[-1][0].has("name")

    def _one(self, item: Phrase, at: int) -> int:
        if item.is_mark:
            return self._at_mark(item, at)
        follows = self.words.items[at + 1 : at + 2]
        if item.has("sequence", "when") and self._in_sequence(item, follows):
            return 1
        last = item.known.get("ordinal")
        if last and follows and self._begins_item(item, follows[0]):
            item.taken = True
            self.begin("then" if last.value == "-1" else "item")
            return 1
        if self._goes_over(item, at):
            item.taken = True
            self.begin("then").transition = item
            return 1
        if self._in_turn(at):
            self.interleaved = None
            self.begin("then").cut = True
            return 1
        if self._cuts_between(at):
            item.entries = {"cannot": Meaning("cannot", "interleaved")}
        if item.value("cannot") == "interleaved":
            self.interleaved = item
        if self._second_subject(at):
            self.begin("and")
        if self.words.listed("joins", item.norm) and not self.words.listed(
            "not_joins", item.text.lower()
        ):
            self.begin("and")
            return 1
        self.clauses[-1].items.append(item)
        return 1

    def _at_mark(self, item: Phrase, at: int) -> int:
        """A mark: it begins a clause, or nothing."""
        told = self.clauses[-1].items
        if item.norm in "-•*–" and not told:
            token = self.words.tokens[item.first]
            if token.line or item.first == 0:
                self.begin("item")
                return 1
        relation, self.fronted = self.fronted, ""
        if relation and item.norm == ",":
            self.begin("then").earlier = relation == "earlier"
        elif boundary := _MARKS.get(item.norm):
            dash = self.dashed and item.norm in "-–—"
            quoted = any(one.has("quote") for one in self.words.items[at + 1 : at + 2])
            heads = len(told) == 1 and told[0].has("quote") and told[0].opens
            parts = (dash and not (quoted or heads)) or (self.slashed and item.norm == "/")
            self.begin("semicolon" if parts else boundary)
        return 1

    def _in_sequence(self, item: Phrase, follows: list[Phrase]) -> bool:
        """Whether a word of sequence is read: it begins a clause, or goes with the one there is."""
        if item.value("when") == "end" and follows and follows[0].has("name", "pronoun"):
            item.entries = {"sequence": Meaning("sequence", "then")}  # "at the end he cheers"
        order, told = item.value("sequence"), self.clauses[-1].items
        back = order == "back"
        if told and (order == "sudden" or (back and not self.words.tokens[item.first].opens)):
            item.taken |= not back
            told.append(item)  # "she runs back to the harbour", "she suddenly jumps"
            return True
        if (
            order == "then"
            and self.words.footage
            and told
            and not (follows and not follows[0].is_mark)
        ):
            item.entries = {"place": Meaning("place", "rest")}  # "watercolour after that"
            return False
        if not order or (order == "first" and not self.marks):
            return False
        item.taken = True
        if order != "first":
            begun = self.begin("also" if order == "also" else "then")
            begun.cut, begun.back = back or order == "cut", back
        return True

    def _related(self, at: int) -> int:
        """A clause of time with a doer and a deed of its own begins: "until she jumps", "before
        Nico runs, …"."""
        item, lists = self.words.items[at], self.words.listed
        relation = next((name for name in _RELATIONS if lists(name, item.norm)), "")
        rest = list(takewhile(lambda one: not one.is_mark, self.words.items[at + 1 : at + 8]))
        before = takewhile(lambda one: relation != "later" or not one.has("action"), rest[:3])
        doer = any(one.has("name", "pronoun") for one in before)
        # "After running through the meadow, Mina sits": who does it is told with what follows.
        fronts = bool(rest) and not self.clauses[-1].items and relation in ("earlier", "later")
        of_both = fronts and any(one.has("action") for one in rest[:2])
        deed = any(one.has("action") for one in rest)
        if not relation or not deed or not (doer or of_both):
            return 0
        if self.clauses[-1].items:
            self.begin("then").earlier = relation == "later"
        else:
            self.fronted = relation
            named = any(one.has("name") for one in self.words.items[: at + 4])
            if (of_both and not doer) or not named:  # "Before he jumps, Luca nods"
                self.clauses[-1].lent = self._named_after(at)
        item.taken = True
        return 1

    def _named_after(self, at: int) -> list[str]:
        """Who is named first after a comma of what follows."""
        after, joins = self.words.items[at:], self.words.listed
        while after := list(dropwhile(lambda one: not one.is_mark, after))[1:]:
            run = takewhile(lambda one: one.has("name") or joins("joins", one.norm), after)
            if named := [one.value("name") for one in run if one.has("name")]:
                return named
        return []

    def _cuts_between(self, at: int) -> bool:
        """ "Cut between Luca running and Mina waiting"."""
        items = [*self.words.items[at : at + 3], *self.words.items[-1:] * 2]
        between = self.words.listed("between", items[1].norm)
        return items[0].value("sequence") == "cut" and between and items[2].has("name")

    def _in_turn(self, at: int) -> bool:
        """Whether an item stands between two who are shown in turn: "intercut Luca running with
        Mina sitting"."""
        verb, item = self.interleaved, self.words.items[at]
        if verb is None or not self.words.listed("company", item.norm):
            return False
        told, follows = self.words.items[verb.place : at], self.words.items[at + 1 : at + 2]
        who, seen = (any(one.has(*names) for one in told) for names in (["name"], _SEEN_IN_TURN))
        return who and seen and bool(follows) and follows[0].has("name", "pronoun")

    def _second_subject(self, at: int) -> bool:
        """Whether somebody else does something besides what is told, whatever joins the two: "Luca
        runs at the same time as Mina waves"."""
        items, told = self.words.items, self.clauses[-1]
        before = items[at - 1] if at else items[at]
        if not items[at].has("name") or before.has("name", "pronoun", "action", "speech"):
            return False
        deeds = [one for one in items[at + 1 : at + 2] if one.has("action")]
        busy = told.having("name", "pronoun") and (told.deeds or told.having("set"))
        return bool(busy and any(map(self.words.is_finite, deeds)))

    def _begins_item(self, ordinal: Phrase, follower: Phrase) -> bool:
        """ "Second, …", "second a picture of …"."""
        if self.words.tokens[ordinal.first].opens and follower.norm == ",":
            return True
        led = self.words.listed("indefinite", follower.norm) or follower.has("name", "pronoun")
        begun = not self.clauses[-1].items and bool(ordinal.known.keys() & {"ordinal"})
        return led and begun

    def _next_speaker(self, at: int) -> bool:
        """Whether a sentence ended within the quote before: "'Uno!' Giulia says 'Due!'", "'Hi!' He
        runs", but not "'Hi!' Luca says"."""
        items, token = self.words.items, self.words.tokens[self.words.items[at].first]
        if at == 0 or not items[at - 1].has("quote") or not (token.opens and token.capital):
            return False
        rest = [item.has("speech") for item in items[at : at + 5] if item.has("speech", "quote")]
        if rest[:2] == [True, False]:
            return True
        by = takewhile(lambda one: not (one.is_mark or one.has("action")), items[at : at + 4])
        told = any(one.has("speech") for one in by) or self.words.listed("by", items[at].norm)
        return items[at - 1].value("quote")[-1:] in ".!?…" and not told

    def _goes_over(self, item: Phrase, at: int) -> bool:
        """Whether a transition is told between two shots: "…, dissolve to Giulia"."""
        entry, items = item.get("transition"), self.words.items
        if entry is None or entry.form != "v" or at == 0:
            return False
        if not self.marks:
            return False  # "the transition should be a dissolve"
        rest = items[at + 1 : at + 4]
        return bool(rest) and not rest[0].is_mark and not rest[0].has("transition_noun", "joint")

    def _marker(self, at: int) -> int:
        """How many items make a mark such as `Shot 2:`, `2.` or `in the first shot` at `at`; a
        clause begins after it."""
        items, words = self.words.items, self.words
        item = items[at]
        if words.tokens[item.first].line and words.listed("headings", item.norm):
            return self._marked([item], f"{item.norm} {at}", at + 1)  # "INT. BEDROOM - NIGHT"
        following = items[at + 1 : at + 4]
        counts = following[1:2] and following[1].has("list_of")  # "the picture three times"
        if item.has("enumerator") and following and following[0].has("number") and not counts:
            self._unled()
            return self._marked(items[at : at + 2], following[0].value("number"), at + 2)
        letter = following[0].text if following and item.known.keys() & {"enumerator"} else ""
        ends = [i.norm for i in following[1:2] if i.norm in (*_AFTER_LABEL, ".", ")")]
        if len(letter) == 1 and letter.isupper() and ends:
            return self._marked(items[at : at + 2], str(ord(letter) - ord("A") + 1), at + 2)
        opens = words.tokens[item.first].opens
        if (
            item.known.keys() & {"ordinal"}
            and following
            and words.listed("of_shots", following[0].norm)
        ):
            self._unled()  # "The second is a wide shot"
            if not self.clauses[-1].items:
                return self._marked(items[at : at + 2], item.known["ordinal"].value, at + 2)
        alone = item.has("number") and opens and following
        alone = alone and following[0].norm in (".", ")", ":", "|")
        if size := self.labels.get(item.place, 2 * bool(alone)):
            item.taken = True
            self.begin("item")
            return size
        led = at and items[at - 1].has("function")
        if led and self.ordered and item.known.keys() & {"ordinal"} and self._tells_on(following):
            self._unled()  # "in the first shot …, in the second …"
            return self._marked(items[at : at + 1], item.known["ordinal"].value, at + 1)
        counted = following and following[0].known.keys() & {"enumerator", "kind"}
        of_words = self.words.only_heard and counted and not following[0].has("kind")
        if item.has("ordinal") and counted and not of_words:
            self.ordered = True
            return self._marked(items[at : at + 2], item.value("ordinal"), at + 2)
        return 0

    def _tells_on(self, following: list[Phrase]) -> bool:
        return not following or (
            following[0].is_mark
            or following[0].has("name", "pronoun", "set", "time", "framing")
            or self.words.listed("joins", following[0].norm)
        )

    def _unled(self) -> None:
        """ "in the first shot": the clause may have begun already."""
        while self.clauses[-1].items and self.clauses[-1].items[-1].has("function"):
            self.clauses[-1].items.pop()

    def _marked(self, marks: list[Phrase], number: str, after: int) -> int:
        items = self.words.items
        for mark in marks:
            mark.taken = True
        told = self.clauses[-1]
        within = marks[0].place and items[marks[0].place - 1].has("function")
        ends = after >= len(items) or (items[after].is_mark and items[after].norm != ":")
        goes_on = items[after + 1 : after + 2]  # "sad in shot two and angry in shot three"
        joined = goes_on and self.words.listed("joins", items[after].norm)
        ends |= bool(joined and not goes_on[0].has("number", "enumerator"))
        if told.items and within and ends:  # "the camera pans right in shot 1"
            told.boundary, told.number = "shot", number
            return len(marks)
        self.begin("shot", number).marks = marks
        colon = after < len(items) and items[after].norm in (":", ".", "-", ")", "–", "—")
        return len(marks) + colon


def clauses_of(words: Words, marks: bool = True) -> list[Clause]:
    """The clauses of a brief, in order. What only joins them counts as taken. With `marks`, a
    number of a shot begins a clause; in a note it only tells which shot is meant."""
    return _Splitter(words, marks).split()
