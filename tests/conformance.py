"""What real stores keep and answer after a push: `python tests/conformance.py` tries all that can run here.

Each store is started empty, gets the shipped graph with proof, has a graph replaced under the eyes of readers, is given
the tricky literals, and is asked every stored question with its defaults and as its tests set it. `--write` puts the
table into CONTRIBUTING.md, between its markers; names of kinds narrow the run.
"""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
from command_words import chosen
from stores import STORES, Running

from kg.asking.remote import Endpoint
from kg.errors import EndpointError
from kg.knowledge_graph import KnowledgeGraph
from kg.layout import Layout
from kg.namespaces import GRAPH, XSD, shorten
from kg.pushing import Options, Outcome, comparing, open_store, profiles, push, replacing, replaying, statements
from kg.pushing.journal import Journal
from kg.pushing.store import Store
from kg.text import turtle

PAGE = Path(__file__).parents[1] / "CONTRIBUTING.md"
LITERALS = Path(__file__).parent / "examples" / "literals.ttl"
BEGIN, END = "<!-- stores: python tests/conformance.py --write -->", "<!-- stores end -->"
HEAD = ("store", "the shipped graph", "readers during a replacement", "tricky literals", "stored questions")
READERS, VERSIONS, SIZE = 4, 8, 300


class Named(NamedTuple):
    """A graph to push."""

    graph: ox.NamedNode
    triples: tuple[ox.Triple, ...]


def decimals(name: str, *values: str, first: int = 0) -> Named:
    """Give a graph with a number a triple."""
    decimal = ox.NamedNode(XSD + "decimal")
    return Named(ox.NamedNode(GRAPH + name), tuple(
        ox.Triple(ox.NamedNode(f"https://example.org/{first + place}"), ox.NamedNode("https://example.org/value"),
                  ox.Literal(value, datatype=decimal)) for place, value in enumerate(values)))


def pushed(store: Store, *graphs: object, **options: object) -> Outcome:
    """Push without a journal."""
    with Journal(None) as journal:
        return push(graphs, store, journal, Options(**options))


def empty(store: Store) -> None:
    """Drop what earlier pushes left."""
    for name in store.counts(("https://w3id.org/",)):
        store.update(f"DROP SILENT GRAPH <{name}>")


def loaded(store: Store, graph: KnowledgeGraph) -> str:
    """Push the shipped graph, and again, which must send nothing; print the proof, give the least of the verdicts."""
    outcome = pushed(store, *graph.source.files)
    for proof in outcome.proofs:
        print(f"  {shorten(proof.graph)}: {proof.triples} triples, sha256 {proof.digest[:16]}…, "
              f"{proof.comparison.verdict}")
    verdicts = Counter(proof.comparison.verdict for proof in outcome.proofs)
    assert not pushed(store, *graph.source.files).written or comparing.DIFFERENT in verdicts
    return next(verdict for verdict in (comparing.DIFFERENT, comparing.EQUAL, comparing.IDENTICAL)
                if verdicts[verdict])


