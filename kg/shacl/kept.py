"""Shapes compiled to arrays, kept in the user's cache folder from one run to the next.

Compiling takes seconds, since rdflib's parser does; what is kept loads in a twentieth of one. A file is found by the
digest of the shapes and of the compiler's own code, so nothing old is ever used; one that cannot be read is made anew.
It is a pickle: it is only read from a folder that belongs to the user alone, as Python's own compiled code is.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Triple

from ..errors import KgError
from ..files import write

if TYPE_CHECKING:
    from ..columnar import Validator

_COMPILER = Path(__file__).parents[1] / "columnar"
_KEPT = 8
"""Files that are left when a further one is written."""


def folder() -> Path:
    """Give the folder for what can be made anew: `KG_CACHE`, or `public-commitments` where caches lie here."""
    if chosen := os.environ.get("KG_CACHE"):
        return Path(chosen)
    if sys.platform == "win32":
        start = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        start = str(Path.home() / "Library" / "Caches")
    else:
        start = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(start) / "public-commitments"


def validator(triples: Iterable[Triple], digest: str) -> Validator:
    """Give compiled shapes, from the cache or newly made; the digest is that of the text they are written in.

    Raises: ShapesError if a shapes graph is ill-formed.
    """
    from ..columnar import Validator

    path = _place(digest)
    if path is not None and (found := _read(path)) is not None:
        return found
    made = Validator(triples)
    if path is not None:
        _keep(path, made)
    return made


def _place(digest: str) -> Path | None:
    """Say where compiled shapes would lie, or None if there is no folder for them."""
    code = sorted((path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in _COMPILER.glob("*.py"))
    made_of = sha256(repr((tuple(sys.version_info), code, digest)).encode()).hexdigest()
    try:
        return folder() / f"shapes-{made_of[:32]}.pickle"
    except RuntimeError:  # there is no home
        return None


def _read(path: Path) -> Validator | None:
    from ..columnar import Validator
    from ..columnar.shapes import Shapes

    try:
        if not _is_ours(path):
            return None
        found = pickle.loads(path.read_bytes())
    except (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, ValueError, TypeError, IndexError,
            KeyError):
        return None
    return Validator.of(found) if isinstance(found, Shapes) else None


def _is_ours(path: Path) -> bool:
    """Whether nobody but the user can have written a file."""
    if sys.platform == "win32":
        return path.exists()
    states = (path.stat(), path.parent.stat())
    return all(state.st_uid == os.getuid() and not state.st_mode & 0o022 for state in states)


def _keep(path: Path, made: Validator) -> None:
    from .pickling import pickled

    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write(path, pickled(made.shapes))
        path.chmod(0o600)
        kept = sorted(path.parent.glob("shapes-*.pickle"), key=lambda each: each.stat().st_mtime, reverse=True)
        for old in kept[_KEPT:]:
            old.unlink(missing_ok=True)
    except (OSError, KgError):
        return  # a cache that cannot be written is no fault
