"""One page with a training's sample pictures: a row for each prompt, a column for each step."""

import html
import re
from collections.abc import Sequence
from pathlib import Path

PAGE = "samples.html"
_NAME = re.compile(r"sample_(\d{6})_(\d+)\.png")
_STYLE = """
body { font: 15px system-ui, sans-serif; margin: 2rem; background: #fff; color: #222 }
th { font-weight: 600; text-align: left; padding: .3rem .6rem; vertical-align: top }
td { padding: .2rem } img { width: 220px; border-radius: 4px; display: block }
tbody th { min-width: 12rem; font-weight: 400; position: sticky; left: 0; background: #fff }
"""


def write_sample_sheet(folder: Path, name: str, prompts: Sequence[str]) -> Path | None:
    """Write it beside the samples in `folder` of the character `name`; None where there are none.
    Pictures are linked to, not copied."""
    shown: dict[tuple[int, int], str] = {}
    for file in folder.glob("sample_*.png"):
        if found := _NAME.fullmatch(file.name):
            shown[int(found[1]), int(found[2])] = file.name
    if not shown:
        return None
    steps = sorted({step for step, _ in shown})
    head = "".join(f"<th>{step} steps</th>" for step in steps)
    rows = []
    for number, prompt in enumerate(prompts, 1):
        cells = "".join(f"<td>{_picture(shown.get((step, number)))}</td>" for step in steps)
        rows.append(f"<tr><th>{html.escape(prompt)}</th>{cells}</tr>")
    title = html.escape(f"{name}, step by step")
    page = folder / PAGE
    page.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style><h1>{title}</h1><table><thead><tr><th>prompt</th>{head}</tr>"
        f"</thead><tbody>{''.join(rows)}</tbody></table></html>\n",
        encoding="utf-8",
    )
    return page


def _picture(file: str | None) -> str:
    return f'<a href="{file}"><img src="{file}" alt="{file}"></a>' if file else ""
