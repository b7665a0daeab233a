"""`kg push` to every real store that can run here, by one command: `python tests/pushes.py [KIND …]`.

Each store is started empty on this machine. The shipped graph is pushed as a user would do it, and what the command
prints is the proof: graph by graph what the store holds, then the stored questions, asked there and here. Then it is
pushed again, which sends nothing. A store that cannot run here is named with what is missing, and fails the run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

from command_words import chosen
from stores import STORES, Running

from kg.pushing import profiles

KG = (sys.executable, "-m", "kg", "push")


def pushed(running: Running, *options: str) -> tuple[int, str]:
    """Push to a store; give the exit code and what was printed, errors too."""
    with tempfile.TemporaryDirectory() as state:
        done = subprocess.run([*KG, running.url, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              encoding="utf-8", check=False,
                              env={**os.environ, **running.environment, "XDG_STATE_HOME": state, "KG_LANG": "en"})
    return done.returncode, done.stdout


def proved(kind: str) -> bool:
    """Push to a store of a kind, twice; print what the command says, tell whether it was proved and sent once."""
    title = profiles.load(kind).title
    with STORES[kind].start() as running:
        print(f"\n{title}\n$ kg push {running.url}", flush=True)
        start = time.perf_counter()
        code, said = pushed(running)
        print(said + f"exit status {code}, {time.perf_counter() - start:.1f} s", flush=True)
        again, told = pushed(running, "--no-questions")
        last = told.strip().splitlines()[-1] if told.strip() else ""
        print(f"$ kg push {running.url} --no-questions\n…\n{last}\nexit status {again}", flush=True)
    return code == 0 and again == 0 and last.endswith(", 0 sent")


def main(kinds: list[str]) -> int:
    """Push to the kinds that are named, else to all; the exit code is 1 if one failed or cannot run here."""
    outcome = {}
    for kind in kinds or list(STORES):
        reason = STORES[kind].missing()
        outcome[kind] = f"cannot run here: {reason}" if reason else "proved" if proved(kind) else "NOT proved"
    print()
    for kind, words in outcome.items():
        print(f"{profiles.load(kind).title}: {words}")
    return 0 if all(words == "proved" for words in outcome.values()) else 1


if __name__ == "__main__":
    sys.exit(main(chosen("pushes.py", __doc__, STORES)[0]))
