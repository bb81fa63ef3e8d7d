"""Who does and feels what: actions, feelings and their strength, given to roles and lines."""

from llm.planner.brief.claims import Claim
from llm.planner.brief.context import Context
from llm.planner.brief.drafts import Deliverable, LineDraft, RoleDraft
from llm.planner.brief.speech import Mention, mentions
from llm.planner.words.cast import Cast
from llm.planner.words.lexicon import grammar

_JOINS = {"and", "&", ",", "with", "plus", "e", "con"}
_PREPOSITIONS = {"with", "of", "on", "to", "at", "beside", "behind", "near", "for"}
_TRAIL = {"strength", "emotion", "rate", "language", "structure", "style"}
# "side by side", "next to each other", "hand in hand", "face to face"
_SIDE_BY_SIDE = {"side", "next", "hand", "face"}
_NO_SUBJECT = {("all",), ("together",)}


class Performance:
    """Walks over a deliverable's tokens, in order, and fills the roles and lines of `draft`."""

    def __init__(
        self,
        context: Context,
        tokens: list[int],
        claims: list[Claim],
        draft: Deliverable,
        cast: Cast,
    ) -> None:
        self.context, self.tokens, self.claims, self.draft, self.cast = (
            context,
            tokens,
            claims,
            draft,
            cast,
        )
        self.names: dict[int, Mention] = {m.claim.start: m for m in mentions(context, claims)}
        self.group: list[RoleDraft] = []
        self.early: list[Claim] = []
        self.previous: Mention | None = None

    def read(self, heirs: list[str]) -> None:
        """`heirs`: whom a deliverable without names is about."""
        if not self.names:
            self.group = [self.draft.role(name) for name in heirs]
        for index in self.tokens:
            claim = self.context.at.get(index)
            if index in self.names:
                self._name(self.names[index])
            elif claim is None:
                self._pronoun(index)
            elif claim.start == index and not claim.negated:
                if claim.category == "emotion":
                    self._emotion(claim)
                elif claim.category == "action":
                    self._give(claim)
                elif claim.category == "intensity":
                    for role in self.group or self.draft.roles:
                        role.strength = min(max(float(claim.value), 0.0), 2.0)
                elif claim.category == "rate":
                    for line in self._lines_at(claim) or self.draft.lines[:1]:
                        line.rate = float(claim.value)
                elif claim.category == "language":
                    self._language(claim)
                elif claim.category == "style" and self.context.norm(index) in _SIDE_BY_SIDE:
                    self._share_action()
                elif claim.category == "strength" and not claim.attached:
                    self._loose_strength(claim)
        for claim in self.early:
            self._apply(claim, self.draft.roles)
        if not self.draft.lines:
            self._wordless()

    def _wordless(self) -> None:
        """ "Luca shouting", without a word of it: only what the shouting looks like is left."""
        for verb in (c for c in self.claims if c.category == "speech" and not c.negated):
            for role in self.draft.roles:
                if role.expression is None and verb.value != "neutral" and not role.addressed:
                    role.expression, role.expression_weak = verb.value, True
            self.draft.notes.append("To hear words, put them in quotation marks.")

    def _name(self, mention: Mention) -> None:
        known = {r.character for r in self.draft.roles}
        role = self.draft.role(mention.name)
        if mention.addressed:
            role.addressed = mention.name not in known
            return
        role.addressed = False
        start, last = mention.claim.start, self.previous
        joined = (
            last is not None
            and self.group
            and all(self.context.norm(i) in _JOINS for i in range(last.claim.end, start))
        )
        self.group = [*self.group, role] if joined and role not in self.group else [role]
        self.previous = mention
        early, self.early = self.early, []
        for claim in early:
            self._apply(claim, self.group)

    def _pronoun(self, index: int) -> None:
        word = (self.context.norm(index),)
        if self.context.norm(index - 1) in _PREPOSITIONS:
            return
        if word == ("who",):
            near = [m for m in self.names.values() if 0 <= index - m.claim.end <= 1]
            self.group = [self.draft.role(near[-1].name)] if near else self.group
        if word == ("together",):
            self._share_action()
        if word in grammar("plural_subject") - _NO_SUBJECT and self.draft.roles:
            self.group = list(self.draft.roles)
        for gender, objects in (("he", ("him",)), ("she", ("her",))):
            if word in grammar(gender) and word != objects:
                matching = [r for r in self.draft.roles if self.cast.gender(r.character) == gender]
                self.group = matching[-1:] or self.group

    def _share_action(self) -> None:
        """ "Luca and, beside her, Giulia sitting side by side": what one does, all do."""
        known = [role.action for role in self.draft.roles if role.action]
        for role in self.draft.roles:
            if known and role.action is None:
                role.action = known[-1]

    def _lines_at(self, claim: Claim) -> list[LineDraft]:
        """The lines whose speaking `claim` is about."""
        for line in self.draft.lines:
            scope = line.scope
            if claim.start in scope or claim.end == scope.start:
                return [line]
            if claim.start >= scope.stop and all(
                self._trails(i) for i in range(scope.stop, claim.start)
            ):
                return [line]
        following = [self.context.norm(i) for i in range(claim.end, claim.end + 2)]
        if {"voice", "tone", "voce"} & set(following):
            after = [line for line in self.draft.lines if line.scope.stop > claim.start]
            return (after or self.draft.lines[-1:])[:1]
        return []

    def _language(self, claim: Claim) -> None:
        """Of several lines, the one just before; "both in Italian" is said of all."""
        lines = self._lines_at(claim) if len(self.draft.lines) > 1 else []
        if lines and self.context.norm(claim.start - 2) not in ("both", "all", "everything"):
            lines[0].language = lines[0].language or claim.value
            claim.attached = True

    def _trails(self, index: int) -> bool:
        """Whether the words after a quotation still tell how it is spoken."""
        claim = self.context.at.get(index)
        if claim is not None:
            return claim.category in _TRAIL
        return (self.context.norm(index),) in grammar("stop") - {("and",), ("while",), ("as",)}

    def _emotion(self, claim: Claim) -> None:
        following = self.context.at.get(claim.end)
        place = following is not None and following.category == "set"
        if place and (self.context.norm(claim.end),) not in grammar("stop"):
            return  # "a lonely alley": the place is, not who stands in it
        self._scale(claim)
        lines = self._lines_at(claim)
        for line in lines:
            if line.emotion is None:
                line.emotion, line.strength = claim.value, claim.strength
        if not lines:
            self._give(claim)

    def _scale(self, claim: Claim) -> None:
        """An adverb of degree beside a feeling: "very sad", "smiling broadly"."""
        before = claim.start - 1
        while self.context.norm(before) == "," or (
            before not in self.context.at and self.context.norm(before).endswith("ly")
        ):
            before -= 1  # "extremely, unbelievably happy"
        for index in (before, claim.end):
            other = self.context.at.get(index)
            if (
                other
                and "strength" in other.readings
                and other.category in ("strength", "style", "rate")
                and not other.attached
            ):
                claim.strength = min(
                    2.0, round(claim.strength * float(other.readings["strength"].value), 2)
                )
                other.attached = True
                return

    def _loose_strength(self, claim: Claim) -> None:
        """ "exaggerated expression", "a very exaggerated look": a degree of whatever is felt."""
        following = self.context.at.get(claim.end)
        value = float(claim.value)
        said = tuple(self.context.norm(i) for i in range(claim.start, claim.end))
        if said in grammar("volume") and (lines := self._lines_at(claim)):
            lines[0].force *= value
            claim.attached = True
            return
        if following and following.can("emotion"):
            return
        near = {self.context.norm(i) for i in range(claim.end, claim.end + 3)}
        if near & {
            "expression",
            "expressions",
            "face",
            "emotion",
            "espressione",
        } or "exaggerat" in self.context.norm(claim.start):
            for role in self.group or self.draft.roles:
                role.strength = value
            claim.attached = True

    def _give(self, claim: Claim) -> None:
        """To the name that follows at once ("an excited Luca"), else to who was named last."""
        following = self.names.get(claim.end)
        if following is not None and not following.addressed:
            self.early.append(claim)
        elif self.group:
            self._apply(claim, self.group)
        else:
            self.early.append(claim)

    def _apply(self, claim: Claim, roles: list[RoleDraft]) -> None:
        for role in roles:
            if claim.category == "emotion":
                if role.expression is None or (role.expression_weak and not claim.weak):
                    given = role.strength if role.expression is None else 1.0
                    role.expression, role.expression_weak = claim.value, claim.weak
                    role.strength = min(2.0, round(claim.strength * given, 2))
                elif role.expression != claim.value and not claim.weak:
                    self._second(claim)
            elif role.action is None or (role.action_weak and not claim.weak):
                role.action, role.action_weak = claim.value, claim.weak
            elif role.action != claim.value and not claim.weak:
                self._second(claim)

    def _second(self, claim: Claim) -> None:
        words = " ".join(t.text for t in self.context.tokens[claim.start : claim.end])
        if words not in self.draft.unplaced:
            self.draft.unplaced.append(words)
            self.draft.others.append((claim.category, claim.value, claim.strength))
