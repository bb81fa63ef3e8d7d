"""Python stubs of the tools: what `from tools import ...` means to the checker and the coder."""

import re
import types
import typing
from collections.abc import Iterable
from typing import Any

from typing_extensions import is_typeddict

from studio.nouns import vocabulary
from studio.nouns.artifact import HANDLE_TYPES
from studio.plan.parts import Part
from tools.declaration import ToolSpec, is_part

_HEADER = """from collections.abc import Sequence
from typing import Literal, NewType, NotRequired, TypedDict
"""
_ITEMS = re.compile(r"^list\[")
_WORDS = {
    value: name
    for name, value in vars(vocabulary).items()
    if typing.get_origin(value) is typing.Literal
}


def stub_module(specs: Iterable[ToolSpec]) -> str:
    """The text of tools.pyi: handle types, vocabularies, result types, then the functions."""
    specs = sorted(specs, key=lambda spec: (spec.category, spec.name))
    dicts: dict[str, str] = {}
    for spec in specs:
        for annotation in [*_parameter_types(spec).values(), spec.returns]:
            _collect(annotation, dicts)
    handles = [
        f'{handle.__name__} = NewType("{handle.__name__}", str)' for handle in HANDLE_TYPES.values()
    ]
    functions = [
        f"async {signature_of(spec, keyword='def ')}:\n{_doc(spec)}    ...\n" for spec in specs
    ]
    body = "\n".join([*dicts.values(), "", *functions])
    words = [
        f"{name} = Literal[{', '.join(map(repr, typing.get_args(value)))}]"
        for value, name in _WORDS.items()
        if name in body
    ]
    return "\n".join([_HEADER, *handles, "", *words, "", body])


def signature_of(spec: ToolSpec, keyword: str = "") -> str:
    """`speak(text: str, ..., rate: float = 1.0) -> Speech`."""
    hints = _parameter_types(spec)
    parts = []
    for name, info in spec.parameters.model_fields.items():
        # a list of videos is no list of handles to the checker, but it is a sequence of them
        text = f"{name}: {_ITEMS.sub('Sequence[', type_text(hints[name]))}"
        default = "..." if isinstance(info.default, Part) else repr(info.default)
        parts.append(text if info.is_required() else f"{text} = {default}")
    return f"{keyword}{spec.name}({', '.join(parts)}) -> {type_text(spec.returns)}"


def type_text(annotation: Any) -> str:
    """An annotation as source text, with Annotated stripped and named types by name."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return type_text(arguments[0])
    if origin in (typing.Union, types.UnionType):
        return " | ".join(type_text(argument) for argument in arguments)
    if origin is typing.Literal:
        named = _WORDS.get(annotation)
        return named or f"Literal[{', '.join(map(repr, arguments))}]"
    if origin is not None:
        return f"{origin.__name__}[{', '.join(type_text(argument) for argument in arguments)}]"
    return "None" if annotation is type(None) else annotation.__name__


def _parameter_types(spec: ToolSpec) -> dict[str, Any]:
    return {name: spec.hints[name] for name in spec.parameters.model_fields}


def _doc(spec: ToolSpec) -> str:
    lines = spec.description.replace('"""', "'''").splitlines()
    body = "\n".join(f"    {line}".rstrip() for line in lines).strip()
    return f'    """{body}"""\n' if body else ""


def _collect(annotation: Any, found: dict[str, str]) -> None:
    """Add the TypedDicts and the plan's parts within `annotation` to `found`, inner ones first. A
    part is a dict to the program: what has a default there need not be given."""
    if typing.get_origin(annotation) is not typing.Literal:
        for argument in typing.get_args(annotation):
            _collect(argument, found)
    is_dict = is_typeddict(annotation)
    if not (is_dict or is_part(annotation)) or annotation.__name__ in found:
        return
    lines = []
    hints = (
        typing.get_type_hints(annotation)
        if is_dict
        else {name: info.annotation for name, info in annotation.model_fields.items()}
    )
    for key, hint in hints.items():
        _collect(hint, found)
        text = type_text(hint)
        required = (
            key in annotation.__required_keys__
            if is_dict
            else annotation.model_fields[key].is_required()
        )
        lines.append(f"    {key}: {text if required else f'NotRequired[{text}]'}")
    name = annotation.__name__
    found[name] = f"class {name}(TypedDict):\n" + "\n".join(lines) + "\n"
