"""Real stores for tests, on loopback, in folders of their own, gone when the test ends.

`python tests/stores.py virtuoso` starts one and says where; Ctrl-C ends it.
"""

from __future__ import annotations

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
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

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
    with _process([str(program("oxigraph")), "serve", "--bind", f"127.0.0.1:{port}"], f"http://127.0.0.1:{port}/"):
        yield Running(f"http://127.0.0.1:{port}", "oxigraph", {})


@contextmanager
def virtuoso() -> Iterator[Running]:
    """Run Virtuoso 7 with a fresh database and the password it is born with."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        ini = Path(folder, "virtuoso.ini")
        ini.write_text(VIRTUOSO.format(folder=folder, port=port, sql=free_port()), encoding="utf-8")
        words = [str(program("virtuoso-t")), "+foreground", "+configfile", str(ini)]
        with _process(words, f"http://127.0.0.1:{port}/sparql", folder):
            yield Running(f"http://127.0.0.1:{port}", "virtuoso", {"KG_STORE_USER": "dba", "KG_STORE_PASSWORD": "dba"})


STORES = {"oxigraph": (oxigraph, "oxigraph"), "virtuoso": (virtuoso, "virtuoso-t")}
"""Kind → how it is started, the program that must be installed."""


@contextmanager
def _process(words: list[str], url: str, folder: str | None = None) -> Iterator[None]:
    process = subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(url, timeout=2).close()
                break
            except urllib.error.HTTPError as error:
                error.close()
                break
            except OSError:
                assert process.poll() is None, f"{words[0]} ended with {process.returncode}"
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def main() -> None:
    """Run one store until somebody interrupts."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    start, _ = STORES[sys.argv[1]]
    with start() as running:
        print(running.url, *(f"{name}={value}" for name, value in running.environment.items()), flush=True)
        try:
            time.sleep(86400)
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
