"""Stores and networks that misbehave: no false success, no torn graph, no password astray, and a clear word."""

from __future__ import annotations

import hashlib
import http.server
import re
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from kg.errors import EndpointError, KgError, LimitError, UsageError
from kg.namespaces import GRAPH
from kg.pushing import open_store
from kg.pushing.addresses import parse
from kg.pushing.client import Client
from kg.pushing.credentials import Credentials, find
from kg.pushing.faults import KINDS, Trials

pytestmark = pytest.mark.long

COUNTS = b'{"head": {"vars": ["g", "n"]}, "results": {"bindings": []}}'
JSON = "application/sparql-results+json"


@pytest.fixture(scope="module")
def trials() -> Iterator[Trials]:
    made = Trials(20)
    yield made
    made.close()


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_goes_wrong_nothing_is_lost_and_nothing_is_claimed(trials, kind):
    """Four trials a fault: the four ways of replacing a graph."""
    for way in range(4):
        result = trials.run(4 * KINDS.index(kind) + way)
        assert result.fault.kind == kind
        assert result.broken == (), result
        assert kind != "none" or result.reported == "proved"


Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """Start a server that gives one answer after the other, the last one for ever; it remembers the requests."""
    servers = []

    def start(*answers: Answer, wait: float = 0, context: ssl.SSLContext | None = None) -> str:
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                start.seen.append((self.command, self.path, dict(self.headers)))
                time.sleep(wait)
                status, headers, body = answers[min(len(start.seen), len(answers)) - 1]
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(body))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_PUT = do_GET  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        server.handle_error = lambda *_: None
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        servers.append(server)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return f"http{'s' if context else ''}://127.0.0.1:{server.server_port}"

    start.seen = []
    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def client(url: str, credentials: Credentials = Credentials(), seconds: float = 5) -> Client:  # noqa: B008
    waits: list[float] = []
    made = Client(parse(url), credentials, seconds, sleep=waits.append)
    made.waits = waits
    return made


def fails(act: Callable[[], object], words: str, kind: type[KgError] = EndpointError) -> KgError:
    with pytest.raises(kind, match=words) as caught:
        act()
    assert caught.value.place
    assert caught.value.message.zh
    assert caught.value.hint is None or caught.value.hint.zh
    return caught.value


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("where", ["http://localhost:9/", "/store", "//localhost:9/", "file:///etc/passwd", ""])
def test_a_write_is_never_redirected(serve, status, where):
    own = client(serve((status, {"Location": where}, b"")), Credentials(token="secret"))
    fails(lambda: own.write("POST", "/update", {}, b"DROP ALL"), "redirect")
    assert [method for method, _, _ in serve.seen] == ["POST"]
    own.close()


@pytest.mark.parametrize("where", ["http://localhost:9/", "https://127.0.0.1/", "//127.0.0.1:9/x", "http://a@127.0.0.1/",
                                   "ftp://127.0.0.1/", "http://[/", "file:///etc/passwd"])
def test_a_read_never_leaves_its_origin(serve, where):
    own = client(serve((302, {"Location": where}, b"")), Credentials(token="secret"))
    error = fails(lambda: own.read("/query", JSON), "another place")
    assert "secret" not in f"{error} {error.hint}"
    assert len(serve.seen) == 1
    own.close()


def test_a_read_follows_within_its_origin_and_not_for_ever(serve):
    own = client(serve((307, {"Location": "/there?x=1"}, b""), (200, {"Content-Type": JSON}, COUNTS)))
    assert own.read("/query", JSON).body == COUNTS
    assert [path for _, path, _ in serve.seen] == ["/query", "/there?x=1"]
    own.close()
    loop = client(serve((302, {"Location": "/query"}, b"")))
    fails(lambda: loop.read("/query", JSON), "redirect")
    loop.close()


def test_a_posted_query_does_not_become_an_empty_get(serve):
    own = client(serve((302, {"Location": "/query"}, b"")))
    fails(lambda: own.read("/query", JSON, b"query=ASK%20%7B%7D"), "redirect")
    assert [method for method, _, _ in serve.seen] == ["POST"]
    own.close()


@pytest.mark.parametrize(("status", "tries", "kind"), [
    (400, 1, EndpointError), (401, 1, EndpointError), (403, 1, EndpointError), (404, 1, EndpointError),
    (413, 1, LimitError), (415, 1, EndpointError), (429, 5, LimitError), (500, 1, EndpointError),
    (502, 5, EndpointError), (503, 5, EndpointError), (504, 5, EndpointError)])
