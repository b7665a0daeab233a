"""Java programs for tests: fetched from Maven Central by Maven itself, kept outside the project, known by digest.

`python tests/artifacts.py fuseki rdf4j jetty` fetches; `KG_TEST_PROGRAMS` names another folder than the user's cache.
Maven (`apt-get install maven`) knows where its repository is, or a mirror of it. A program of many files is a folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from hashlib import sha256
from pathlib import Path

from command_words import chosen

TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:"
POM = """\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>tests</groupId><artifactId>programs</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>{}</dependencies>
</project>
"""
ONE = "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency>"
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
    coordinates = TABLE[name]["maven"]
    _, artifact, version, *packaging = (coordinates if isinstance(coordinates, str) else coordinates[0]).split(":")
    return folder() / ".".join([f"{artifact}-{version}", *packaging])


def fetch(name: str) -> Path:
    """Give the path of a program that is there, fetched if need be.

    Raises: MissingError if it cannot be fetched, or is another file than was meant.
    """
    path, coordinates = place(name), TABLE[name]["maven"]
    if not path.exists():
        _copy(coordinates, path.parent) if isinstance(coordinates, str) else _gather(coordinates, path)
    if not path.exists():
        raise MissingError(f"Maven copied no {path.name}")
    if _digest(path) != TABLE[name]["sha256"]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise MissingError(f"{path.name} has another digest than tests/artifacts.toml says; it is deleted")
    return path


def _digest(path: Path) -> str:
    if not path.is_dir():
        return sha256(path.read_bytes()).hexdigest()
    lines = [f"{sha256(each.read_bytes()).hexdigest()}  {each.name}\n" for each in sorted(path.glob("*.jar"))]
    return sha256("".join(lines).encode()).hexdigest()


def _copy(coordinates: str, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    _maven(target, coordinates, "copy", f"-Dartifact={coordinates}", f"-DoutputDirectory={target}")


def _gather(coordinates: list[str], target: Path) -> None:
    """Copy programs with all that they need into a folder, which is there only once it is whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as aside:
        pom = POM.format("".join(ONE.format(*each.split(":")) for each in coordinates))
        Path(aside, "pom.xml").write_text(pom, encoding="utf-8")
        _maven(Path(aside), " and ".join(coordinates), "copy-dependencies", "-DincludeScope=runtime",
               f"-DoutputDirectory={aside}/jars")
        Path(aside, "jars").rename(target)


def _maven(folder: Path, what: str, goal: str, *options: str) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise MissingError(f"{what} is fetched by Maven, which is not installed: apt-get install maven")
    words = [maven, "-B", "-q", PLUGIN + goal, *options]
    try:
        ended = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise MissingError(f"Maven did not fetch {what} in {SECONDS} s") from None
    if ended.returncode:
        raise MissingError(f"Maven cannot fetch {what}")


def main() -> int:
    """Fetch the programs that are named; say which cannot be had."""
    missing = 0
    for name in chosen("artifacts.py", __doc__, TABLE)[0]:
        try:
            print(fetch(name))
        except MissingError as error:
            print(f"{name}: {error}", file=sys.stderr)
            missing += 1
    return min(missing, 1)


if __name__ == "__main__":
    sys.exit(main())
