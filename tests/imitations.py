"""Stores that cannot run here, imitated from their documentation: strict, so that a push must speak as they say.

What none of them documents is refused and written down in `surprises`. Sources: GraphDB, RDF4J REST API and GraphDB
security; Stardog, HTTP API; Amazon Neptune, SPARQL API, Graph Store HTTP Protocol and IAM authentication; QLever, HTTP
interface and access tokens; Blazegraph wiki, REST API.
"""

from __future__ import annotations

import base64
import gzip
import http.server
import json
import re
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pyoxigraph as ox

from kg.pushing import aws

TRIPLES = {"application/n-triples": ox.RdfFormat.N_TRIPLES, "text/turtle": ox.RdfFormat.TURTLE}
QUADS = {"application/n-quads": ox.RdfFormat.N_QUADS}
FORM, UPDATE = "application/x-www-form-urlencoded", "application/sparql-update"
AWS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "passing",
       "KG_STORE_AWS_REGION": "eu-west-1"}
BASIC = "Basic " + base64.b64encode(b"me:secret").decode()
TOKEN = "Bearer secret"

_SIGNED = re.compile(r"AWS4-HMAC-SHA256 Credential=(?P<access>\w+)/(?P<scope>[^,]+), SignedHeaders=(?P<names>[^,]+), "
                     r"Signature=(?P<signature>[0-9a-f]{64})")


class Manner(NamedTuple):
    """How a kind of store speaks; paths are relative to `root`."""

    root: str
    query: str
    update: str
    graphs: str | None = None
    """Graph Store Protocol."""
    brackets: bool = False
    quads: str | None = None
    updates: tuple[str, ...] = (UPDATE,)
    """Media types that an update may have."""
    union: bool = True
    gzip: bool = False
    auth: str = ""
    only_writes: bool = False
    """Whether reading needs no password."""
    refusal: int = 401
    server: str = ""
    limit: int = 1 << 30
    """Bytes of a request."""
    methods: tuple[str, ...] = ("GET", "PUT", "POST", "DELETE")
    """What the Graph Store Protocol offers."""
    blank_nodes: bool = True
    """Whether an update may have blank nodes."""


MANNERS = {
    "graphdb": Manner("/repositories/commitments", "", "/statements", "/rdf-graphs/service", quads="/statements",
                      updates=(UPDATE, FORM), auth=BASIC, server="GraphDB/10.6 RDF4J/4.3"),
    "stardog": Manner("/commitments", "/query", "/update", "", updates=(UPDATE,), union=False, gzip=True, auth=BASIC,
                      server="Stardog/10"),
    "neptune": Manner("", "/sparql", "/sparql", "/sparql/gsp/", updates=(FORM,), limit=150 << 20),
    "neptune-iam": Manner("", "/sparql", "/sparql", "/sparql/gsp/", updates=(FORM,), auth="sigv4",
                          refusal=403),
    "qlever": Manner("", "", "", "", updates=(FORM, UPDATE), auth=TOKEN, only_writes=True, refusal=403, server="QLever",
                     methods=("GET", "POST"), blank_nodes=False),
}


