"""Help pages: what there is to type, two examples first."""

from __future__ import annotations

from ..asking.typesetting import grid
from ..messages import in_language, say
from .commands import COMMANDS, EVERYWHERE, OPTIONS
from .session import Session


def overview(lang: str) -> str:
    """Give the page of all commands."""
    lines = [in_language(say("kg — what was promised, what was reported, and the sentence it stands in",
                             "kg — 承诺了什么、公布了什么、出自哪句话"), lang), ""]
    lines += ["  kg query exceeded-targets", "  kg query exceeded-targets --lang zh -o answer.csv", ""]
    lines.append(in_language(say("Commands", "命令"), lang))
    commands = [(f"  kg {command.name} {command.words}".rstrip(), in_language(command.summary, lang))
                for command in COMMANDS.values()]
    lines += [grid(commands).rstrip("\n"), "", in_language(say("Options", "选项"), lang)]
    lines += [_options(list(OPTIONS), lang), "",
              in_language(say("Exit codes: 0 fine, 1 findings, 2 wrong use, 3 input cannot be read, "
                              "4 query or endpoint failed, 5 a limit was hit, 70 our fault, 130 interrupted",
                              "退出码：0 正常，1 有发现，2 用法错误，3 无法读取输入，4 查询或端点失败，5 达到限制，"
                              "70 程序错误，130 中断"), lang)]
    return "\n".join(lines) + "\n"


def page(session: Session) -> str:
    """Give the page of one command, or of one stored question."""
    command, lang = session.command, session.lang
    if command.name == "query" and session.words:
        return _question_page(session)
    lines = [f"kg {command.name} {command.words}".rstrip() + f"   {in_language(command.summary, lang)}", ""]
    lines += [f"  {example}" for example in command.examples]
    lines += ["", in_language(say("Options", "选项"), lang), _options((*command.options, *EVERYWHERE), lang)]
    return "\n".join(lines) + "\n"


def _options(names: tuple[str, ...] | list[str], lang: str) -> str:
    rows = []
    for option in (OPTIONS[name] for name in names):
        short = f"-{option.short}, " if option.short else "    "
        rows.append((f"  {short}--{option.long} {option.value or ''}".rstrip(), in_language(option.help, lang)))
    return grid(rows).rstrip("\n")


def _question_page(session: Session) -> str:
    lang = session.lang
    question = session.asking.questions.named(session.words[0])
    lines = [f"{question.name}   {question.title(lang)}"]
    description = question.head.description.get(lang) or question.head.description.get("en")
    lines += ["", description.strip()] if description else []
    lines += ["", session.say("Parameters", "参数")]
    rows = [(f"  {name}", parameter.text(lang), in_language(parameter.kind(), lang) + (" …" if parameter.many else ""))
            for name, parameter in question.parameters.items()]
    lines.append(grid(rows).rstrip("\n") if rows else "  " + session.say("none", "无"))
    lines += ["", session.say("Columns", "列")]
    lines.append(grid([(f"  {name}", column.text(lang)) for name, column in question.columns.items()]).rstrip("\n"))
    return "\n".join(lines) + "\n"
