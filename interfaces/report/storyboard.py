"""The storyboard: what the tools made, as panels in the order of making."""

from dataclasses import dataclass

from interfaces.format.history import History
from interfaces.format.wording import describe_call
from interfaces.report.media import MediaShower, MediaView
from studio.nouns.artifact import ToolCall, is_handle, kind_of

SHOWN_KINDS = ("image", "audio", "video")


@dataclass(frozen=True)
class Panel:
    """One artifact of one call. `name` is the pass or the tool; `finished` is it a deliverable."""

    number: int
    take: int
    tool: str
    name: str
    action: str
    took: str
    media: MediaView
    finished: bool


def storyboard(told: History, carrier: MediaShower, handed_over: set[str]) -> list[Panel]:
    """Panels of every take, each artifact once. What was handed over is shown as a picture only:
    the page has its player already."""
    panels: list[Panel] = []
    seen: set[str] = set()
    for take in told.takes:
        for call in take.calls:
            for name, handle in made_by(call):
                if handle in seen:
                    continue
                seen.add(handle)
                panels.append(
                    Panel(
                        len(panels) + 1,
                        take.number,
                        call.tool,
                        name,
                        describe_call(call),
                        "from the store" if call.cached else f"{call.seconds:.1f} s",
                        carrier.view(handle, player=handle not in handed_over),
                        handle in handed_over,
                    )
                )
    return panels


def made_by(call: ToolCall) -> list[tuple[str, str]]:
    """(name, handle) of the pictures, sounds and clips that a call gave the right to: text of its
    result that only looks like a handle shows nothing of what another session has made."""
    found: list[tuple[str, str]] = []
    for key, value in (call.result or {}).items():
        items = value.items() if isinstance(value, dict) else [(call.tool, value)]
        for name, handle in items:
            shown = isinstance(handle, str) and is_handle(handle) and key != "inputs"
            granted = call.handles is None or handle in call.handles
            if shown and granted and kind_of(handle) in SHOWN_KINDS:
                found.append((str(name), handle))
    return found
