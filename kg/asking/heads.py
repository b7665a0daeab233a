"""The heads of stored questions: YAML in `#+` lines becomes checked metadata."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from ..errors import InputError
from ..messages import did_you_mean, say
from .parameters import TYPES, Parameter
from .questions import Column, Head

KEYS = ("id", "title", "description", "tags", "parameters", "columns", "chart", "tests")
COLUMN_TYPES = ("string", "integer", "decimal", "boolean", "date", "year", "iri", "thing")

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(text: str, name: str, path: str) -> Head:
    """Read the head of a question.

    Raises: InputError with the line if it is not YAML of the documented form.
    """
    lines = [line[2:].removeprefix(" ") if line.startswith("#+") else "" for line in text.splitlines()]
    try:
        head = yaml.load("\n".join(lines), Loader=_Loader) or {}
    except yaml.YAMLError as error:
        raise _broken(error, path) from error
    block = _mapping(head, "the head", path)
    for key in block:
        if key not in KEYS:
            raise InputError(say('a question\'s head has no "{key}"', "问题头部没有“{key}”一项", key=key), place=path,
                             hint=did_you_mean(str(key), KEYS))
    return Head(
        id=str(block.get("id", name)),
        title=_texts(block.get("title"), path),
        description=_texts(block.get("description"), path),
        tags=tuple(str(tag) for tag in block.get("tags") or ()),
        parameters={key: _parameter(key, value, path)
                    for key, value in _mapping(block.get("parameters"), "parameters", path).items()},
        columns={key: _column(key, value, path)
                 for key, value in _mapping(block.get("columns"), "columns", path).items()},
        chart=_mapping(block.get("chart"), "chart", path),
        tests=tuple(_mapping(test, "tests", path) for test in block.get("tests") or ()),
    )


def _broken(error: yaml.YAMLError, path: str) -> InputError:
    mark = getattr(error, "problem_mark", None)
    place = f"{path}:{mark.line + 1}:{mark.column + 4}" if mark is not None else path
    problem = getattr(error, "problem", None) or "not YAML"
    return InputError(say("the head is not YAML: {problem}", "头部不是合法的 YAML：{problem}", problem=problem),
                      place=place)


def _mapping(value: object, what: str, path: str) -> dict[str, Any]:
    if value is None:
        return {}
    if isinstance(value, dict):
        return {str(key): each for key, each in value.items()}
    raise InputError(say("{what} must be names with values", "{what} 应为名称与值的对应", what=what), place=path)


def _texts(value: object, path: str) -> Mapping[str, str]:
    if isinstance(value, str):
        return {"en": value}
    return {key: str(text) for key, text in _mapping(value, "title, description and label", path).items()}


def _parameter(name: str, value: object, path: str) -> Parameter:
    block = _mapping(value, f"parameter {name}", path)
    _known(block, (*Parameter._fields, "class", "choices"), f"parameter {name}", path)
    kind = str(block.get("type", "string"))
    if kind not in TYPES:
        raise _wrong_type(name, kind, TYPES, path)
    values = block.get("values") or {}
    choices = values if isinstance(values, dict) else {str(each).rpartition(":")[2]: each for each in values}
    return Parameter(
        name, kind, _texts(block.get("label"), path), _texts(block.get("description"), path), block.get("class"),
        {str(key): str(each) for key, each in choices.items()}, _limit(block, "min"), _limit(block, "max"),
        block.get("pattern"), bool(block.get("many", False)),
    )


def _column(name: str, value: object, path: str) -> Column:
    block = _mapping(value, f"column {name}", path)
    _known(block, Column._fields, f"column {name}", path)
    kind = block.get("type")
    if kind is not None and kind not in COLUMN_TYPES:
        raise _wrong_type(name, str(kind), COLUMN_TYPES, path)
    return Column(name, _texts(block.get("label"), path), kind, block.get("unit"), block.get("format"),
                  bool(block.get("required", False)), bool(block.get("detail", False)))


def _limit(block: Mapping[str, Any], key: str) -> str | None:
    return None if block.get(key) is None else str(block[key])


def _known(block: Mapping[str, Any], names: tuple[str, ...], what: str, path: str) -> None:
    for key in block:
        if key not in names:
            raise InputError(say('{what} has no "{key}"', "{what} 没有“{key}”一项", what=what, key=key), place=path,
                             hint=did_you_mean(key, names))


def _wrong_type(name: str, kind: str, types: tuple[str, ...], path: str) -> InputError:
    return InputError(say('{name}: there is no type "{kind}"', "{name}：没有类型“{kind}”", name=name, kind=kind),
                      place=path, hint=say("types are {types}", "可用类型：{types}", types=", ".join(types)))
