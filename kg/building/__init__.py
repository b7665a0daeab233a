"""A project becomes a graph on disk, whole or not at all: what `kg build` does.

Bulletins are read, derived from in batches of neighbourhoods, loaded in bulk into a new store, and laid out in columns;
then a manifest names both. A later run reads only what changed, and derives again only from what that bears on. Killed
at any point, a run leaves the old store valid and its own work for the next one to go on with.

Source: `kg.dataset.stored` has the form of the folder; `kg.rechecking.neighbours` says which bulletins bear on others.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from ..dataset import derivation, stored
from ..dataset.stored import Manifest
from ..errors import InputError, UsageError
from ..layout import Layout
from ..messages import Sentence, say
from ..processes import Run, pool
from . import deriving, inputs, laying, loading, planning
from .deriving import Batch, Project
from .holding import clear, holding
from .inputs import Entry, Setting

__all__ = ["Outcome", "build", "stale"]

Progress = Callable[[int, int, Sentence], None]
_LEDGER = "read.jsonl"


class Outcome(NamedTuple):
    """What a run did: the manifest as it is now, how many bulletins were read, derived from again, and left out."""

    manifest: Manifest
    read: int
    derived_from: int
    removed: int
    is_new: bool


class State(NamedTuple):
    """Where a run stands: the project and its folder, the old manifest and entries, the new entries."""

    project: Project
    setting: Setting
    folder: Path
    manifest: Manifest | None
    old: Mapping[str, Entry]
    new: dict[str, Entry]

    @property
    def work(self) -> Path:
        """The folder of what is not done yet."""
        return self.folder / stored.WORK

    @property
    def gone(self) -> int:
        """How many bulletins of the old store there are no longer."""
        return len(self.old.keys() - self.new.keys())


def build(layout: Layout, folder: Path, *, rounding: str = "", fresh: bool = False, processes: int = 0,
          progress: Progress = lambda done, total, what: None) -> Outcome:
    """Make the graph in a folder be what the files of a project give; an undamaged one is changed where it must.

    `rounding` is that of the old store, or half-unit, if nothing is said. `fresh` makes it anew in any case, and takes
    up no work of an earlier run. `processes` is how many work at a time, 0 for as many as help.

    Raises: UsageError if another process builds there, or the folder holds something else; InputError, QueryError as
    reading and deriving do; LimitError if the disk is full.
    """
    if rounding and rounding not in derivation.ROUNDINGS:
        raise UsageError(say('there is no rounding "{rounding}"', "没有取舍方式“{rounding}”", rounding=rounding),
                         hint=", ".join(derivation.ROUNDINGS))
    with holding(folder):
        state = _begun(layout, folder, rounding, fresh)
        paths = [path.relative_to(layout.data).as_posix() for path in layout.bulletins()]
        with pool(deriving.processes_for(len(paths), processes)) as run:
            read = _read(state, paths, run, progress)
            outcome = _made(state, read, run, progress)
        clear(folder, outcome.manifest)
        shutil.rmtree(folder / stored.WORK)
    return outcome


def _begun(layout: Layout, folder: Path, rounding: str, fresh: bool) -> State:
    """Clear the folder of what does not count; see what is there to go on from."""
    named = _named(folder)
    manifest = None if fresh or named is None else _sound(folder, named)
    clear(folder, named if fresh else manifest)
    if fresh:
        shutil.rmtree(folder / stored.WORK, ignore_errors=True)
    (folder / stored.WORK).mkdir(exist_ok=True)
    rounding = rounding or (named.rounding if named else derivation.ROUNDINGS[0])
    old = inputs.read(manifest.lines(folder)) if manifest else {}
    return State(Project(layout, rounding), Setting(layout, rounding), folder, manifest, old, {})


def stale(layout: Layout, folder: Path) -> tuple[str, ...]:
    """Name the files that are not as they were when the store was made; read all of the store to find damage.

    Vocabulary, registers and rules are told apart from bulletins, but not from each other.

    Raises: as `stored.open_store`.
    """
    manifest = stored.read(folder)
    stored.look_over(folder, manifest, whole=True)
    old = inputs.read(manifest.lines(folder))
    found = {path.relative_to(layout.data).as_posix(): path for path in layout.bulletins()}
    changed = [name for name, path in found.items() if name not in old or stored.digest_of(path) != old[name].digest]
    ground = Setting(layout, manifest.rounding).digest != manifest.ground
    return (*(["ontology, data/registers"] if ground else ()), *sorted({*changed, *(old.keys() - found.keys())}))


def _sound(folder: Path, manifest: Manifest) -> Manifest | None:
    """Give the manifest of a store of which every byte is as it was made; else, or without columns, it is made anew."""
    try:
        stored.look_over(folder, manifest, whole=True)
    except (InputError, OSError):
        return None
    return manifest if manifest.columns else None


def _named(folder: Path) -> Manifest | None:
    """Give the manifest, whatever state the store is in."""
    try:
        return stored.read(folder)
    except (UsageError, InputError):
        return None


def _read(state: State, paths: list[str], run: Run, progress: Progress) -> int:
    """Read the bulletins into the new entries; what an interrupted run has read is not read again."""
    is_same = state.manifest is not None and state.manifest.ground == state.setting.digest
    ledger = state.work / f"{state.setting.digest}.{_LEDGER}"
    before = inputs.read(ledger)
    inputs.write(ledger, before.values())
    known = {**(state.old if is_same else {}), **before}
    count = 0
    with ledger.open("a", encoding="utf-8") as stream:
        for done, entry in enumerate(deriving.indexed(state.project, paths, known, run)):
            state.new[entry.path] = entry
            count += entry is not known.get(entry.path)
            if entry is not before.get(entry.path):
                stream.write(entry.line())
            progress(done, len(paths), Sentence("reading bulletins", "读取公报"))
    return count


def _made(state: State, read: int, run: Run, progress: Progress) -> Outcome:
    manifest, old, new = state.manifest, state.old, state.new
    separable = state.setting.is_ordinary and planning.is_separable(new.values())
    if manifest and manifest.ground == state.setting.digest and separable and planning.is_separable(old.values()):
        touched = planning.affected(old, new)
        if not touched:
            return Outcome(manifest, read, 0, 0, False)
        if len(touched) <= max(1, planning.FEW * len(new)):
            return _changed(state, manifest, touched, read, (run, progress))
    groups = list(planning.batches(new)) if separable else [tuple(sorted(new))]
    batches = [_batch(state, group, group) for group in groups]
    made = _derived(state, batches, run, progress)
    number = _next(state.folder)
    paths = [deriving.ground_file(state.project, state.work), *(batch.file for batch in batches)]
    total = sum(path.stat().st_size for path in paths) >> 20
    loading.load(state.folder / f"store-{number}", paths,
                 lambda done: progress(done >> 20, total, Sentence("loading the store, MB", "载入存储，MB")))
    laying.lay(state.folder / f"columns-{number}", paths,
               lambda done: progress(done >> 20, total, Sentence("laying columns, MB", "写入列，MB")))
    return Outcome(_finished(state, number, made, {}), read, len(new), state.gone, True)


def _changed(state: State, manifest: Manifest, touched: set[str], read: int, means: tuple[Run, Progress]) -> Outcome:
    old, new, setting = state.old, state.new, state.setting
    stated = {path for path in touched if path in new and (path not in old or old[path].digest != new[path].digest)}
    batches = [_batch(state, group, [path for path in group if path in stated])
               for group in planning.batches({path: new[path] for path in touched if path in new})]
    made = _derived(state, batches, *means)
    gone = [derivation.derived_graph(setting.graph(path)) for path in sorted(touched & old.keys())]
    gone += [setting.graph(path) for path in sorted(touched & old.keys()) if path not in new or path in stated]
    number, taken = _next(state.folder), state.work / "gone.nq"
    paths = [batch.file for batch in batches]
    laying.take_down(manifest.store(state.folder), gone, taken)
    loading.change(manifest.store(state.folder), state.folder / f"store-{number}", gone, paths)
    laying.lay_again(manifest.columnar(state.folder), state.folder / f"columns-{number}", taken, paths)
    kept = {path: entry.derived for path, entry in old.items() if path in new and path not in touched}
    return Outcome(_finished(state, number, kept | made, manifest.files), read, len(touched & new.keys()), state.gone,
                   False)


def _batch(state: State, group: Iterable[str], stated: Iterable[str]) -> Batch:
    return Batch(state.project, tuple((path, state.new[path].digest) for path in group), frozenset(stated),
                 planning.latest(state.new.values()), state.setting.digest, state.work)


def _derived(state: State, batches: list[Batch], run: Run, progress: Progress) -> dict[str, int]:
    """Derive from batches; give the number of statements by bulletin."""
    made: dict[str, int] = {}
    done, total = 0, sum(len(batch.bulletins) for batch in batches)
    for batch, counts in zip(batches, run(deriving.derive, batches), strict=True):
        made |= counts
        done += len(batch.bulletins)
        progress(done, total, Sentence("deriving", "推导"))
    return made


def _finished(state: State, number: int, derived: Mapping[str, int],
              known: Mapping[str, tuple[int, str]]) -> Manifest:
    """Write down what was made; from then on it counts."""
    entries = [entry._replace(derived=derived.get(path, 0)) for path, entry in state.new.items()]
    counts = {"bulletins": len(entries), "stated": sum(entry.triples for entry in entries),
              "derived": sum(derived.values()), "ground": len(state.setting.ground.store)}
    ledger = inputs.write(state.folder / f"files-{number}.jsonl", entries)
    manifest = Manifest(number, stored.ENGINE, state.project.rounding, planning.latest(entries), state.setting.digest,
                        counts, ledger, stored.files_of(state.folder / f"store-{number}", known),
                        stored.files_of(state.folder / f"columns-{number}", {}))
    manifest.write(state.folder)
    return manifest


def _next(folder: Path) -> int:
    taken = [int(path.name[6:]) for path in folder.glob("store-*") if path.name[6:].isdigit()]
    return max(taken, default=0) + 1
