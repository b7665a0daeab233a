"""Statements become a database of another engine, as its documentation shows, and programs of Jena's."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from pyoxigraph import RdfFormat, Store


def oxigraph(statements: Path, place: Path) -> None:
    """Load N-Triples into a new Oxigraph store on disk."""
    store = Store(str(place))
    store.bulk_load(path=str(statements), format=RdfFormat.N_TRIPLES)
    store.optimize()
    store.flush()


def jena(statements: Path, place: Path) -> None:
    """Load N-Triples into a new TDB2 database.

    Raises: CalledProcessError if that fails.
    """
    subprocess.run([*java("tdb2.tdbloader"), "--loc", str(place), str(statements)], check=True,
                   stdout=subprocess.DEVNULL)


def java(program: str) -> list[str]:
    """Give the start of the command line of a program of Jena's.

    Raises: KeyError unless JENA_JAR names the jar.
    """
    return ["java", "-cp", os.environ["JENA_JAR"], program]


def ask_jena(place: Path, text: str) -> bytes:
    """Ask a TDB2 database by a command of its own.

    Raises: RuntimeError if that fails.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".rq", encoding="utf-8") as query:
        query.write(text)
        query.flush()
        words = [*java("tdb2.tdbquery"), "--loc", str(place), "--query", query.name, "--results", "json"]
        done = subprocess.run(words, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError((done.stderr.decode("utf-8", "replace").strip() or "?").splitlines()[0])
    return done.stdout
