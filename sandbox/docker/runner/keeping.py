"""The one call that takes bytes, `keep_artifact`: they travel beside the message. Standard library
only: it runs inside every sandbox."""

from typing import Any

KEEP = "keep_artifact"


def split(
    tool: str, args: tuple[Any, ...], kwargs: dict[str, Any], most: int
) -> tuple[bytes, tuple[Any, ...], dict[str, Any]]:
    """A call's bytes, at most `most`, and its other arguments. RuntimeError, in words for the
    program, where they are no bytes or too many."""
    if tool != KEEP:
        return b"", args, kwargs
    rest = dict(kwargs)
    data, *others = args if args else (rest.pop("data", b""),)
    if not isinstance(data, bytes | bytearray | memoryview):
        raise RuntimeError(f"{KEEP}: it takes bytes, not {type(data).__name__}.")
    blob = bytes(data)
    if len(blob) > most:
        raise RuntimeError(
            f"{KEEP}: {len(blob)} bytes are more than an artifact may have ({most}). "
            "Make it smaller."
        )
    return blob, tuple(others), rest
