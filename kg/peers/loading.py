"""Statements become a database of another engine, as its documentation shows."""

from __future__ import annotations

import os
import subprocess
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
