"""The page of a batch: each piece with a picture, its brief, outcome, score, seconds and report."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from interfaces.batch.pieces import Piece
from interfaces.console.summary import VERDICTS
from interfaces.report.build import page_environment, report_path
from interfaces.report.media import MediaCarrier
from studio.errors import StoreError
from studio.store.artifacts import ArtifactStore

PAGE = "index.html"
WAITING = ("Not made yet", "warn")
UNLIKE = ("Not as expected", "bad")


def write_page(
    folder: Path,
    title: str,
    pieces: Sequence[Piece],
    results: dict[str, dict[str, Any]],
    *,
    artifacts: ArtifactStore,
    outputs: Path,
) -> Path:
    """Write `folder/index.html`, of the results by the pieces' names; returns its path. StoreError
    when it cannot be written."""
    carrier = MediaCarrier(artifacts)
    rows = [_row(piece, results.get(piece.name), carrier, folder, outputs) for piece in pieces]
    done = sum(piece.name in results for piece in pieces)
    seconds = sum(one["seconds"] for one in results.values())
    page = (
        page_environment()
        .get_template("batch.html.j2")
        .render(title=title, rows=rows, done=done, seconds=seconds)
    )
    path = folder / PAGE
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise StoreError(f"cannot write {path}: {error.strerror}.", "Free some space.") from error
    return path


def _row(
    piece: Piece,
    result: dict[str, Any] | None,
    carrier: MediaCarrier,
    folder: Path,
    outputs: Path,
) -> dict[str, Any]:
    made = [one for one in (result or {}).get("items", []) if "session" in one]
    last = made[-1] if made else {}
    shown = [one for item in made[-1:] for one in item["deliverables"]]
    report = report_path(outputs, last["session"]) if last else None
    return {
        "name": piece.name,
        "text": piece.text,
        "verdict": verdict_of(result),
        "score": last.get("score"),
        "seconds": result["seconds"] if result else None,
        "said": [sentence for one in (result or {}).get("items", []) for sentence in one["unmet"]]
        + [one for one in [(result or {}).get("message", "")] if one],
        "media": carrier.view(shown[0]["handle"], player=False) if shown else None,
        "link": quote(os.path.relpath(report, folder)) if report and report.exists() else "",
    }


def verdict_of(result: dict[str, Any] | None) -> tuple[str, str]:
    """How a piece ended, in words, and the style of these."""
    if result is None:
        return WAITING
    made = [one for one in result["items"] if "outcome" in one]
    if not result["complete"] or not made:
        return VERDICTS["failed" if result["exit_code"] == 1 else "refused"]
    if result["exit_code"] == 3 and any(one["unmet"] for one in result["items"]):
        return UNLIKE
    return VERDICTS[made[-1]["outcome"]]
