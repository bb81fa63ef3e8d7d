"""What came of a script, for programs: JSON, and JUnit's XML that build servers read."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from interfaces.scripts.expectations import score_of, whole_of
from interfaces.scripts.play import GRAVITY, Played
from interfaces.scripts.script import ScriptedNote, ScriptedQuestion
from studio.errors import InputError
from studio.store.integrity import replace


def told_item(played: Played) -> dict[str, Any]:
    """One item: what was said, what was expected, what came, and how long it took."""
    item, outcome = played.item, played.outcome
    told: dict[str, Any] = {
        "kind": _kind(played),
        "text": item.text,
        "seconds": round(played.seconds, 3),
        "exit_code": played.exit_code,
        "unmet": played.unmet,
    }
    if isinstance(item, ScriptedQuestion):
        expected = {"contains": item.contains} if item.contains else {}
        return told | {"expected": expected, "who": played.who, "answer": played.answer}
    told["expected"] = item.expect.model_dump(mode="json", exclude_unset=True)
    if outcome is None:
        return told
    return told | {
        "outcome": outcome.outcome,
        "score": round(score_of(outcome), 2) if outcome.reviews else None,
        "left_out": len(outcome.left_out),
        "session": outcome.session,
        "message": outcome.message,
        "deliverables": [
            one.model_dump(mode="json", include={"path", "kind", "handle", "facts"})
            for one in whole_of(outcome)
        ],
    }


def write_json(path: Path, name: str, items: Sequence[dict[str, Any]], *, complete: bool) -> None:
    """The items as one JSON object; `complete` is false where the end was not reached. InputError
    where the file cannot be written."""
    told = told_items(name, items, complete=complete)
    _write(path, json.dumps(told, ensure_ascii=False, indent=2) + "\n")


def told_items(name: str, items: Sequence[dict[str, Any]], *, complete: bool) -> dict[str, Any]:
    """The items as one object, with the gravest exit code of them."""
    codes = [one["exit_code"] for one in items]
    return {
        "name": name,
        "complete": complete,
        "exit_code": max(codes, key=GRAVITY.index, default=0),
        "seconds": round(sum(one["seconds"] for one in items), 3),
        "items": list(items),
    }


def write_junit(path: Path, name: str, items: Sequence[dict[str, Any]]) -> None:
    """The items as JUnit's XML: an unmet expectation is a failure, a crash an error. InputError
    where the file cannot be written."""
    suite = ElementTree.Element("testsuite", name=_xml(name), tests=str(len(items)))
    failures = errors = 0
    for number, item in enumerate(items, 1):
        case = ElementTree.SubElement(
            suite,
            "testcase",
            classname=_xml(name),
            name=_xml(f"{number}. {item['kind']}: {item['text']}"),
            time=f"{item['seconds']:.3f}",
        )
        why = "\n".join([*item["unmet"], item.get("message", "")]).strip()
        if item["exit_code"] == 1:
            errors += 1
            ElementTree.SubElement(case, "error", message=_xml(why.split("\n")[0])).text = _xml(why)
        elif item["exit_code"]:
            failures += 1
            ElementTree.SubElement(case, "failure", message=_xml(why.split("\n")[0])).text = _xml(
                f"{why}\nexpected: {json.dumps(item['expected'], ensure_ascii=False)}"
            )
        files = [one["path"] for one in item.get("deliverables", [])]
        came = [f"outcome: {item['outcome']}"] if "outcome" in item else []
        came += [f"answer: {item['answer']}"] if "answer" in item else []
        ElementTree.SubElement(case, "system-out").text = _xml("\n".join([*came, *files]))
    suite.set("failures", str(failures))
    suite.set("errors", str(errors))
    suite.set("time", f"{sum(one['seconds'] for one in items):.3f}")
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.indent(root)
    _write(path, ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n")


def check_writable(*paths: Path | None) -> None:
    """InputError where a result could not be written, before anything is made."""
    for path in paths:
        if path and (path.is_dir() or not path.absolute().parent.is_dir()):
            raise InputError(f"cannot write {path}.", "Name a file in a folder that exists.")


def _kind(played: Played) -> str:
    if isinstance(played.item, ScriptedQuestion):
        return "ask"
    return "note" if isinstance(played.item, ScriptedNote) else "brief"


def _xml(text: str) -> str:
    """Text without the characters that XML 1.0 cannot hold."""
    return "".join(c for c in text if c in "\n\t" or (c >= " " and c not in "\ufffe\uffff"))


def _write(path: Path, text: str) -> None:
    partial = path.with_name(f"{path.name}.part")
    try:
        partial.write_text(text, encoding="utf-8")
        replace(partial, path)
    except OSError as error:
        raise InputError(
            f"cannot write {path}: {error.strerror}.", "Name a file in a folder that exists."
        ) from error
