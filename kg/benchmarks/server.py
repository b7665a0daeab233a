"""Oxigraph's server, started empty for one measurement and ended with it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import UsageError
from ..messages import say


def program() -> str | None:
    """Give the path of the program, or None if it is not installed."""
    return shutil.which("oxigraph", path=sysconfig.get_path("scripts")) or shutil.which("oxigraph")


@contextmanager
def running(place: Path | None = None) -> Iterator[str]:
    """Start it on a free port, on disk in a folder or else in memory, and give its address; it ends with the context.

    Raises: UsageError if it is not installed, or does not start.
    """
    start = program()
    if start is None:
        raise UsageError(say("oxigraph is not installed", "尚未安装 oxigraph"), hint="pip install oxigraph")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = [start, "serve", "--bind", f"127.0.0.1:{port}", *(["--location", str(place)] if place else [])]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _await(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise UsageError(say("oxigraph does not start: exit code {code}", "oxigraph 无法启动：退出码 {code}",
                         code=process.returncode))
