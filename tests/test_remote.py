"""The same questions on a SPARQL endpoint: a real server, and servers that misbehave."""

from __future__ import annotations

import http.server
import socket
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator

import pyoxigraph as ox
import pytest

import kg
from kg.asking.remote import Endpoint
from kg.errors import EndpointError, QueryError, UsageError

SELECT = "SELECT ?a { VALUES ?a { 1 } }"
EMPTY = b'{"head": {"vars": ["a"]}, "results": {"bindings": []}}'
JSON = "application/sparql-results+json"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module", params=["union", "named graphs only"])
def server(request, tmp_path_factory, shipped) -> Iterator[str]:
    """An Oxigraph server with the shipped graph, with and without the union as its default graph."""
    import shutil
    import subprocess

    binary = shutil.which("oxigraph") or shutil.which("oxigraph", path=str(next(iter(_scripts()))))
    assert binary, "the test extra installs oxigraph"
    port = free_port()
    union = ["--union-default-graph"] if request.param == "union" else []
    process = subprocess.Popen([binary, "serve", "--bind", f"127.0.0.1:{port}", *union],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        _fill(url, ox.serialize(iter(shipped.source.store), format=ox.RdfFormat.N_QUADS))
        yield f"{url}/query"
    finally:
        process.terminate()
        process.wait(10)


def _scripts() -> Iterator[str]:
    import sysconfig

    yield sysconfig.get_path("scripts")


def _fill(url: str, quads: bytes) -> None:
    for _ in range(100):
        try:
            request = urllib.request.Request(f"{url}/store", quads, {"Content-Type": "application/n-quads"})
            urllib.request.urlopen(request, timeout=10).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server does not start")


def test_an_endpoint_gives_the_rows_that_the_files_give(server, shipped):
    remote = kg.connect(server)
    for name in ("places", "evidence"):
        assert remote.query(name).rows == shipped.query(name).rows


def test_parameters_are_resolved_by_label_on_the_endpoint(server, shipped):
    remote, thing = kg.connect(server), "新乡市教育局"
    assert remote.query("evidence", thing=thing).rows == shipped.query("evidence", thing=thing).rows


def test_free_queries_and_statements_come_back_as_terms(server, shipped):
    remote = kg.connect(server)
    text = "CONSTRUCT { ?place rdfs:label ?label } { ?place a m8g:AdminUnit ; rdfs:label ?label }"
    assert set(remote.sparql(text).triples) == set(shipped.sparql(text).triples)
    assert remote.sparql("ASK { ?t a pc:Target }")[0].answer is True
    assert remote.sparql("SELECT (COUNT(*) AS ?n) { GRAPH graph:register-places { ?s a m8g:AdminUnit } }")[0].n > 3


def test_find_and_show_ask_the_endpoint(server, shipped):
    remote = kg.connect(server)
    assert remote.find("寄宿制").rows == shipped.find("寄宿制").rows
    assert remote.show("id:place-410700") == shipped.show("id:place-410700")


def test_a_wrong_query_is_refused_with_the_servers_words(server):
    with pytest.raises(EndpointError, match="400"):
        kg.connect(server).sparql("SELECT ?a { ?a ?? }")


def test_updates_never_leave_the_house(server):
    with pytest.raises(QueryError, match="refused"):
        kg.connect(server).sparql("DELETE WHERE { ?s ?p ?o }")


Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture
def misbehaving() -> Iterator[Callable[[Answer], str]]:
    """Start a server that gives one fixed answer to everything; remember what it was asked."""
    servers = []

    def start(answer: Answer, wait: float = 0) -> str:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                seen.append((self.command, self.path, dict(self.headers)))
                time.sleep(wait)
                code, headers, body = answer
                self.send_response(code)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        seen: list[tuple[str, str, dict[str, str]]] = []
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        server.seen = seen
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        start.seen = seen
        return f"http://127.0.0.1:{server.server_port}/sparql"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(("answer", "words"), [
    ((200, {"Content-Type": "text/html"}, b"<!doctype html><html><body>hello</body></html>"), "web page"),
    ((200, {"Content-Type": JSON}, b"{]"), "does not parse"),
    ((200, {"Content-Type": JSON}, b""), "empty"),
    ((200, {"Content-Type": JSON}, b"[1, 2]"), "does not parse"),
    ((200, {"Content-Type": JSON}, EMPTY[:-2]), "does not parse"),
    ((200, {"Content-Type": JSON}, EMPTY[:-2] + b"\n# Query cancelled due to timeout"), "broke off"),
    ((200, {"Content-Type": JSON, "Content-Length": "9999"}, EMPTY), "broke off"),
    ((400, {"Content-Type": "text/plain"}, b"no such function"), "400 no such function"),
    ((401, {}, b""), "401"),
    ((404, {"Content-Type": "text/html"}, b"<html>"), "404"),
    ((429, {}, b""), "429"),
    ((503, {}, b"<html>"), "503"),
])
def test_a_misbehaving_endpoint_is_one_clear_error(misbehaving, answer, words):
    with pytest.raises(EndpointError, match=words) as caught:
        Endpoint(misbehaving(answer), timeout=5).query(SELECT)
    assert caught.value.exit_code == 4
    assert caught.value.place


def test_a_silent_endpoint_is_left_after_the_timeout(misbehaving):
    url = misbehaving((200, {}, EMPTY), wait=3)
    with pytest.raises(EndpointError, match=r"within 0.2 s"):
        Endpoint(url, timeout=0.2).query(SELECT)


def test_nobody_listens():
    with pytest.raises(EndpointError, match="cannot be reached"):
        Endpoint(f"http://127.0.0.1:{free_port()}/query").query(SELECT)


def test_redirects_stay_on_the_host(misbehaving):
    elsewhere = misbehaving((302, {"Location": "http://localhost:9/sparql"}, b""))
    with pytest.raises(EndpointError, match="another host, localhost"):
        Endpoint(elsewhere, timeout=5).query(SELECT)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_long_question_is_sent_again_whole(status):
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            body = b"" if self.path == "/old" else b'{"head": {}, "boolean": true}'
            self.send_response(status if self.path == "/old" else 200)
            self.send_header("Location", "/new")
            self.send_header("Content-Type", "application/sparql-results+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        query = f"ASK {{ FILTER (STRLEN('{'x' * 3000}') > 1) }}"
        answer = Endpoint(f"http://127.0.0.1:{server.server_port}/old", timeout=5)._ask(query, ())
        server.shutdown()

    assert bool(answer)
    assert [path for path, _ in asked] == ["/old", "/new"]
    assert asked[0][1] == asked[1][1]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "localhost:7878", "http://", "ftp://x/", "http://a b/", ""])
def test_what_is_not_an_address_is_refused(url):
    with pytest.raises(UsageError, match="not the address"):
        Endpoint(url)


def test_passwords_are_neither_sent_nor_repeated():
    with pytest.raises(UsageError) as caught:
        Endpoint("http://user:secret@example.org/query")
    assert "secret" not in f"{caught.value} {caught.value.place} {caught.value.hint}"


def test_short_queries_go_by_get_and_long_ones_by_post(misbehaving):
    url = misbehaving((200, {"Content-Type": JSON}, b'{"head": {}, "boolean": true}'))
    endpoint = Endpoint(url, timeout=5)
    endpoint.query("ASK { ?s ?p ?o }")
    endpoint.query("ASK { VALUES ?s { " + "1 " * 3000 + "} ?s ?p ?o }")
    assert [method for method, _, _ in misbehaving.seen] == ["GET", "GET", "POST"]
    assert all("Authorization" not in headers and "Cookie" not in headers for _, _, headers in misbehaving.seen)


def test_data_and_endpoint_exclude_each_other(capfd):
    from kg.cli import main

    assert main(["query", "places", "--endpoint", "http://localhost:1/", "--data", "x"]) == UsageError.exit_code
