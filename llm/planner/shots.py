"""From what a brief asks for to a shot with every decision taken."""

from typing import Any

from llm.planner.brief.drafts import Deliverable, LineDraft, RoleDraft
from llm.planner.data import table
from llm.planner.words.cast import Cast
from llm.planner.words.languages import detect
from llm.planner.words.tokens import fold
from studio.nouns.treatment import Line, Role, Shot
from studio.nouns.vocabulary import Pose, words

_SIZE_STEP = 8
_SMALLEST = 64
# What a brief may fix, the parameters that a review is most likely to change first.
_FIXABLE = (
    "width",
    "height",
    "quality",
    "framing",
    "view",
    "duration",
    "expression",
    "strength",
    "rate",
    "exposure",
    "time_of_day",
    "action",
    "camera_move",
    "music",
    "seed",
    "set",
    "angle",
    "fps",
)
_MOST_FIXED = 12
_GERUNDS = {
    "run": "running",
    "sit": "sitting",
    "wave": "waving",
    "nod": "nodding",
    "idle": "standing",
}


def gerund(action: str) -> str:
    """ "run" as "running"; phrases stay as they are."""
    return _GERUNDS.get(action, action if "_" in action else action + "ing")


class ShotBuilder:
    """Fills in one deliverable. `asked` collects what the brief named, `notes` what a person
    should know of what was decided for them."""

    def __init__(self, draft: Deliverable, cast: Cast, seed: int) -> None:
        self.draft, self.cast, self.seed = draft, cast, seed
        self.asked: set[str] = set()
        self.notes: list[str] = list(draft.notes)
        self.defaults = table("defaults")

    def build(self, identifier: str) -> Shot:
        """The shot, without criteria."""
        draft, fields = self.draft, self.draft.fields
        lines = [self._line(line) for line in draft.lines] if draft.kind != "picture" else []
        if draft.kind == "picture" and draft.lines:
            self.notes.append("A picture has no sound: ask for a shot to hear the words.")
        values: dict[str, Any] = {
            "id": identifier,
            "kind": draft.kind,
            "title": draft.title,
            "lines": lines,
        }
        values["cast"] = self._roles(lines) if draft.kind != "voice_line" else []
        values["set"], values["time_of_day"] = self._place()
        for name, field in (
            ("angle", "angle"),
            ("view", "view"),
            ("camera_move", "move"),
        ):
            if field in fields:
                values[name] = fields[field]
                self.asked.add(name)
        if "framing" in fields:
            self.asked.add("framing")
        values["framing"] = fields.get("framing") or self._framing(values["cast"])
        values["seed"] = max(0, min(int(float(fields.get("seed", self.seed))), 2**31 - 1))
        self.asked |= {"seed"} & fields.keys()
        if "exposure" in fields:
            values["exposure"] = self._exposure(float(fields["exposure"]))
        if draft.kind in ("picture", "shot"):
            values.update(self._size(draft.kind))
        if draft.kind == "shot" or (draft.kind == "voice_line" and "duration" in fields):
            values.update(self._time(bool(lines)))
        if draft.kind != "picture" and draft.music:
            values["music"] = fields.get("mood") or self._mood(values["cast"], lines)
            self.asked.add("music")
        elif draft.music:
            self.notes.append("A picture has no music.")
        values["passes"] = [] if draft.kind != "picture" else draft.passes
        if draft.passes and draft.kind != "picture":
            self.notes.append("Passes come with pictures only.")
        values["transparent"] = draft.transparent and draft.kind == "picture"
        values["subtitles"] = draft.subtitles and draft.kind == "shot" and bool(lines)
        values["fixed"] = [name for name in _FIXABLE if name in self.asked][:_MOST_FIXED]
        return Shot.model_validate(values)

    def _exposure(self, stops: float) -> float:
        self.asked.add("exposure")
        within = min(max(stops, -3.0), 3.0)
        if within != stops:
            self.notes.append(f"Exposure goes from -3 to 3 stops: {within:g} it is.")
        return within

    def _line(self, line: LineDraft) -> Line:
        role = self.draft.role(line.speaker)
        emotion = line.emotion or role.expression or line.implied or "neutral"
        strength = line.strength if line.emotion else role.strength
        language = line.language or self.draft.fields.get("language")
        detected = detect(line.text, self.cast.languages.get(line.speaker, "en"))
        if language and language != detected:
            self.notes.append(
                "The words are read in the language asked for; they are not translated."
            )
        if line.force < 1 and line.implied is None:
            self.notes.append("The voice cannot whisper: the line is spoken softly.")
        self.asked |= {"strength"} if strength != 1 else set()
        self.asked |= {"rate"} if line.rate != 1 else set()
        return Line(
            character=line.speaker,
            text=line.text,
            language=language or detected,
            emotion=emotion,
            strength=min(2.0, round(strength * line.force, 2)),
            rate=line.rate,
        )

    def _roles(self, lines: list[Line]) -> list[Role]:
        unseen = {line.speaker for line in self.draft.lines if line.off_screen}
        roles = []
        for role in self.draft.roles:
            spoken = next((line for line in lines if line.character == role.character), None)
            if not role.character or (
                role.character in unseen and not role.action and not role.expression
            ):
                continue
            roles.append(self._role(role, spoken))
        # Somebody is to be seen, even where the only one named speaks off screen.
        return roles or [self._role(role, None) for role in self.draft.roles[:1] if role.character]

    def _role(self, role: RoleDraft, spoken: Line | None) -> Role:
        action = role.action or ("talk" if spoken else "idle")
        if self.draft.kind == "picture" and action not in words(Pose):
            if action == "nod":
                self.notes.append("A still picture cannot nod.")
            action = "idle"
        self.asked |= {"action"} if role.action else set()
        self.asked |= {"strength"} if role.strength != 1 else set()
        expression = role.expression or (spoken.emotion if spoken else "neutral")
        strength = role.strength if role.expression or not spoken else spoken.strength
        self.asked |= {"expression"} if role.expression or expression != "neutral" else set()
        return Role(
            character=role.character, action=action, expression=expression, strength=strength
        )

    def _place(self) -> tuple[str, str]:
        fields = self.draft.fields
        self.asked |= {"set"} & fields.keys() | ({"time_of_day"} if "time" in fields else set())
        place = fields.get("set") or ("backdrop" if self.draft.transparent else "seaside_town")
        time = fields.get("time") or ("night" if place == "night_street" else "day")
        return place, time

    def _framing(self, roles: list[Role]) -> str:
        by_action = self.defaults["framing"]
        wanted = {by_action[role.action] for role in roles}
        return "full" if "full" in wanted or len(roles) > 2 else "medium"

    def _time(self, spoken: bool) -> dict[str, Any]:
        values: dict[str, Any] = {}
        if "duration" in self.draft.fields:
            self.asked.add("duration")
            seconds = float(self.draft.fields["duration"])
            values["duration"] = min(max(seconds, 0.5), 60.0)
            if values["duration"] != seconds:
                self.notes.append(
                    f"A piece lasts from half a second to 60 s: {values['duration']:g} s it is."
                )
        elif not spoken:
            values["duration"] = float(self.defaults["silent_shot_seconds"])
        if "fps" in self.draft.fields:
            rate = int(float(self.draft.fields["fps"]))
            values["fps"] = min(max(rate, 6), 60)
            if values["fps"] != rate:
                self.notes.append(f"A shot has 6 to 60 frames/s: {values['fps']} it is.")
            self.asked.add("fps")
        return values

    def _size(self, kind: str) -> dict[str, Any]:
        base, fields = self.defaults[kind], self.draft.fields
        width, height = float(base["width"]), float(base["height"])
        if "size" in fields:
            width, height = (float(side) for side in fields["size"].split("x"))
        else:
            area = width * height
            across, up = (float(n) for n in fields.get("aspect", f"{width}:{height}").split(":"))
            ratio = min(max(across / up, 0.25), 4.0)
            width, height = (area * ratio) ** 0.5, (area / ratio) ** 0.5
            if "resolution" in fields:
                long = float(fields["resolution"])
                # "4k" alone means the usual 16:9.
                ratio = ratio if "aspect" in fields or kind == "shot" else 16 / 9
                width, height = (long, long / ratio) if ratio >= 1 else (long * ratio, long)
        sized = {"size", "aspect", "resolution"} & fields.keys()
        self.asked |= {"width", "height"} if sized else set()
        limit = float(self.defaults[f"{kind}_max_side"])
        wanted = f"{width:.0f}x{height:.0f}"
        shrink = min(1.0, limit / max(width, height, 1.0))
        step = 2 if "size" in fields else _SIZE_STEP
        width, height = (
            max(_SMALLEST, round(side * shrink / step) * step) for side in (width, height)
        )
        if "size" in fields and (shrink < 1 or wanted != f"{width}x{height}"):
            self.notes.append(f"{wanted} cannot be rendered here: {width}x{height} it is.")
        elif shrink < 1:
            self.notes.append(f"{wanted} is over what is rendered here: {width}x{height} it is.")
        quality = fields.get("quality", base["quality"])
        self.asked |= {"quality"} & fields.keys()
        return {"width": width, "height": height, "quality": quality}

    def _mood(self, roles: list[Role], lines: list[Line]) -> str:
        felt = [r.expression for r in roles] + [line.emotion for line in lines]
        return self.defaults["mood"][next((f for f in felt if f != "neutral"), "neutral")]


def identifier_for(draft: Deliverable, taken: set[str]) -> str:
    """A readable name of at most 32 characters, unique among `taken`: luca_running_seaside."""
    parts = [role.character for role in draft.roles[:2]]
    first = draft.roles[0] if draft.roles else None
    if draft.kind == "voice_line":
        parts = [draft.lines[0].speaker] if draft.lines else parts
        parts += ["says", *draft.lines[0].text.split()[:3]] if draft.lines else ["line"]
    elif first is not None:
        parts += [gerund(first.action) if first.action else (first.expression or "")]
    if draft.kind != "voice_line":
        parts += [draft.fields.get("set", "").removesuffix("_town"), draft.fields.get("time", "")]
    ascii_words = "_".join(_plain(part) for part in parts if part)
    base = ascii_words.strip("_")[:28].strip("_") or "shot"
    base = base if base[0].isalpha() else f"shot_{base}"[:28]
    name, count = base, 2
    while name in taken:
        name, count = f"{base}_{count}", count + 1
    return name


def _plain(part: str) -> str:
    return "_".join("".join(c if c.isascii() and c.isalnum() else " " for c in fold(part)).split())
