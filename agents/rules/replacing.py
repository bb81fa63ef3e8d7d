"""Makes the whole program of the parts of one that a coder changes."""

import ast
from itertools import takewhile

from studio.errors import ToolError
from studio.nouns.program import LONGEST_PROGRAM, ProgramAgain, Replacement

_SHOWN = 80


def on_few_lines(program: str) -> str:
    """A program on as few lines as it can have, below the comments at its head; as it is where it
    cannot be parsed."""
    try:
        short = ast.unparse(ast.parse(program))
    except (SyntaxError, ValueError, RecursionError):
        return program
    head = takewhile(lambda line: line.startswith("#"), program.splitlines())
    return "\n".join([*head, short])


def whole(reply: ProgramAgain, before: str) -> ProgramAgain:
    """The reply with its whole program in `code`. The parts may be those of the program `before` as
    it was written, or as it is on few lines.

    ToolError, worded for the coder: a part stands there not at all, or more than once."""
    if reply.code.strip():
        return reply.model_copy(update={"replace": []})
    if not reply.replace:
        raise ToolError("the reply has neither `code` nor `replace`.", "Send the whole program.")
    texts = [before, on_few_lines(before)]
    errors = [_error(text, reply.replace) for text in texts]
    if all(errors):
        raise ToolError(errors[0], "Copy a longer part of PROGRAM, or send the whole `code`.")
    code = texts[errors.index("")]
    for one in reply.replace:
        code = code.replace(one.find, one.by)
    if len(code) > LONGEST_PROGRAM:
        raise ToolError(
            f"the program has {len(code)} characters then, over {LONGEST_PROGRAM}.",
            "Make it shorter.",
        )
    return reply.model_copy(update={"code": code, "replace": []})


def _error(code: str, parts: list[Replacement]) -> str:
    """What is wrong with the first part that does not stand in `code` exactly once when its turn
    comes; "" where all do."""
    for one in parts:
        count = code.count(one.find)
        if count != 1:
            shown = one.find if len(one.find) <= _SHOWN else f"{one.find[:_SHOWN]}..."
            return f"`find` {shown!r} stands {count} times in PROGRAM: it must stand there once."
        code = code.replace(one.find, one.by)
    return ""
