"""What `verify` does: the content credentials of a file, in words."""

from dataclasses import asdict
from pathlib import Path

from rich.text import Text

from interfaces.commands.context import CommandContext
from interfaces.console.style import safe
from interfaces.export.credentials import folder_of
from tools.handover.credentials import Credentials, read
from tools.handover.signer import known_root

CHANGED = 3  # exit code


def verify_file(context: CommandContext, path: Path) -> None:
    """Print what the credentials of a file say."""
    found = read(path, known_root(folder_of(context.settings)))
    context.exit_code = 0 if found.whole else CHANGED
    if context.as_json:
        context.print_json({"file": str(path)} | asdict(found))
        return
    style, verdict = _verdict(found)
    rows = [("", Text(f"{path.name}: {verdict}", style))]
    rows.append(("signed by", safe(_signer(found))))
    for name in ("brief", "session"):
        if value := found.made.get(name):
            rows.append((name, safe(str(value))))
    for tool in found.made.get("tools") or []:
        rows.append(("made with", safe(_tool(tool))))
    for problem in found.problems:
        rows.append(("wrong", safe(problem)))
    for name, told in rows:
        context.console.print(Text(f"{name:<10} ").append_text(told), soft_wrap=True)


def _verdict(found: Credentials) -> tuple[str, str]:
    if not found.whole:
        return "bad", "it was changed after it was signed"
    if found.ours:
        return "good", "made by this studio, unchanged"
    return "warn", "unchanged since it was signed, by somebody this studio does not know"


def _signer(found: Credentials) -> str:
    name = found.signer or "nobody named"
    return f"{name}, this studio" if found.ours else f"{name} (a name that anybody can give)"


def _tool(tool: object) -> str:
    if not isinstance(tool, dict):
        return str(tool)
    engine = f" on {tool['engine']}" if tool.get("engine") else ""
    return f"{tool.get('tool', '')}{engine} {tool.get('version', '')}".rstrip()
