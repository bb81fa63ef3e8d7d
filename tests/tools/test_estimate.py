"""What a plan will cost, learnt from past calls."""

from studio.nouns.artifact import ToolCall
from tools.estimate import USUAL, _learnt


def taken(width: int, height: int, seconds: float) -> ToolCall:
    size = {"width": width, "height": height, "fps": 24, "length": 2.0}
    about = {"tool": "render_take", "version": 1, "engine": "blender", "cache_key": "0"}
    return ToolCall(**about, parameters=size, seconds=seconds)


def test_a_small_piece_does_not_tell_what_a_large_one_costs() -> None:
    assert _learnt([taken(96, 54, 15.0)])["render_take"] == USUAL["render_take"]
    assert _learnt([taken(96, 54, 15.0), taken(512, 288, 101.0)])["render_take"] == 2.0
