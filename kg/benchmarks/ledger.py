"""What was measured: a line of JSON each time, written at once, so that an interrupted benchmark goes on."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from .timing import Taken

NAME = "measured.jsonl"
QUESTIONS = "question "
"""What the names of tasks begin with that are stored questions."""


class Entry(NamedTuple):
    """One time that a way was measured; `note` says what was wrong with it, `loading` what of its CPU was loading."""

    size: int
    task: str
    peer: str
    cpu: float
    wall: float
    memory: float
    note: str = ""
    loading: float = 0.0

    @property
    def taken(self) -> Taken:
        """The figures alone."""
        return Taken(self.cpu, self.wall, self.memory)


class Ledger:
    """The lines of a file."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._facts: dict[str, Any] = {}
        self._entries: dict[tuple[int, str, str], list[Entry]] = defaultdict(list)
        for line in self._path.read_text(encoding="utf-8").splitlines() if self._path.is_file() else ():
            self._keep(json.loads(line))

    def _keep(self, said: dict[str, Any]) -> None:
        if "task" not in said:
            self._facts |= said
            return
        entry = Entry(**said)
        self._entries[entry.size, entry.task, entry.peer].append(entry)

    def _add(self, said: dict[str, Any]) -> None:
        self._keep(said)
        with self._path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(said, ensure_ascii=False) + "\n")

    def add(self, entry: Entry) -> None:
        """Write a line."""
        self._add(entry._asdict())

    def note(self, **facts: Any) -> None:
        """Write down facts about the run: versions, the machine, how many statements a size has."""
        if any(self._facts.get(name) != value for name, value in facts.items()):
            self._add(facts)

    @property
    def facts(self) -> Mapping[str, Any]:
        """The last of each fact."""
        return self._facts

    def entries(self, size: int, task: str, peer: str) -> list[Entry]:
        """Give what was measured of a way at a size."""
        return self._entries.get((size, task, peer), [])

    def sizes(self) -> list[int]:
        """List the sizes that were measured."""
        return sorted({size for size, _, _ in self._entries})

    def tasks(self) -> list[str]:
        """List the tasks that were measured, as they came, the stored questions at the end by name."""
        tasks = list(dict.fromkeys(task for _, task, _ in self._entries))
        asked = sorted(task for task in tasks if task.startswith(QUESTIONS))
        return [*(task for task in tasks if task not in asked), *asked]

    def peers(self) -> list[str]:
        """List who was measured, as they came."""
        return list(dict.fromkeys(peer for _, _, peer in self._entries))
