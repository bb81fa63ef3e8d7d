"""`python main.py batch`: many pieces, several at a time, with a page and results for programs."""

import asyncio
import shlex
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.text import Text

from interfaces.batch.folder import BatchFolder
from interfaces.batch.page import verdict_of, write_page
from interfaces.batch.pieces import Piece, read_pieces
from interfaces.batch.work import default_jobs, make_batch
from interfaces.commands.context import CommandContext
from interfaces.console.style import safe
from interfaces.scripts.play import GRAVITY
from interfaces.scripts.results import check_writable, write_json, write_junit
from interfaces.stores import open_stores
from studio.naming import slug


class Progress:
    """One line for each piece that ends, with about how long the rest will take."""

    def __init__(self, context: CommandContext, total: int, done: int):
        self._context = context
        self._total, self._done = total, done
        self._before = done
        self._started = time.monotonic()

    def tell(self, result: dict[str, Any]) -> None:
        """A piece ended."""
        self._done += 1
        per_piece = (time.monotonic() - self._started) / (self._done - self._before)
        words, style = verdict_of(result)
        scores = [one["score"] for one in result["items"] if one.get("score") is not None]
        score = f", {scores[-1]:.1f} of 10" if scores else ""
        rest = self._total - self._done
        left = f", about {_span(per_piece * rest)} left" if rest else ""
        line = Text.assemble(
            f"[{self._done}/{self._total}] ",
            safe(result["name"]),
            "  ",
            (words, style),
            f"{score}, {result['seconds']:.1f} s{left}",
        )
        self._context.console.print(line, soft_wrap=True)


def run_batch(
    context: CommandContext,
    path: Path,
    *,
    into: Path | None,
    jobs: int | None,
    options: Sequence[str],
    junit: Path | None,
    json: Path | None,
) -> None:
    """Make a batch, or go on with it. Ends with the gravest exit code of its pieces."""
    pieces = read_pieces(path)
    check_writable(junit, json)
    outputs = context.settings.paths.outputs
    folder = BatchFolder(into or outputs / f"batch_{slug(path.absolute().stem)}")
    jobs = jobs or default_jobs()
    with folder.own():
        known = {piece.name: folder.result(piece) for piece in pieces}
        results = {name: result for name, result in known.items() if result}
        waiting = [piece for piece in pieces if piece.name not in results]
        progress = Progress(context, len(pieces), len(results))

        def ended(result: dict[str, Any]) -> None:
            results[result["name"]] = result
            progress.tell(result)

        try:
            context.console.print(
                f"{len(pieces)} pieces, {len(results)} of them finished; "
                f"{min(jobs, len(waiting))} at a time; into {folder.path}",
                soft_wrap=True,
                markup=False,
                highlight=False,
            )
            asyncio.run(make_batch(waiting, folder, jobs=jobs, options=options, on_end=ended))
        except KeyboardInterrupt:
            again = shlex.join(
                ["python", "main.py", "batch", str(path), "--into", str(folder.path)]
            )
            told = f"{len(results)} of {len(pieces)} pieces are finished. Go on with: {again}"
            context.console.print(safe(told), soft_wrap=True)
            raise
        finally:
            _write(context, path, folder, pieces, results, junit, json)
    codes = [result["exit_code"] for result in results.values()]
    context.exit_code = max(codes, key=GRAVITY.index)


def _write(
    context: CommandContext,
    path: Path,
    folder: BatchFolder,
    pieces: Sequence[Piece],
    results: dict[str, dict[str, Any]],
    junit: Path | None,
    json: Path | None,
) -> None:
    with open_stores(context.settings) as (_, artifacts):
        page = write_page(
            folder.path,
            f"Batch {path.absolute().stem}",
            pieces,
            results,
            artifacts=artifacts,
            outputs=context.settings.paths.outputs,
        )
    context.console.print(safe(f"{page}  the summary"), soft_wrap=True)
    items = [_told(results[piece.name]) for piece in pieces if piece.name in results]
    if json:
        write_json(json, path.stem, items, complete=len(items) == len(pieces))
    if junit:
        write_junit(junit, path.stem, items)


def _told(result: dict[str, Any]) -> dict[str, Any]:
    """A piece as one item of the results: its last outcome, all that was not as expected."""
    items = result["items"]
    made = [one for one in items if "outcome" in one]
    came = {key: made[-1][key] for key in ("outcome", "score", "session")} if made else {}
    return {
        "kind": "piece",
        "name": result["name"],
        "text": result["text"],
        "seconds": result["seconds"],
        "exit_code": result["exit_code"],
        "expected": [one["expected"] for one in items],
        "unmet": [sentence for one in items for sentence in one["unmet"]],
        "message": result["message"] or (made[-1]["message"] if made else ""),
        **came,
        "deliverables": [one for item in made for one in item["deliverables"]],
    }


def _span(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