def torn(running: Running, store: Store) -> tuple[int, int]:
    """Replace a graph again and again while others read it; count the reads, and those of no whole version."""
    pushed(store, decimals("watched", *["1"] * SIZE), graphs=("watched",))
    seen: Counter[tuple[int, int]] = Counter()
    over = threading.Event()

    def watch() -> None:
        with open_store(running.url, running.kind, environment=running.environment) as reader:
            while not over.is_set():
                triples = statements.triples(reader.lines(GRAPH + "watched"))
                subjects = {int(each.subject.value.rpartition("/")[2]) for each in triples}
                seen[len(subjects), min(subjects, default=-1)] += 1

    readers = [threading.Thread(target=watch) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    try:
        for version in range(1, VERSIONS):
            graph = decimals("watched", *["1"] * SIZE, first=1000 * version)
            assert pushed(store, graph, graphs=("watched",), allow_removal=True).is_proved
    finally:
        over.set()
        for reader in readers:
            reader.join()
    whole = {(SIZE, 1000 * version) for version in range(VERSIONS)}
    return sum(seen.values()), sum(count for each, count in seen.items() if each not in whole)


def kept(store: Store) -> tuple[int, int, int]:
    """Push the tricky literals; count those that come back as they were, equal by value, and changed or lost.

    Where the push notices already in the shadow graph that some are not kept, what lies there is counted; where the
    store refuses it whole, each literal is given by itself.
    """
    graph = Named(ox.NamedNode(GRAPH + "literals"), tuple(turtle.read(LITERALS)))
    ours = statements.lines(graph.graph.value, graph.triples)
    place = graph.graph.value
    try:
        pushed(store, graph, graphs=("literals",))
    except EndpointError:
        place = next(iter(store.counts((replacing.STAGING,))), place)
        if place == graph.graph.value:
            singly(store, graph)
    theirs = store.lines(place)
    found = comparing.compare(ours, theirs)
    for line in found.missing:
        print(f"  not as it was: {line.decode()[:160]}")
    both = len(set(ours).intersection(theirs))
    return both, len(ours) - both - found.missing_count, found.missing_count


def singly(store: Store, graph: Named) -> None:
    """Insert triple by triple what a store takes."""
    for triple in graph.triples:
        try:
            store.update(f"INSERT DATA {{ GRAPH {graph.graph} {{ {triple} }} }}")
        except EndpointError as error:
            print(f"  refused: {triple}: {error.message}")


def differing(store: Store, graph: KnowledgeGraph) -> tuple[int, list[str]]:
    """Ask every question with its defaults and as its tests set it; count, and name those that answer otherwise."""
    there = Endpoint(str(store.client.address), 60, store.ask)
    asked, wrong = 0, []
    for question in graph.questions.values():
        settings = [{}, *(test["with"] for test in question.head.tests if "with" in test and "data" not in test)]
        for values in settings:
            answer = replaying.asked(question, graph.bound(question.name, values), graph.source, there)
            asked += 1
            if answer.difference:
                wrong.append(" with ".join([question.name, *values]))
                print(f"  {question.name} {values or ''}: {answer.difference}")
    return asked, wrong


def row(running: Running, graph: KnowledgeGraph) -> tuple[str, ...]:
    """Try one store; give its row of the table, and say on the way what was found."""
    with open_store(running.url, environment=running.environment) as store:
        profile = store.profile
        title = f"{profile.title} {profile.versions}"
        empty(store)
        verdict = loaded(store, graph)
        asked, wrong = differing(store, graph)
        print(f"{title}: {verdict}; {asked - len(wrong)} of {asked} answers the same", flush=True)
        reads, halves = torn(running, store)
        print(f"{title}: {reads} reads while {VERSIONS - 1} versions came, {halves} of no whole version", flush=True)
        same, equal, changed = kept(store)
        print(f"{title}: literals: {same} as they were, {equal} equal by value, {changed} changed", flush=True)
        how = {"put": "PUT", "update": "one update", "shadow-move": "shadow graph, MOVE"}[profile.replace]
        return (title, verdict, f"{'old or new' if not halves else 'also neither'} ({how})",
                f"{same} as they were, {equal} equal by value, {changed} changed",
                "all the same" if not wrong else f"all but {', '.join(dict.fromkeys(wrong))}")


def page(rows: Iterable[tuple[str, ...]]) -> str:
    """Give the table, what each store gets wrong, and which profiles were never tried."""
    lines = ["| " + " | ".join(each) + " |" for each in (HEAD, *rows)]
    lines.insert(1, "|" + "---|" * len(HEAD))
    return "\n".join([*lines, "", *described()]) + "\n"


def described() -> list[str]:
    """Say what the profiles say: what each tried store gets wrong, and which kinds follow documentation only."""
    known = [profiles.load(kind) for kind in sorted(profiles.kinds())]
    lines = [f"- **{each.title}**: " + "; ".join(quirk.rstrip(".") for quirk in each.quirks) + "."
             for each in known if each.tested]
    untried = ", ".join(each.title for each in known if not each.tested and each.kind != "generic")
    return [*lines, "", f"Never tried on a real one, only on an imitation of what their documentation says: {untried}."]


def written() -> str:
    """Give what stands between the markers."""
    text = PAGE.read_text(encoding="utf-8")
    return text[text.index(BEGIN) + len(BEGIN):text.index(END)].strip("\n") + "\n"


def main() -> int:
    """Try the stores that are named, else all; a store that cannot run here is said, and fails a run that writes."""
    named, switches = chosen("conformance.py", __doc__, STORES, switches=["write"])
    kinds = named or list(STORES)
    graph = KnowledgeGraph(Layout.shipped())
    rows, missing = [], []
    for kind in kinds:
        if reason := STORES[kind].missing():
            print(f"{kind}: {reason}", file=sys.stderr)
            missing.append(kind)
            continue
        with STORES[kind].start() as running:
            rows.append(row(running, graph))
    found = page(rows)
    print("\n" + found)
    if "write" not in switches:
        return 0
    if missing or kinds != list(STORES):
        print("the table is written only when all stores have run", file=sys.stderr)
        return 1
    text = PAGE.read_text(encoding="utf-8")
    head, tail = text[:text.index(BEGIN)], text[text.index(END):]
    PAGE.write_text(f"{head}{BEGIN}\n{found}{tail}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
