"""Real stores for tests, on loopback, in folders of their own, gone when the test ends.

`python tests/stores.py virtuoso` starts one and says where; Ctrl-C ends it. Oxigraph comes with the test extra,
Virtuoso from `apt-get install virtuoso-opensource-7-bin`; Fuseki, RDF4J Server and Blazegraph come by Maven
(`tests/artifacts.py`) and need Java.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple

import artifacts
from command_words import chosen

VIRTUOSO = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {folder}
NumberOfBuffers = 20000
ServerThreads = 20
CheckpointInterval = 60
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 8
[SPARQL]
ResultSetMaxRows = 100000
"""
RDF4J = """\
PREFIX rep: <http://www.openrdf.org/config/repository#>
PREFIX sail: <http://www.openrdf.org/config/sail#>
PREFIX sr: <http://www.openrdf.org/config/repository/sail#>

[] a rep:Repository ;
    rep:repositoryID "commitments" ;
    rep:repositoryImpl [
        rep:repositoryType "openrdf:SailRepository" ;
        sr:sailImpl [ sail:sailType "openrdf:NativeStore" ]
    ] .
"""
BLAZEGRAPH = """\
com.bigdata.journal.AbstractJournal.file={folder}/blazegraph.jnl
com.bigdata.journal.AbstractJournal.bufferMode=DiskRW
com.bigdata.rdf.store.AbstractTripleStore.quads=true
com.bigdata.rdf.store.AbstractTripleStore.statementIdentifiers=false
com.bigdata.rdf.store.AbstractTripleStore.textIndex=false
com.bigdata.rdf.store.AbstractTripleStore.axiomsClass=com.bigdata.rdf.axioms.NoAxioms
com.bigdata.rdf.sail.truthMaintenance=false
"""


class Running(NamedTuple):
    """A store that runs: its address, its kind, and the environment that holds its password."""

    url: str
    kind: str
    environment: Mapping[str, str]


def free_port() -> int:
    """Find a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def program(name: str) -> str | None:
    """Find an installed program, also among the scripts of this Python."""
    return shutil.which(name) or shutil.which(name, path=sysconfig.get_path("scripts"))


@contextmanager
def oxigraph() -> Iterator[Running]:
    """Run Oxigraph's server, in memory."""
    port = free_port()
    with process([str(program("oxigraph")), "serve", "--bind", f"127.0.0.1:{port}"], f"http://127.0.0.1:{port}/"):
        yield Running(f"http://127.0.0.1:{port}", "oxigraph", {})


@contextmanager
def virtuoso(place: Path | None = None) -> Iterator[Running]:
    """Run Virtuoso 7 with a fresh database and the password it is born with, in a folder of its own or that one."""
    port = free_port()
    with nullcontext(str(place)) if place else tempfile.TemporaryDirectory() as folder:
        ini = Path(folder, "virtuoso.ini")
        ini.write_text(VIRTUOSO.format(folder=folder, port=port, sql=free_port()), encoding="utf-8")
        words = [str(program("virtuoso-t")), "+foreground", "+configfile", str(ini)]
        with process(words, f"http://127.0.0.1:{port}/sparql", folder):
            yield Running(f"http://127.0.0.1:{port}", "virtuoso", {"KG_STORE_USER": "dba", "KG_STORE_PASSWORD": "dba"})