def test_only_what_passes_is_tried_again(serve, status, tries, kind):
    own = client(serve((status, {}, b"go away")))
    error = fails(lambda: own.write("PUT", "/store", {}, b""), f"{status} go away", kind)
    assert len(serve.seen) == tries
    assert error.exit_code == (5 if kind is LimitError else 4)
    assert all(0 < wait <= 8 for wait in own.waits)
    own.close()


def test_what_must_not_be_repeated_is_not(serve):
    own = client(serve((502, {}, b"")))
    fails(lambda: own.write("POST", "/update", {}, b"MOVE", is_repeatable=False), "502")
    assert len(serve.seen) == 1
    own.close()


def test_retry_after_is_obeyed_up_to_two_minutes(serve):
    own = client(serve((429, {"Retry-After": "90"}, b""), (503, {"Retry-After": "0"}, b""), (204, {}, b"")))
    assert own.write("PUT", "/store", {}, b"").status == 204
    assert own.waits == [90, 0]
    own.close()
    late = client(serve((429, {"Retry-After": "3600"}, b"")))
    fails(lambda: late.write("PUT", "/store", {}, b""), "429", LimitError)
    assert late.waits == []
    late.close()


def test_a_silent_store_is_left_in_time(serve):
    own = client(serve((200, {}, b""), wait=2), seconds=0.2)
    start = time.monotonic()
    fails(lambda: own.read("/query", JSON), r"within 0.2 s")
    assert time.monotonic() - start < 1.5
    own.close()


