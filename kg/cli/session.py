"""One run of a command: its arguments, language and graph, and where its answer goes."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, ExitStack
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from ..errors import UsageError
from ..knowledge_graph import Asking, KnowledgeGraph
from ..layout import Layout
from ..messages import Sentence, did_you_mean, say
from . import output
from .arguments import Arguments
from .commands import Command

_Graph = TypeVar("_Graph", bound=Asking)
EXTENSIONS = {".csv": "csv", ".tsv": "tsv", ".json": "json", ".srj": "json", ".jsonl": "jsonl", ".ndjson": "jsonl",
              ".md": "md", ".txt": "table", ".ttl": "ttl", ".nt": "nt"}


class Session:
    """What a command works with."""

    def __init__(self, command: Command, arguments: Arguments, lang: str) -> None:
        self.command = command
        self.arguments = arguments
        self.lang = lang
        self.watched: AbstractContextManager[None] | None = None
        self.closing = ExitStack()

    def aside(self) -> Path:
        """Make a folder for what is only needed until the run ends."""
        from tempfile import TemporaryDirectory

        return Path(self.closing.enter_context(TemporaryDirectory()))

    @property
    def is_quiet(self) -> bool:
        """Whether notes are unwanted."""
        return self.arguments.has("quiet")

    def note(self, sentence: str) -> None:
        """Say something that is not data, unless it is unwanted."""
        if not self.is_quiet:
            output.note(sentence, self.lang)

    def say(self, en: str, zh: str, **values: object) -> str:
        """Fill a sentence in the language of the run."""
        sentence = say(en, zh, **values)
        return sentence.zh if self.lang == "zh" else str(sentence)

    @property
    def store(self) -> Path | None:
        """The folder of `--store`.

        Raises: UsageError if that is no folder.
        """
        given = self.arguments.get("store")
        if given is None:
            return None
        if Path(given).exists() and not Path(given).is_dir():
            raise UsageError(say("{path} is a file, not a folder with a graph",
                                 "{path} 是文件，不是存放图谱的文件夹", path=given),
                             place=given, hint=say("name another folder with --store", "请用 --store 指定别的文件夹"))
        return Path(given)

    @cached_property
    def local(self) -> KnowledgeGraph:
        """The graph of the files, or the one on disk that is named.

        Raises: UsageError if both are.
        """
        data = [Path(path) for path in self.arguments.all("data")]
        store = self.store
        engine = self.arguments.get("by")
        if store is not None:
            self._alone("store", "data", "rounding")
            return self._limited(KnowledgeGraph(Layout.find(), lang=self.lang, store=store,
                                                engine=engine or "auto"))
        if engine is not None:
            raise UsageError(say("--by needs --store DIR", "--by 需要 --store 文件夹"))
        return self._limited(KnowledgeGraph(Layout.find(), data, self.arguments.get("rounding") or "half-unit",
                                            self.lang))

    @cached_property
    def asking(self) -> Asking:
        """The graph of the files, or the endpoint that is named.

        Raises: UsageError if both are named.
        """
        url = self.arguments.get("endpoint")
        if url is None:
            return self.local
        self._alone("endpoint", "data", "rounding", "store", "by")
        from ..knowledge_graph import RemoteGraph

        return self._limited(RemoteGraph(url, Layout.find(), self.lang, self.arguments.positive("timeout") or 60))

    def _limited(self, graph: _Graph) -> _Graph:
        graph.most_rows = self.arguments.number("max-rows")
        return graph

    def _alone(self, option: str, *others: str) -> None:
        for name in others:
            if self.arguments.has(name):
                raise UsageError(say("--{name} and --{option} exclude each other",
                                     "--{name} 与 --{option} 不能同时使用", name=name, option=option))

    def tell_who_answered(self, every: bool = False) -> None:
        """With --verbose say who answered from a graph on disk: last, or every one so far."""
        disk = getattr(self.asking.source, "disk", None)
        if self.arguments.has("verbose") and disk is not None:
            for account in disk.accounts[0 if every else -1:]:
                self.note(account)

    @property
    def words(self) -> tuple[str, ...]:
        """The words after the command."""
        return self.arguments.words

    def no_words(self) -> None:
        """Make sure that nothing follows the command.

        Raises: UsageError if something does.
        """
        if self.words:
            raise UsageError(say('kg {name} takes no "{word}"', "kg {name} 不接受“{word}”",
                                 name=self.command.name, word=self.words[0]))

    def one_word(self, what: Sentence) -> str:
        """Give the words after the command as one text.

        Raises: UsageError if there are none.
        """
        if not self.words:
            raise UsageError(say("kg {name} what? It needs {what}", "kg {name} 缺少{what}",
                                 name=self.command.name, what=what),
                             hint=say("kg {name} --help", "kg {name} --help", name=self.command.name))
        return " ".join(self.words)

    def form(self, forms: tuple[str, ...], piped: str, terminal: str) -> str:
        """Choose the format: `-f`, else the extension of `-o`, else what suits a terminal or a pipe.

        Raises: UsageError if there is no such format here.
        """
        path, form = self.arguments.get("output"), self.arguments.get("format")
        if form is None and path not in (None, "-"):
            suffix = Path(str(path)).suffix.lower()
            form = EXTENSIONS.get(suffix, suffix.removeprefix(".") if suffix else None)
        if form is None:
            form = terminal if output.is_terminal() and path in (None, "-") else piped
        form = {"turtle": "ttl", "ntriples": "nt", "markdown": "md"}.get(form, form)
        if form not in forms:
            raise UsageError(say('there is no format "{form}" here', "这里没有格式“{form}”", form=form),
                             hint=did_you_mean(form, forms) or say("formats are {forms}", "可用格式：{forms}",
                                                                   forms=", ".join(forms)))
        return form

    def write(self, text: str | bytes) -> None:
        """Write data to where it was asked for."""
        output.write(text, self.arguments.get("output"))

    def write_parts(self, parts: Iterable[bytes]) -> None:
        """Write data that comes in parts to where it was asked for."""
        output.write_parts(parts, self.arguments.get("output"))