class RefusedError(Exception):
    """A request gets this status and these words."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


class Imitation:
    """One store: its content, and what it was asked that its documentation does not know."""

    def __init__(self, manner: Manner) -> None:
        self.manner = manner
        self.store = ox.Store()
        self.lock = threading.Lock()
        self.surprises: list[str] = []
        self.url = ""

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> tuple[int, str, bytes]:
        """Give status, media type and body."""
        path, _, query = target.partition("?")
        fields = urllib.parse.parse_qsl(query, keep_blank_values=True)
        kind = headers.get("content-type", "").partition(";")[0].strip()
        try:
            body = self._opened(headers, body)
            with self.lock:
                self._admitted(method, target, headers, body)
                return self._routed(method, path, fields, (kind, headers.get("accept", ""), body), headers)
        except RefusedError as refused:
            if refused.status not in (401, 403):
                self.surprises.append(f"{method} {target[:200]} {kind}: {refused}")
            return refused.status, "application/json", json.dumps({"exception": str(refused)}).encode()
        except (SyntaxError, ValueError) as error:
            return 400, "text/plain", str(error).encode()

    def _opened(self, headers: dict[str, str], body: bytes) -> bytes:
        if len(body) > self.manner.limit:
            raise RefusedError(413, "too large")
        if headers.get("content-encoding", "identity") == "identity":
            return body
        if not self.manner.gzip:
            raise RefusedError(415, "compressed requests are not understood")
        return gzip.decompress(body)

    def _admitted(self, method: str, target: str, headers: dict[str, str], body: bytes) -> None:
        """Look whether the signature is that of the request as it came."""
        if self.manner.auth != "sigv4":
            return
        found = _SIGNED.fullmatch(headers.get("authorization", ""))
        keys = aws.Keys(AWS["AWS_ACCESS_KEY_ID"], AWS["AWS_SECRET_ACCESS_KEY"], "", AWS["KG_STORE_AWS_REGION"])
        if found is None or found["access"] != keys.access or headers.get("x-amz-security-token") != "passing":
            raise RefusedError(403, "MissingAuthenticationTokenException")
        names = found["names"].split(";")
        signed = {name: headers.get(name, "") for name in names}
        if not {"host", "x-amz-date", "x-amz-security-token"} <= signed.keys() or found["scope"] != (
                f"{signed['x-amz-date'][:8]}/{keys.region}/neptune-db/aws4_request"):
            raise RefusedError(403, "IncompleteSignatureException")
        if aws.sign(keys, method, target, signed, body) != found["signature"]:
            raise RefusedError(403, "SignatureDoesNotMatchException")

    def _routed(self, method: str, path: str, fields: list[tuple[str, str]], sent: tuple[str, str, bytes],
                headers: dict[str, str]) -> tuple[int, str, bytes]:
        manner, (kind, accept, body) = self.manner, sent
        given = dict(fields)
        if not path.startswith(manner.root):
            raise RefusedError(404, "nothing is here")
        place = path[len(manner.root):].removesuffix("/") if path != "/sparql/gsp/" else path
        if kind == FORM:
            given |= dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))
            fields = fields + urllib.parse.parse_qsl(body.decode(), keep_blank_values=True)
        is_read = method == "GET" or "query" in given
        if (manner.auth not in ("", "sigv4", headers.get("authorization"))
                and not (is_read and manner.only_writes)):
            raise RefusedError(manner.refusal, "AccessDeniedException")
        if place == manner.query and "query" in given and is_read:
            return self._asked(fields, accept)
        if method == "POST" and place == manner.update and (kind == UPDATE or "update" in given):
            return self._updated(kind, given, body)
        if method == "POST" and place == manner.quads and kind in QUADS:
            self.store.extend(ox.parse(body, format=QUADS[kind]))
            return 204, "", b""
        if manner.graphs is not None and place == manner.graphs and "graph" in given:
            return self._graph(method, given["graph"], kind, body)
        raise RefusedError(404, "no such operation")

    def _asked(self, fields: list[tuple[str, str]], accept: str) -> tuple[int, str, bytes]:
        text = dict(fields)["query"]
        default = [ox.NamedNode(value) for name, value in fields if name == "default-graph-uri"]
        named = [ox.NamedNode(value) for name, value in fields if name == "named-graph-uri"]
        dataset = {"default_graph": default, "named_graphs": named} if default else {
            "use_default_graph_as_union": self.manner.union}
        found = self.store.query(text, **dataset)
        if isinstance(found, ox.QueryTriples):
            return 200, "application/n-triples", found.serialize(format=ox.RdfFormat.N_TRIPLES)
        if "sparql-results+json" not in accept and accept != "*/*":
            raise RefusedError(406, "no such format")
        return 200, "application/sparql-results+json", found.serialize(format=ox.QueryResultsFormat.JSON)

    def _updated(self, kind: str, given: dict[str, str], body: bytes) -> tuple[int, str, bytes]:
        if kind not in self.manner.updates:
            raise RefusedError(415, "an update does not come in this form")
        text = given["update"] if kind == FORM else body.decode()
        if not self.manner.blank_nodes and "_:" in text:
            raise RefusedError(400, "no blank nodes in updates")
        self.store.update(text)
        return 200, "application/json", b"{}"

    def _graph(self, method: str, name: str, kind: str, body: bytes) -> tuple[int, str, bytes]:
        graph = ox.NamedNode(name)
        if method not in self.manner.methods:
            raise RefusedError(405, "no such method")
        if method == "GET":
            return 200, "application/n-triples", ox.serialize(
                (quad.triple for quad in self.store.quads_for_pattern(None, None, None, graph)),
                format=ox.RdfFormat.N_TRIPLES) or b""
        if method != "DELETE" and kind not in TRIPLES:
            raise RefusedError(415, "one graph, one format of triples")
        triples = list(ox.parse(body, format=TRIPLES[kind])) if method != "DELETE" else []
        if method != "POST":
            self.store.remove_graph(graph)
        self.store.extend(ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)
        return 204, "", b""


@contextmanager
def imitating(kind: str) -> Iterator[Imitation]:
    """Serve an imitation until the end of the block."""
    imitation = Imitation(MANNERS[kind])

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def version_string(self) -> str:
            return imitation.manner.server

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, media_type, content = imitation.answer(self.command, self.path, headers, body)
            self.send_response(status)
            if status == 401:
                self.send_header("WWW-Authenticate", 'Basic realm="store"')
            if media_type:
                self.send_header("Content-Type", media_type)
            if status != 204:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    imitation.url = f"http://127.0.0.1:{server.server_port}{imitation.manner.root}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield imitation
    finally:
        server.shutdown()
        server.server_close()
