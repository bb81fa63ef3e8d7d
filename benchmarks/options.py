"""The options that every benchmark has."""

import argparse
from typing import Any


def parsed(parser: argparse.ArgumentParser, **smoke: Any) -> argparse.Namespace:
    """The options as given. With `--smoke`, those named in `smoke` take its values instead: every
    part runs once, on as little as it can, to show that it still works; the figures mean nothing,
    and no mark is asked of them."""
    parser.add_argument(
        "--smoke",
        action="store_true",
        help="run every part once, on little: that it works, not how fast",
    )
    options = parser.parse_args()
    if options.smoke:
        vars(options).update(smoke)
    return options


def exit_code(kept: bool, options: argparse.Namespace) -> int:
    """0 when the marks were reached, or none was asked; else 1."""
    return 0 if kept or options.smoke else 1
