"""Java programs for tests: fetched from Maven Central by Maven itself, kept outside the project, known by digest.

`python tests/artifacts.py fuseki rdf4j jetty` fetches; `KG_TEST_PROGRAMS` names another folder than the user's cache.
Maven (`apt-get install maven`) knows where its repository is, or a mirror of it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from hashlib import sha256
from pathlib import Path

TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
SECONDS = 300
"""For one program."""


class MissingError(Exception):
    """A program cannot be had here; the text says why."""


def folder() -> Path:
    """Give the folder where programs are kept."""
    if "KG_TEST_PROGRAMS" in os.environ:
        return Path(os.environ["KG_TEST_PROGRAMS"])
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "public-commitments" / "programs"


def place(name: str) -> Path:
    """Give the path of a program, whether it is there or not."""
    _, artifact, version, packaging = TABLE[name]["maven"].split(":")
    return folder() / f"{artifact}-{version}.{packaging}"


def fetch(name: str) -> Path:
    """Give the path of a program that is there, fetched if need be.

    Raises: MissingError if it cannot be fetched, or is another file than was meant.
    """
    path = place(name)
    if not path.exists():
        _copy(TABLE[name]["maven"], path.parent)
    if not path.exists():
        raise MissingError(f"Maven copied no {path.name}")
    if sha256(path.read_bytes()).hexdigest() != TABLE[name]["sha256"]:
        path.unlink()
        raise MissingError(f"{path.name} has another digest than tests/artifacts.toml says; it is deleted")
    return path


def _copy(coordinates: str, target: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise MissingError(f"{coordinates} is fetched by Maven, which is not installed: apt-get install maven")
    target.mkdir(parents=True, exist_ok=True)
    words = [maven, "-B", "-q", COPY, f"-Dartifact={coordinates}", f"-DoutputDirectory={target}"]
    try:
        ended = subprocess.run(words, cwd=target, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise MissingError(f"Maven did not fetch {coordinates} in {SECONDS} s") from None
    if ended.returncode:
        raise MissingError(f"Maven cannot fetch {coordinates}")


def main() -> int:
    """Fetch the programs that are named; say which cannot be had."""
    missing = 0
    for name in sys.argv[1:]:
        try:
            print(fetch(name))
        except MissingError as error:
            print(f"{name}: {error}", file=sys.stderr)
            missing += 1
    return min(missing, 1)


if __name__ == "__main__":
    sys.exit(main())
