"""Words and options of a command line; small enough to cost nothing at the start of a program.

Source: IEEE Std 1003.1 (POSIX), section 12.2 (utility syntax guidelines), with GNU long options.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ..errors import UsageError
from ..messages import Sentence, did_you_mean, say


class Option(NamedTuple):
    """An option: its names, what stands for its value in help (none for a switch), and what it does."""

    long: str
    short: str | None
    value: str | None
    help: Sentence
    choices: tuple[str, ...] = ()
    many: bool = False


class Arguments(NamedTuple):
    """What was typed: the words, and the values of each option by its long name."""

    words: tuple[str, ...]
    options: Mapping[str, tuple[str, ...]]

    def has(self, name: str) -> bool:
        """Whether an option was given."""
        return name in self.options

    def get(self, name: str) -> str | None:
        """Give the value of an option, the last one if it was given twice."""
        values = self.options.get(name)
        return values[-1] if values else None

    def all(self, name: str) -> tuple[str, ...]:
        """Give every value of an option that may be repeated."""
        return self.options.get(name, ())

    def number(self, name: str) -> int | None:
        """Give the value of an option as a whole number.

        Raises: UsageError if it is not one.
        """
        text = self.get(name)
        if text is None or (text.isascii() and text.isdigit() and len(text) < 19):
            return None if text is None else int(text)
        raise UsageError(say('--{name} must be a whole number; got "{text}"', "--{name} 应为整数；现为“{text}”",
                             name=name, text=text), hint=say("write it as --{name} 10", "例如 --{name} 10", name=name))

    def positive(self, name: str) -> int | None:
        """Give the value of an option as a whole number of at least 1.

        Raises: UsageError if it is not one.
        """
        number = self.number(name)
        if number == 0:
            raise UsageError(say("--{name} must be at least 1", "--{name} 至少为 1", name=name),
                             hint=say("leave it out for what is usual", "不写此选项则按默认处理"))
        return number


def parse(typed: Sequence[str], options: Iterable[Option]) -> Arguments:
    """Sort what was typed into words and options; `--` ends the options.

    Raises: UsageError for an option that does not exist, lacks its value, or has one that is not allowed.
    """
    known = {name: option for option in options for name in (f"--{option.long}", option.short and f"-{option.short}")}
    words: list[str] = []
    found: dict[str, tuple[str, ...]] = {}
    rest = list(typed)
    while rest:
        item = rest.pop(0)
        if item == "--":
            words += rest
            break
        if not item.startswith("-") or item == "-":
            words.append(item)
            continue
        name, value = _split(item)
        option = known.get(name)
        if option is None:
            raise _unknown(name, [name for name in known if name])
        value = _value(name, option, value, rest)
        found[option.long] = (*found.get(option.long, ()), value)
    return Arguments(tuple(words), found)


def _value(name: str, option: Option, value: str | None, rest: list[str]) -> str:
    """Give the value of an option, from its own word or the next one; a switch has an empty one."""
    if option.value and option.value.startswith("[") and value is None:
        return rest.pop(0) if rest and (rest[0] in option.choices or rest[0].isdigit()) else ""
    if option.value is None:
        if value and not name.startswith("--"):
            rest.insert(0, "-" + value)  # -qv is -q -v
        elif value is not None:
            raise UsageError(say("{name} takes no value", "{name} 不带值", name=name))
        return ""
    if value is None:
        if not rest:
            raise UsageError(say("{name} needs a value: {value}", "{name} 需要一个值：{value}",
                                 name=name, value=option.value))
        value = rest.pop(0)
    _check(name, option, value)
    return value


def _split(item: str) -> tuple[str, str | None]:
    """Take `--name=value`, `--name`, `-nvalue` or `-n` apart."""
    if item.startswith("--"):
        name, equals, value = item.partition("=")
        return name, value if equals else None
    return item[:2], item[2:].removeprefix("=") or None


def _check(name: str, option: Option, value: str) -> None:
    if option.choices and value not in option.choices and not (option.value or "").startswith("["):
        raise UsageError(say('{name} must be one of {choices}; got "{value}"',
                             "{name} 应为 {choices} 之一；现为“{value}”", name=name,
                             choices=", ".join(option.choices), value=value),
                         hint=did_you_mean(value, option.choices))


def _unknown(name: str, names: Iterable[str]) -> UsageError:
    return UsageError(say("there is no option {name} here", "这里没有选项 {name}", name=name),
                      hint=did_you_mean(name, names) or say("--help lists them", "用 --help 查看选项"))
