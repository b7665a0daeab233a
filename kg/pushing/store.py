"""A store as seen through its profile: count, read, add, replace and drop named graphs, and ask.

Answers are taken as evidence: a header that speaks of a limit, another media type than asked for, or a body that does
not parse to its end is a failure, whatever the status.
"""

from __future__ import annotations

import gzip
import urllib.parse
from collections.abc import Iterable
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import IO

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, RdfFormat, parse_query_results

from ..errors import EndpointError
from ..messages import say
from ..text.lines import joined
from ..text.sorting import Lines
from . import refusals, statements
from .client import Client
from .connection import Answer
from .profiles import Profile

RESULTS = "application/sparql-results+json"
PLAIN = "application/n-triples"
CUT = ("X-SPARQL-MaxRows", "X-SPARQL-Anytime", "X-SQL-Message", "X-SQL-State")
LONGEST_GET = 2000
MOST_HELD = 16 << 20
"""Bytes of a graph, as a store returns it, that are held in memory."""
LEAST_COMPRESSED = 1 << 16


class Store:
    """A store that graphs are pushed to."""

    def __init__(self, client: Client, profile: Profile) -> None:
        self.client = client
        self.profile = profile

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.client.close()

    def counts(self, prefixes: Iterable[str]) -> dict[str, int]:
        """Count the triples of each named graph whose name begins with one of the prefixes.

        Raises: EndpointError, LimitError.
        """
        test = " || ".join(f"STRSTARTS(STR(?g), {Literal(prefix)})" for prefix in prefixes)
        text = f"SELECT ?g (COUNT(*) AS ?n) WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER ({test}) }} GROUP BY ?g"
        kind, body = self.ask(text, (), RESULTS)
        found = _counted(body)
        if found is None:
            raise (refusals.web_page(self.client.address, kind) if "html" in kind else
                   refusals.nonsense(self.client.address))
        return found

    def lines(self, name: str, count: int | None = None) -> Lines:
        """Read a graph; where a count is given, anything but so many triples is a failure.

        Raises: EndpointError, LimitError.
        """
        with SpooledTemporaryFile(MOST_HELD) as aside:
            if self.profile.graph is not None:
                answer = self.client.read(self._place(name), PLAIN, aside=aside)
                self._check_whole(answer)
            else:
                text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {NamedNode(name)} {{ ?s ?p ?o }} }}"
                answer = self._answer(text, (), PLAIN, aside)
            format = RdfFormat.from_media_type(answer.kind) if answer.kind else RdfFormat.N_TRIPLES
            if format is None:
                raise refusals.web_page(self.client.address, answer.kind)
            aside.seek(0)
            try:
                found = statements.read(name, aside, format)
            except (SyntaxError, ValueError) as error:
                raise refusals.nonsense(self.client.address) from error
        if count is not None and len(found) != count:
            raise EndpointError(say("the store counts {count} triples in {graph} and returns {found}",
                                    "存储称 {graph} 有 {count} 条三元组，实际返回 {found} 条", count=count,
                                    graph=name, found=len(found)), place=str(self.client.address),
                                hint=say("is somebody else writing? Push again", "是否有他人正在写入？请再次推送"))
        return found

    def ask(self, text: str, graphs: Iterable[str], accept: str) -> tuple[str, bytes]:
        """Answer a query, with the graphs to unite as its default graph; give the media type and the body.

        Raises: EndpointError, LimitError.
        """
        answer = self._answer(text, graphs, accept)
        return answer.kind, answer.body

    def _answer(self, text: str, graphs: Iterable[str], accept: str, aside: IO[bytes] | None = None) -> Answer:
        fields = [("query", text)]
        for graph in graphs:
            fields += [("default-graph-uri", graph), ("named-graph-uri", graph)]
        path = self.client.address.below(self.profile.query, fields)
        if len(path) <= LONGEST_GET:
            answer = self.client.read(path, accept, aside=aside)
        else:
            form = urllib.parse.urlencode(fields).encode("ascii")
            answer = self.client.read(self.client.address.below(self.profile.query), accept, form, aside)
        self._check_whole(answer)
        return answer

    def put(self, name: str, lines: Iterable[bytes]) -> None:
        """Replace a graph by the Graph Store Protocol.

        Raises: EndpointError, LimitError.
        """
        self._send("PUT", self._place(name), self.profile.upload, joined(lines))

    def append(self, name: str, lines: Iterable[bytes]) -> None:
        """Add triples to a graph by the Graph Store Protocol.

        Raises: EndpointError, LimitError.
        """
        self._send("POST", self._place(name), self.profile.upload, joined(lines))

    def add(self, quads: bytes) -> None:
        """Add N-Quads of several graphs in one request.

        Raises: EndpointError, LimitError.
        """
        self._send("POST", self.client.address.below(self.profile.quads or ""), "application/n-quads", quads)

    def update(self, text: str, *, is_repeatable: bool = True) -> None:
        """Run an update.

        Raises: EndpointError, LimitError.
        """
        path = self.client.address.below(self.profile.update)
        if self.profile.form:
            body = urllib.parse.urlencode({self.profile.form: text}).encode("ascii")
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
        else:
            body, headers = text.encode(), {"Content-Type": "application/sparql-update; charset=utf-8"}
        self._check_written(self.client.write("POST", path, headers, body, is_repeatable=is_repeatable))

    def _send(self, method: str, path: str, kind: str, body: bytes) -> None:
        headers = {"Content-Type": kind}
        if self.profile.gzip and len(body) >= LEAST_COMPRESSED and not self.client.address.is_near:
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(body, 5, mtime=0)
        self._check_written(self.client.write(method, path, headers, body))

    def _place(self, name: str) -> str:
        value = f"<{name}>" if self.profile.graph_brackets else name
        return self.client.address.below(self.profile.graph or "", [(self.profile.graph_parameter, value)])

    def _check_written(self, answer: Answer) -> None:
        if "html" in answer.kind and not self.profile.html_on_write:
            raise refusals.web_page(self.client.address, answer.kind)

    def _check_whole(self, answer: Answer) -> None:
        if any(name in answer.headers for name in CUT):
            raise refusals.partial(self.client.address)
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            raise refusals.nonsense(self.client.address)


def _counted(body: bytes) -> dict[str, int] | None:
    """Read counts, or None from what does not parse; no error leaves here, since it would hold on to the solutions."""
    try:
        results = parse_query_results(body, QueryResultsFormat.JSON)
        if not isinstance(results, QuerySolutions):
            return None
        found = [(row["g"], row["n"]) for row in results]
        return {name.value: int(count.value) for name, count in found
                if isinstance(name, NamedNode) and isinstance(count, Literal)}
    except (SyntaxError, ValueError):
        return None
