"""From a draft to a film of the plan."""

from dataclasses import replace
from typing import Any

from llm.planner.reader.accounting.account import account
from llm.planner.reader.accounting.left_out import left_out_parts
from llm.planner.reader.resolving.criteria import with_criteria
from llm.planner.reader.resolving.film import FilmAssembler
from llm.planner.reader.resolving.identifiers import gerund, identifier_for
from llm.planner.reader.resolving.kinds import decide_kinds
from llm.planner.reader.resolving.shots import ShotBuilder
from llm.planner.reader.resolving.variants import shots_to_make
from llm.planner.reader.slots.draft import FoundValue, LeftOutWords, ShotDraft, Slot
from studio.plan import Film
from studio.plan.film import MOST_SHOTS
from studio.plan.lengths import with_spread_lengths


class Assembler(FilmAssembler):
    """Makes the film of a draft. `trace` tells where everything came from."""

    def film(self) -> Film | None:
        """The film; None where none of its shots can be made."""
        decide_kinds(self.draft)
        shots, left = shots_to_make(self.draft, self.seed)
        self.left += left
        for shot in shots:
            self._own_length(shot, alone=len(shots) == 1)
            self._add(shot)
        self._films()
        if not self.values:
            return None
        values: dict[str, Any] = {"intent": "", "shots": self.values}
        self._over_all(values)
        self._transitions()
        film = Film.model_validate({**values, "intent": intent_of(values)})
        film = self._at_the_end(with_spread_lengths(film))
        made: dict[int, list[str]] = {}
        for shot, value in zip(self.made, self.values, strict=True):
            made.setdefault(shot.number, []).append(value["id"])
        self.amiss = account(self.context, film, self.trace, self.left, made)
        left = left_out_parts(self.text, self.left)
        film = film.model_copy(update={"left_out": left})
        return with_criteria(film.model_copy(update={"message": self._message()}))

    def _at_the_end(self, film: Film) -> Film:
        """The film with captions that are told to be "at the end" of shots whose length has come
        out only now."""
        shots = []
        for shot, draft in zip(film.shots, self.made, strict=True):
            captions = list(shot.captions)
            for number, told in enumerate(draft.captions[: len(captions)]):
                when, one = told.fields.get("when"), captions[number]
                if when is None or when.value != "end" or shot.length <= 0:
                    continue
                start = round(max(0.0, shot.length - one.seconds), 2)
                captions[number] = one.model_copy(update={"start": start})
                path = f"{shot.id}.captions.{number}.start"
                self.trace = [slot for slot in self.trace if slot.path != path]
                self.trace.append(Slot(path, f"{start:g}", when.start, when.end))
            shots.append(shot.model_copy(update={"captions": captions}))
        return film.model_copy(update={"shots": shots})

    def _message(self) -> str:
        return " ".join(dict.fromkeys(self.notes))[:400]

    def _is_alone(self, shot: ShotDraft) -> bool:
        """Whether a take is a piece of its own: all takes are one film, unless told otherwise."""
        group = self.draft.groups[shot.group]
        groups = {one.group for one in self.draft.shots if one.kind == "take"}
        films = {g for g in groups if self.draft.groups[g].film}
        if group.film:
            return shot.group != min(films)
        return len(groups) > 1 or group.listed or "separate" in shot.fields

    def _add(self, shot: ShotDraft) -> None:
        builder = ShotBuilder(shot, self.draft, self.book, self.seed, self.context.words.language)
        values = builder.build()
        if values is None or len(self.values) == MOST_SHOTS:
            self._unmade(shot, "shots" if values else "nobody")
            return
        identifier = identifier_for(values, set(builder.named), {v["id"] for v in self.values})
        if shot.kind == "take":
            values["separate"] = self._is_alone(shot)
        fields = self.draft.fields
        title = fields.get("picture_title") or fields.get("title")
        if title and shot.kind == "picture":
            values["title"] = builder.put("title", title.value[:80], title)
        values["id"] = identifier
        self.trace += [replace(slot, path=f"{identifier}.{slot.path}") for slot in builder.slots]
        kind = shot.kind_named
        if kind:
            self.trace.append(Slot(f"{identifier}.kind", shot.kind, kind.start, kind.end))
        self.left += builder.left
        self.notes += builder.notes
        self.values.append(values)
        self.made.append(shot)

    def _own_length(self, shot: ShotDraft, alone: bool) -> None:
        """The length of a film of one shot is that shot's; "each" is every shot's."""
        fields = self.draft.fields
        each = fields.get("length.each")
        takes = [one for one in self.draft.shots if one.kind == "take"]
        if each and shot.kind != "picture":
            shot.fields.setdefault("length", replace(each))
        whole = fields.get("length")
        if whole and shot.kind != "picture" and len(takes) <= 1 and alone:
            shot.fields.setdefault("length", whole)
        elif whole and shot.kind == "take" and self._is_alone(shot):
            shot.fields.setdefault("length", replace(whole, source="carried"))
        elif whole and len(takes) == 1 and shot.kind == "take" and len(self.draft.shots) > 1:
            shot.fields.setdefault("length", whole)

    def _films(self) -> None:
        """Of several films only the first is cut: the shots of the others stand alone."""
        takes = [one for one in self.made if one.kind == "take"]
        films = [one for one in takes if self.draft.groups[one.group].film]
        for group in list(dict.fromkeys(one.group for one in films))[1:]:
            shots = [one for one in films if one.group == group]
            if len(shots) > 1:
                self._leave(shots[0].kind_named or FoundValue("", *_span(shots[0])), "films")

    def _unmade(self, shot: ShotDraft, reason: str) -> None:
        """Every word of a shot that cannot be made is left out."""
        words = [*shot.fields.values(), *shot.views, *shot.passes]
        words += [FoundValue("", line.start, line.end) for line in shot.lines]
        words += [FoundValue("", role.start, role.end) for role in shot.roles if role.end]
        words += [word for role in shot.roles for word in role.fields.values()]
        words += [FoundValue("", c.start, c.end) for c in shot.captions]
        if shot.kind_named:
            words.append(shot.kind_named)
        if shot.kind == "voice_line" and not shot.lines:
            reason = "wordless"
        spans = [(w.start, w.end) for w in words if w.end and w.source == "brief"]
        if spans:
            start, end = min(spans)[0], max(end for _, end in spans)
            self.left.append(LeftOutWords(start, end, reason))


def _span(shot: ShotDraft) -> tuple[int, int]:
    """Where who is in a shot first is named."""
    return min((one.start, one.end) for one in [*shot.roles, *shot.lines] if one.end)


def intent_of(values: dict[str, Any]) -> str:
    """One sentence about what is made."""
    parts = []
    for shot in values["shots"]:
        if shot["kind"] == "voice_line":
            line = shot["lines"][0]
            parts.append(f"{line['character']} says “{line['text'][:60]}” ({line['emotion']})")
            continue
        who = " and ".join(
            f"{r['character']} {gerund(r['action']).replace('_', ' ')}"
            + (f", {r['expression']}" if r["expression"] != "neutral" else "")
            for r in shot["cast"]
        )
        where = f"{shot['place']['set'].replace('_', ' ')}, {shot['place']['time_of_day']}"
        what = "a picture" if shot["kind"] == "picture" else "a shot"
        parts.append(f"{what} of {who} ({where})")
    text = "; ".join(parts)
    text = text[:1].upper() + text[1:]
    return text if len(text) <= 399 else text[:398] + "…"
