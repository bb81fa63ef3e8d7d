"""Twelve things that one character is asked to do: each action once, over all sets, times of day,
expressions and framings."""

from dataclasses import dataclass
from typing import Any

STANDING = ("idle", "wave", "hands_on_hips", "think", "point", "talk", "nod")  # straight legs


@dataclass(frozen=True)
class Brief:
    """One picture, in the plan's own words. `line`: what is said, where something is."""

    action: str
    expression: str
    set: str
    time_of_day: str
    framing: str
    view: str
    line: str = ""

    def words(self, character: str) -> str:
        """The brief as a person would write it."""
        said = f", and says “{self.line}”" if self.line else ""
        place, when = self.set.replace("_", " "), self.time_of_day
        seen = f"{self.framing.replace('_', ' ')}, {self.view.replace('_', ' ')}"
        doing = self.action.replace("_", " ")
        return f"{character}, {doing}, {self.expression}, {place}, {when} ({seen}){said}"

    def arguments(self, character: str, size: int, quality: str) -> dict[str, Any]:
        """Of render_character()."""
        role = {"character": character, "action": self.action, "expression": self.expression}
        return {
            "cast": [role],
            "set": self.set,
            "time_of_day": self.time_of_day,
            "framing": self.framing,
            "view": self.view,
            "width": size,
            "height": size,
            "quality": quality,
        }


BRIEFS = [
    Brief("idle", "neutral", "backdrop", "day", "medium", "front", "I know every boat here."),
    Brief("wave", "happy", "seaside_town", "day", "full", "front", "Good morning, everybody!"),
    Brief("talk", "playful", "meadow", "day", "medium", "front", "Come on, it is not far."),
    Brief("hands_on_hips", "determined", "seaside_town", "sunset", "full", "front"),
    Brief("think", "neutral", "bedroom", "day", "medium", "three_quarter"),
    Brief(
        "point", "excited", "meadow", "morning", "full", "front", "Look at that hill over there!"
    ),
    Brief("nod", "sad", "bedroom", "night", "close_up", "front"),
    Brief("cheer", "excited", "seaside_town", "day", "full", "three_quarter", "We did it!"),
    Brief("walk", "happy", "meadow", "sunset", "full", "three_quarter"),
    Brief("run", "scared", "night_street", "night", "full", "front"),
    Brief("sit", "sad", "night_street", "morning", "medium", "front"),
    Brief("jump", "surprised", "backdrop", "day", "full", "front"),
]