@pytest.mark.parametrize("parting", [b"HTTP/1.1 500 x\r\nContent-Length: 5\r\n\r\nlate!", b""])
def test_what_a_server_says_to_an_idle_connection_answers_nothing(parting):
    """Oxigraph's server says 500 to whoever is idle for a minute, and closes; others only close."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        heard, said = threading.Event(), threading.Event()

        def serve() -> None:
            for number in range(2):
                line, _ = listening.accept()
                with line:
                    line.recv(65536)
                    line.sendall(b"HTTP/1.1 200 x\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\n%d" % number)
                    if number == 0:
                        heard.wait(5)
                        line.sendall(parting)
                        line.shutdown(socket.SHUT_WR)
                        said.set()
                        with suppress(ConnectionResetError):  # whoever closes on bytes unread
                            line.recv(65536)

        threading.Thread(target=serve, daemon=True).start()
        own = client(f"http://127.0.0.1:{listening.getsockname()[1]}")
        assert own.read("/query", JSON).body == b"0"
        heard.set()
        assert said.wait(5)
        assert own.read("/query", JSON).body == b"1"
        own.close()


def test_a_store_that_does_not_take_what_is_sent_is_left_in_time():
    with socket.create_server(("127.0.0.1", 0)) as listening:  # connections wait there, and nobody reads
        own = client(f"http://127.0.0.1:{listening.getsockname()[1]}", seconds=0.3)
        start = time.monotonic()
        fails(lambda: own.write("PUT", "/store", {}, bytes(1 << 26)), r"within 0.3 s")
        assert time.monotonic() - start < 5
        own.close()


def test_nobody_listens():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = client(f"http://127.0.0.1:{port}")
    fails(lambda: own.read("/query", JSON), "cannot be reached")
    assert len(own.waits) == 4


def test_an_endless_answer_is_a_limit(serve):
    url = serve((200, {}, b"x" * 5000))
    own = Client(parse(url), largest=4000)
    fails(lambda: own.read("/query", JSON), "larger", LimitError)
    own.close()


@pytest.mark.parametrize(("answer", "words"), [
    ((200, {"Content-Type": "text/html"}, b"<!doctype html><html>Sign in"), "text/html"),
    ((200, {"Content-Type": JSON}, b""), "damaged"),
    ((200, {"Content-Type": JSON}, COUNTS[:-3]), "damaged"),
    ((200, {"Content-Type": JSON, "X-SPARQL-MaxRows": "10000"}, COUNTS), "cut its answer short"),
    ((200, {"Content-Type": JSON, "Content-Length": "9999"}, COUNTS), "did not finish|broke"),
])
def test_an_answer_is_evidence_and_not_a_status(serve, answer, words):
    with open_store(serve(answer), "oxigraph", 0.5, environment={}) as store:
        fails(lambda: store.counts((GRAPH,)), words)


def test_a_login_page_is_no_success_of_a_write(serve):
    with open_store(serve((200, {"Content-Type": "text/html"}, b"<html>")), "oxigraph", environment={}) as store:
        fails(lambda: store.put(GRAPH + "a", [b"<a:a> <a:b> <a:c>"]), "text/html")


def test_a_self_signed_certificate_is_refused(serve, tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1",
                    "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    own = client(serve((200, {}, b""), context=context), Credentials(token="secret"))
    error = fails(lambda: own.read("/query", JSON), "certificate is not trusted")
    assert (serve.seen, own.waits) == ([], [])
    assert "SSL_CERT_FILE" in str(error.hint)


# Credentials ----------------------------------------------------------------------------------------------------------


def test_a_token_goes_along_at_once_and_a_password_only_when_asked(serve):
    bearer = client(serve((204, {}, b"")), Credentials(token="t"))
    bearer.write("PUT", "/store", {}, b"")
    assert serve.seen[-1][2]["Authorization"] == "Bearer t"
    bearer.close()
    serve.seen.clear()
    basic = client(serve((401, {"WWW-Authenticate": 'Basic realm="x"'}, b""), (204, {}, b"")), Credentials("Öl", "a:b"))
    basic.write("PUT", "/store", {}, b"")
    basic.write("PUT", "/store", {}, b"")
    assert [headers.get("Authorization") for _, _, headers in serve.seen] == [None, *["Basic w5ZsOmE6Yg=="] * 2]
    basic.close()


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256"])
def test_digest_answers_the_challenge(serve, algorithm):
    challenge = f'Digest realm="SPARQL", nonce="n1", qop="auth,auth-int", algorithm={algorithm}, opaque="o"'
    own = client(serve((401, {"WWW-Authenticate": challenge}, b""), (204, {}, b"")), Credentials("dba", "secret"))
    own.write("PUT", "/crud?graph-uri=a", {}, b"")
    own.close()
    sent = serve.seen[-1][2]["Authorization"]
    told = dict(re.findall(r'(\w+)="?([^",]*)"?', sent))
    name = algorithm.lower().replace("-", "")

    def hashed(*parts: str) -> str:
        return hashlib.new(name, ":".join(parts).encode()).hexdigest()

    expected = hashed(hashed("dba", "SPARQL", "secret"), "n1", told["nc"], told["cnonce"], "auth",
                      hashed("PUT", "/crud?graph-uri=a"))
    assert (told["response"], told["uri"], told["opaque"]) == (expected, "/crud?graph-uri=a", "o")
    assert "secret" not in sent


def test_a_wrong_password_is_not_tried_for_ever(serve):
    own = client(serve((401, {"WWW-Authenticate": "Basic"}, b"")), Credentials("a", "b"))
    error = fails(lambda: own.write("PUT", "/store", {}, b""), "401")
    assert len(serve.seen) == 2
    assert "KG_STORE_USER" in str(error.hint)
    own.close()


@pytest.mark.parametrize("names", [{"KG_STORE_TOKEN": "secret"}, {"KG_STORE_USER": "a", "KG_STORE_PASSWORD": "secret"}])
def test_secrets_do_not_go_over_plain_http_nor_into_messages(names):
    error = fails(lambda: find(parse("http://example.org/"), names), "plain http")
    assert "secret" not in f"{error} {error.place} {error.hint}"
    for url in ("https://example.org/", "http://localhost:7878", "http://127.0.0.1:1", "http://[::1]:1"):
        assert find(parse(url), names)
    assert "secret" not in f"{find(parse('https://example.org'), names)!r}"


def test_a_netrc_file_serves_its_host_only(tmp_path):
    path = tmp_path / "netrc"
    path.write_text("machine localhost:8890 login dba password one\nmachine example.org login me password two\n")
    path.chmod(0o600)
    names = {"KG_STORE_NETRC": str(path)}
    assert find(parse("http://localhost:8890"), names).password == "one"
    assert find(parse("https://example.org/ds"), names).user == "me"
    assert not find(parse("https://example.com"), names)
    assert not find(parse("http://localhost:8891"), names)
    path.chmod(0o644)
    fails(lambda: find(parse("https://example.org"), names), "others may read", UsageError)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "localhost:7878", "http://", "http://a b/", "", "http://x:0/",
                                 "http://user:secret@example.org/", "http://h/?a=b", "http://h:99999/"])
def test_what_is_not_the_address_of_a_store_is_refused(url):
    with pytest.raises(UsageError) as caught:
        parse(url)
    assert "secret" not in f"{caught.value} {caught.value.place} {caught.value.hint}"