@contextmanager
def fuseki() -> Iterator[Running]:
    """Run Apache Jena Fuseki with an empty TDB2 database on the disk."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "data").mkdir()
        words = ["java", "-Xmx1g", "-jar", str(artifacts.fetch("fuseki")), "--localhost", f"--port={port}", "--update",
                 "--tdb2", f"--loc={folder}/data", "/ds"]
        url = f"http://127.0.0.1:{port}/ds"
        with process(words, f"{url}/query?query=ASK%7B%7D", folder, {"FUSEKI_BASE": f"{folder}/base"}):
            yield Running(url, "fuseki", {})


@contextmanager
def rdf4j() -> Iterator[Running]:
    """Run RDF4J Server on Jetty with an empty native repository."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        words = ["java", "-Xmx1g", f"-Dorg.eclipse.rdf4j.appdata.basedir={folder}", f"-Djava.io.tmpdir={folder}",
                 "-jar", str(artifacts.fetch("jetty")), "--host", "127.0.0.1", "--port", str(port),
                 "--path", "/rdf4j-server", str(artifacts.fetch("rdf4j"))]
        url = f"http://127.0.0.1:{port}/rdf4j-server/repositories/commitments"
        with process(words, f"http://127.0.0.1:{port}/rdf4j-server/protocol", folder):
            made = urllib.request.Request(url, RDF4J.encode(), {"Content-Type": "text/turtle"}, method="PUT")
            urllib.request.urlopen(made, timeout=60).close()
            yield Running(url, "rdf4j", {})


@contextmanager
def blazegraph() -> Iterator[Running]:
    """Run Blazegraph with an empty journal on the disk.

    Its own start finds its web pages by a way that Java 8 knew and Java 9 shut, so that they are named to it.
    """
    port = free_port()
    jar = artifacts.fetch("blazegraph")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "quads.properties").write_text(BLAZEGRAPH.format(folder=folder), encoding="utf-8")
        words = ["java", "-Xmx1g", "-Djetty.host=127.0.0.1", f"-Djetty.home=jar:{jar.as_uri()}!/war",
                 "-DjettyXml=jetty.xml", "-cp", str(jar), "com.bigdata.rdf.sail.webapp.NanoSparqlServer", str(port),
                 "kb", f"{folder}/quads.properties"]
        url = f"http://127.0.0.1:{port}/blazegraph"
        with process(words, f"{url}/sparql?query=ASK%7B%7D", folder):
            yield Running(url, "blazegraph", {})


class Kind(NamedTuple):
    """How a store is started, and what it needs."""

    start: Callable[[], AbstractContextManager[Running]]
    program: str
    fetched: tuple[str, ...] = ()

    def missing(self) -> str | None:
        """Say what is missing here, having fetched what can be."""
        if program(self.program) is None:
            return f"{self.program} is not installed: {INSTALLS[self.program]}"
        try:
            for name in self.fetched:
                artifacts.fetch(name)
        except artifacts.MissingError as error:
            return str(error)
        return None


INSTALLS = {"oxigraph": "pip install oxigraph", "virtuoso-t": "apt-get install virtuoso-opensource-7-bin",
            "java": "apt-get install default-jre-headless"}
"""Program → the command that brings it."""

STORES = {"oxigraph": Kind(oxigraph, "oxigraph"), "virtuoso": Kind(virtuoso, "virtuoso-t"),
          "fuseki": Kind(fuseki, "java", ("fuseki",)), "rdf4j": Kind(rdf4j, "java", ("rdf4j", "jetty")),
          "blazegraph": Kind(blazegraph, "java", ("blazegraph",))}


@contextmanager
def process(words: list[str], url: str, folder: str | None = None,
            environment: Mapping[str, str] | None = None) -> Iterator[None]:
    """Run a program until it answers at an address; end it."""
    child = subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                             env={**os.environ, **(environment or {})})
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(url, timeout=2).close()
                break
            except urllib.error.HTTPError as error:
                error.close()
                break
            except OSError:
                assert child.poll() is None, f"{words[0]} ended with {child.returncode}"
                time.sleep(0.1)
        yield
    finally:
        child.terminate()
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def main() -> None:
    """Run one store until somebody interrupts."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    names = chosen("stores.py", __doc__, STORES)[0]
    if len(names) != 1:
        sys.exit(f"python tests/stores.py starts one store: {', '.join(STORES)}")
    with STORES[names[0]].start() as running:
        print(running.url, *(f"{name}={value}" for name, value in running.environment.items()), flush=True)
        try:
            time.sleep(86400)
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
