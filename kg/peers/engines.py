"""The table of engines: what each needs, how its process is started, why it cannot run here."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from ..errors import UsageError
from ..messages import did_you_mean, say
from .material import Material


class Peer(NamedTuple):
    """An engine: how its process is started on the statements in the form that it needs, why it cannot run here."""

    name: str
    command: Callable[[Material], list[str]]
    reason_against: Callable[[], str]


def named(name: str) -> Peer:
    """Give the engine of a name.

    Raises: UsageError with the nearest names if there is none, or if it cannot run here.
    """
    if name not in PEERS:
        raise UsageError(say('there is no engine "{name}"', "没有名为“{name}”的引擎", name=name),
                         hint=did_you_mean(name, PEERS) or ", ".join(PEERS))
    if reason := PEERS[name].reason_against():
        raise UsageError(say("{name} cannot run here: {reason}", "{name} 在此无法运行：{reason}", name=name,
                             reason=reason))
    return PEERS[name]


def _python(name: str, form: str, package: str = "") -> Peer:
    def command(material: Material) -> list[str]:
        return [sys.executable, "-W", "ignore", "-m", "kg.peers", name, str(material.form(form))]

    def reason_against() -> str:
        return f"{package} is not installed" if package and importlib.util.find_spec(package) is None else ""

    return Peer(name, command, reason_against)


def _jena() -> Peer:
    def reason_against() -> str:
        if not shutil.which("java"):
            return "java is not installed"
        jar = os.environ.get("JENA_JAR", "")
        return "" if jar and Path(jar).is_file() else "JENA_JAR names no jar with Jena's command line"

    return _python("jena", "tdb2")._replace(reason_against=reason_against)


def _comunica() -> Peer:
    def command(material: Material) -> list[str]:
        files = (Path(__file__).with_name("comunica.cjs"), os.environ["COMUNICA"], material.form("statements"))
        return ["node", "--max-old-space-size=8000", *map(str, files)]

    def reason_against() -> str:
        if not shutil.which("node"):
            return "node is not installed"
        home = os.environ.get("COMUNICA", "")
        is_there = home and (Path(home) / "node_modules/@comunica/query-sparql-rdfjs").is_dir()
        return "" if is_there else "COMUNICA names no folder in which @comunica/query-sparql-rdfjs is installed"

    return Peer("comunica", command, reason_against)


PEERS: Mapping[str, Peer] = {peer.name: peer for peer in (
    _python("store", "store"), _python("oxigraph", "statements"), _python("oxigraph-disk", "oxigraph"),
    _python("rdflib", "statements"), _python("maplib", "statements", "maplib"), _jena(), _comunica())}
