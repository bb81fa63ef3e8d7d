"""What a brief asks for, before the director fills in what it leaves open."""

from dataclasses import dataclass, field


@dataclass
class RoleDraft:
    """One character in a deliverable. `None` where the brief is silent."""

    character: str
    action: str | None = None
    action_weak: bool = False
    expression: str | None = None
    expression_weak: bool = False
    strength: float = 1.0
    addressed: bool = False


@dataclass
class LineDraft:
    """Words to be spoken. An empty speaker: nobody was named. `scope` is the stretch of tokens
    about the speaking itself: a feeling named there is the voice's. `implied` is the feeling that
    the verb lends ("shouts"), `force` its loudness or softness."""

    text: str
    speaker: str = ""
    emotion: str | None = None
    strength: float = 1.0
    implied: str | None = None
    force: float = 1.0
    rate: float = 1.0
    language: str | None = None
    off_screen: bool = False
    scope: range = range(0)


@dataclass
class Deliverable:
    """One thing to make.

    `fields` holds set, time, framing, angle, view, move, duration, size, aspect, resolution, fps,
    quality, exposure, seed and mood as the brief's words have them. `without` holds what it forbids
    (music, subtitles), `others` further actions and feelings than the one that a character can
    have. `added`: a note asks for it besides what was asked before.
    `only_reported`: somebody speaks, but only in reported speech, and nothing else is asked for."""

    kind: str | None = None
    roles: list[RoleDraft] = field(default_factory=list)
    lines: list[LineDraft] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    passes: list[str] = field(default_factory=list)
    title: str = ""
    music: bool = False
    subtitles: bool = False
    transparent: bool = False
    silent: bool = False
    dialogue: bool = False
    separate: bool = False
    listed: bool = False
    only_reported: bool = False
    moving: bool = False
    same_place: bool = False
    count: int = 1
    notes: list[str] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    others: list[tuple[str, str, float]] = field(default_factory=list)
    without: set[str] = field(default_factory=set)
    added: bool = False

    def role(self, character: str) -> RoleDraft:
        """The role of `character`, made if it is new."""
        for known in self.roles:
            if known.character == character:
                return known
        self.roles.append(RoleDraft(character))
        return self.roles[-1]
