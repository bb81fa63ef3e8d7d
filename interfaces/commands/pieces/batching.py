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
from interfaces.batch.work import PieceProcess, make_batch
from interfaces.commands.context import CommandContext
from interfaces.console.style import safe
from interfaces.scripts.play import GRAVITY
from interfaces.scripts.results import check_writable, write_json, write_junit
from interfaces.stores import open_jobs, open_stores
from studio.compute.job import Resources, Work
from studio.compute.open import open_compute
from studio.errors import InputError
from studio.naming import slug
from studio.plan.wording import counted
from studio.settings import Settings
from studio.store.space import require_space


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


def set_compute(settings: Settings, kind: str | None, address: str | None) -> list[str]:
    """Set where pieces are made; returns the options that say so. InputError for what is no such
    place."""
    if kind not in (None, "local", "ray"):
        raise InputError(f"there is no compute {kind!r}.", "Use local or ray.")
    kind = kind or settings.compute.kind
    if address and kind == "local":
        raise InputError("--address is that of a Ray cluster.", "Add: --compute ray")
    settings.compute.kind = kind
    settings.compute.address = settings.compute.address if address is None else address
    named = ["--address", settings.compute.address] if settings.compute.address else []
    return ["--compute", "ray", *named] if kind == "ray" else []


def run_batch(
    context: CommandContext,
    path: Path,
    *,
    into: Path | None,
    jobs: int | None,
    use_cache: bool,
    options: Sequence[str],
    again: Sequence[str],
    junit: Path | None,
    json: Path | None,
) -> None:
    """Make a batch, or go on with it. `options` are passed on to each `play`, `again` are said
    where it is stopped. Ends with the gravest exit code of its pieces."""
    pieces = read_pieces(path)
    check_writable(junit, json)
    outputs = context.settings.paths.outputs
    folder = BatchFolder(into or outputs / f"batch_{slug(path.absolute().stem)}")
    with folder.own():
        results = _finished(context, folder, pieces)
        try:
            if len(results) < len(pieces):
                _make(
                    context,
                    folder,
                    pieces,
                    results,
                    jobs=jobs,
                    use_cache=use_cache,
                    options=options,
                )
            else:
                _say(context, f"{counted(len(pieces), 'piece')}, {len(results)} of them finished.")
        except KeyboardInterrupt:
            said = ["--into", str(folder.path), *again]
            told = shlex.join(["python", "main.py", "batch", str(path), *said])
            told = f"{len(results)} of {len(pieces)} pieces are finished. Go on with: {told}"
            context.console.print(safe(told), soft_wrap=True)
            raise
        finally:
            _write(context, path, folder, pieces, results, junit, json)
    codes = [result["exit_code"] for result in results.values()]
    context.exit_code = max(codes, key=GRAVITY.index)


def _make(
    context: CommandContext,
    folder: BatchFolder,
    pieces: Sequence[Piece],
    results: dict[str, dict[str, Any]],
    *,
    jobs: int | None,
    use_cache: bool,
    options: Sequence[str],
) -> None:
    """Make the pieces that have no results yet; these come into `results` one by one."""
    settings = context.settings
    waiting = [piece for piece in pieces if piece.name not in results]
    progress = Progress(context, len(pieces), len(results))

    def ended(result: dict[str, Any]) -> None:
        results[result["name"]] = result
        progress.tell(result)

    resources = Resources.of(settings.compute)
    if settings.compute.kind == "local":
        work = Work(PieceProcess, {"options": options}, resources)
    else:
        from interfaces.batch.warm import WarmPieces  # the whole studio, which a node imports

        told = {"settings": settings.model_dump(mode="json"), "use_cache": use_cache}
        work = Work(WarmPieces, told, resources)
    with open_compute(settings, _shared(settings, folder)) as compute:
        at_once = jobs or compute.room(resources)
        where = "" if settings.compute.kind == "local" else f" on {compute}"
        _say(
            context,
            f"{counted(len(pieces), 'piece')}, {len(results)} of them finished; "
            f"{min(at_once, len(waiting))} at a time{where}; into {folder.path}",
        )
        asyncio.run(
            make_batch(waiting, folder, compute=compute, work=work, jobs=at_once, on_end=ended)
        )


def _shared(settings: Settings, folder: BatchFolder) -> list[Path]:
    for one in (settings.paths.data, settings.paths.outputs):
        require_space(one)
    return [settings.paths.data, settings.paths.outputs, folder.path.absolute()]


def _finished(
    context: CommandContext, folder: BatchFolder, pieces: Sequence[Piece]
) -> dict[str, dict[str, Any]]:
    """The results of the pieces that are made: those in the folder, and those that a worker left
    in the store after the batch itself was gone."""
    known = {piece.name: folder.result(piece) for piece in pieces}
    keys = {folder.key(piece): piece for piece in pieces if not known[piece.name]}
    with open_jobs(context.settings) as jobs:
        for key, came in jobs.results(list(keys)).items():
            known[keys[key].name] = folder.keep(keys[key], came)
    return {name: result for name, result in known.items() if result}


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


def _say(context: CommandContext, text: str) -> None:
    context.console.print(text, soft_wrap=True, markup=False, highlight=False)


def _span(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
