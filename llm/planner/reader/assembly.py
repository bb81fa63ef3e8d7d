"""From a draft to a film of the plan."""

from dataclasses import replace
from typing import Any

from llm.planner.data import table as data
from llm.planner.reader.accounting import account, lost
from llm.planner.reader.criteria import with_criteria
from llm.planner.reader.frame import Held, Left, ShotDraft, Slot
from llm.planner.reader.ids import gerund, identifier_for
from llm.planner.reader.leftover import told
from llm.planner.reader.overall import FilmAssembler
from llm.planner.reader.resolve import ShotBuilder
from studio.plan import Film
from studio.plan.film import MOST_SHOTS
from studio.plan.lengths import with_spread_lengths

_SEEN = ("set", "time", "framing", "angle", "move", "exposure")
_MOVING = ("music", "subtitles", "opening", "closing", "length", "atmosphere")


class Assembler(FilmAssembler):
    """Makes the film of a draft. `trace` tells where everything came from."""

    def film(self) -> Film | None:
        """The film; None where none of its shots can be made."""
        self._kinds()
        for shot in self._variants():
            self._add(shot)
        if not self.values:
            return None
        values: dict[str, Any] = {"intent": "", "shots": self.values}
        self._over_all(values)
        self._transitions()
        names = {r["character"] for v in self.values for r in v.get("cast", [])}
        names |= {line["character"] for v in self.values for line in v.get("lines", [])}
        account(self.state, self.trace, self.left, names)
        film = Film.model_validate({**values, "intent": intent_of(values)})
        film = with_spread_lengths(film)
        left = told(self.text, [*self.left, *lost(film, self.trace)])
        film = film.model_copy(update={"left_out": left})
        return with_criteria(film.model_copy(update={"message": self._message()}))

    def _message(self) -> str:
        return " ".join(dict.fromkeys(self.notes))[:400]

    def _kinds(self) -> None:
        """Which kind each shot is, where the brief does not say."""
        draft = self.draft
        film_wide = bool(draft.fields.keys() & set(_MOVING)) or draft.every_transition is not None
        for number, group in enumerate(draft.groups):
            self._several_kinds(number)
            shots = [shot for shot in draft.shots if shot.group == number]
            together = group.film or (
                len(shots) > 1 and group.kind in ("", "take") and not group.listed
            )
            for shot in shots:
                shot.kind = shot.kind or ("take" if together else "") or self._kind(shot, film_wide)
                if shot.kind == "voice_line" and not shot.lines and shot.roles and group.film:
                    shot.kind = "take"

    def _several_kinds(self, number: int) -> None:
        """One description of several kinds, or as many as there are kinds."""
        kinds = [kind for kind, count in self.draft.groups[number].kinds for _ in range(count)]
        shots = [shot for shot in self.draft.shots if shot.group == number]
        if len(shots) == len(kinds):
            for shot, kind in zip(shots, kinds, strict=True):
                shot.kind = kind
        elif len(shots) == 1 and kinds:
            place = self.draft.shots.index(shots[0])
            told = [replace(shots[0], kind=kind) for kind in kinds]
            for shot in told:
                if shot.kind == "picture":
                    shot.lines = []
                if shot.kind == "voice_line":
                    shot.fields = {n: f for n, f in shot.fields.items() if n not in _SEEN}
            self.draft.shots[place : place + 1] = told

    def _kind(self, shot: ShotDraft, film_wide: bool) -> str:
        acts = any(
            (a := role.fields.get("action")) and a.value != "talk" and not a.weak
            for role in shot.roles
        )
        speakers = {line.speaker for line in shot.lines}
        acts = acts or any(r.fields and r.character not in speakers for r in shot.roles)
        seen = acts or {"set", "framing", "angle"} & shot.fields.keys() or shot.views
        if shot.lines and not (seen or self._shown(shot, film_wide)):
            return "voice_line"
        acting = {role.fields["action"].value for role in shot.roles if "action" in role.fields}
        if acting & {"nod"} or shot.lines or shot.moving() or "silent" in shot.fields or film_wide:
            return "take"
        return "picture"

    def _shown(self, shot: ShotDraft, film_wide: bool) -> bool:
        fields = self.draft.fields
        silent_ok = [
            n
            for n in ("subtitles", "opening", "closing")
            if n in fields and fields[n].value != "none"
        ]
        moves = {
            "move",
            "speed",
            "fps",
            "aspect",
            "size",
            "resolution",
            "time",
        } & shot.fields.keys()
        music = self.draft.fields.get("music")
        return bool(silent_ok or moves or (music and music.value != "none") or shot.captions)

    def _is_alone(self, shot: ShotDraft) -> bool:
        """Whether a take is a piece of its own: all takes are one film, unless told otherwise."""
        group = self.draft.groups[shot.group]
        groups = {one.group for one in self.draft.shots if one.kind == "take"}
        films = {g for g in groups if self.draft.groups[g].film}
        if group.film:
            return shot.group != min(films)
        return len(groups) > 1 or group.listed or "separate" in shot.fields

    def _variants(self) -> list[ShotDraft]:
        """The shots, those of several views or several takes repeated."""
        found: list[ShotDraft] = []
        for shot in self.draft.shots:
            group = self.draft.groups[shot.group]
            mates = [one for one in self.draft.shots if one.group == shot.group]
            views = shot.views
            if self.draft.sheet and shot.kind == "picture" and not views:
                views = [Held(v, source="default") for v in data("resolve")["sheet_views"]]
            if shot.kind == "picture" and len(views) > 1:
                found += [replace(shot, views=[view]) for view in views]
                continue
            if len(mates) == 1 and self._one_each(shot):
                found += [replace(shot, roles=[role]) for role in shot.roles]
                continue
            own = shot.fields.get("separate")
            if shot.kind == "voice_line" and own and own.value == "yes" and len(shot.lines) > 1:
                found += [replace(shot, lines=[line]) for line in shot.lines]
                continue
            if shot.framings:
                framings = [shot.fields["framing"], *shot.framings]
                found += [replace(shot, fields={**shot.fields, "framing": f}) for f in framings]
                continue
            count = group.count if len(mates) == 1 and group.count > 1 else 1
            told = group.count_word
            if told and not group.kinds and 1 < len(mates) != group.count and shot is mates[-1]:
                self.left.append(Left(told.start, told.end, f"{len(mates)} are told of"))
            for take in range(count):
                fields = dict(shot.fields)
                if take:
                    seed = float(fields["seed"].value) if "seed" in fields else self.seed
                    fields["seed"] = Held(f"{seed + take:.0f}", source="default")
                if count > 1 and shot.kind == "take" and not group.film:
                    fields["separate"] = Held("yes", source="default")
                found.append(replace(shot, fields=fields, views=views))
        return found

    def _one_each(self, shot: ShotDraft) -> bool:
        """Whether every character gets a picture: "pictures of Luca and Giulia"."""
        group = self.draft.groups[shot.group]
        if shot.kind != "picture" or len(shot.roles) < 2 or group.film:
            return False
        each = "separate" in shot.fields and group.count in (0, 1, len(shot.roles))
        return each or (group.listed and group.count == 0)

    def _add(self, shot: ShotDraft) -> None:
        builder = ShotBuilder(shot, self.draft, self.book, self.seed, self.state.words.language)
        self._own_length(shot)
        values = builder.build()
        if values is None or len(self.values) == MOST_SHOTS:
            self._unmade(shot, "shots" if values else "nobody")
            return
        identifier = identifier_for(values, set(builder.named), {v["id"] for v in self.values})
        if shot.kind == "take":
            values["separate"] = self._is_alone(shot)
        elif shot.kind == "picture" and self._in_cut(shot):
            values["separate"] = False
        title = self.draft.fields.get("title")
        if title and shot.kind == "picture":
            values["title"] = title.value[:80]
        values["id"] = identifier
        self.trace += [replace(slot, path=f"{identifier}.{slot.path}") for slot in builder.slots]
        kind = shot.kind_named
        if kind:
            self.trace.append(Slot(f"{identifier}.kind", shot.kind, kind.start, kind.end))
        self.left += builder.left
        self.notes += builder.notes
        self.values.append(values)
        self.made.append(shot)

    def _in_cut(self, shot: ShotDraft) -> bool:
        return self.draft.groups[shot.group].film and any(
            other.group == shot.group and other.kind == "take" for other in self.draft.shots
        )

    def _own_length(self, shot: ShotDraft) -> None:
        """The length of a film of one shot is that shot's; "each" is every shot's."""
        fields = self.draft.fields
        each = fields.get("length.each")
        takes = [one for one in self.draft.shots if one.kind == "take"]
        if each and shot.kind != "picture":
            shot.fields.setdefault("length", replace(each))
        whole = fields.get("length")
        if whole and shot.kind != "picture" and len(takes) <= 1 and len(self.draft.shots) == 1:
            shot.fields.setdefault("length", whole)
        elif whole and shot.kind == "take" and self._is_alone(shot):
            shot.fields.setdefault("length", replace(whole, source="carried"))
        elif whole and len(takes) == 1 and shot.kind == "take":
            shot.fields.setdefault("length", whole)

    def _unmade(self, shot: ShotDraft, reason: str) -> None:
        """Every word of a shot that cannot be made is left out."""
        words = [*shot.fields.values(), *shot.views, *shot.passes]
        words += [Held("", line.start, line.end) for line in shot.lines]
        words += [Held("", role.start, role.end) for role in shot.roles if role.end]
        words += [word for role in shot.roles for word in role.fields.values()]
        words += [Held("", c.start, c.end) for c in shot.captions]
        if shot.kind_named:
            words.append(shot.kind_named)
        if shot.kind == "voice_line" and not shot.lines:
            reason = "wordless"
        spans = [(w.start, w.end) for w in words if w.end and w.source == "brief"]
        if spans:
            start, end = min(spans)[0], max(end for _, end in spans)
            self.left.append(Left(start, end, reason))


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
