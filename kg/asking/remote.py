"""The same questions on any SPARQL 1.1 endpoint; the only module that knows the network.

Where an endpoint's default graph does not hold our statements (they lie in named graphs, and the server does not
unite them), the names of our graphs go along with every query as `default-graph-uri` and `named-graph-uri`,
so the stored questions see the union that they see in the files. They are asked for once, and only then.

Source: SPARQL 1.1 Protocol, sections 2.1.1-2.1.4; SPARQL 1.1 Query Results JSON Format.
"""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from functools import cached_property
from http.client import HTTPException, IncompleteRead
from typing import Any

import pyoxigraph as ox
from SPARQLWrapper import GET, JSON, POST, SPARQLWrapper

from ..errors import EndpointError, KgError, LimitError, UsageError
from ..messages import Sentence, say
from ..namespaces import GRAPH, PC
from ..text import sparql
from . import bodies

LONGEST_GET = 2000
"""Longer requests go by POST: some servers and proxies cut addresses."""
LARGEST_ANSWER = 256 * 1024 * 1024
_PARTIAL = ("X-SPARQL-MaxRows", "X-SQL-State", "X-SQL-Message")  # sent along with answers that were shortened
_ASTRAY = say("it sends us on without end, or to what is no web page", "它让我们不断跳转，或跳转到非网络地址")
_TOO_LONG = say("the query is too long for this server; ask for fewer things at once",
                "查询对该服务器来说太长；请一次少问一些")
GRAPH_TYPES = "application/n-triples, text/turtle;q=0.5"
ROW_TYPES = "application/sparql-results+json"

Send = Callable[[str, tuple[str, ...], str], tuple[str, bytes]]
"""How a query goes: its text, the graphs to unite and the media types wanted give a media type and a body."""

_HELD = f"ASK {{ ?bulletin a <{PC}Bulletin> }}"
_GRAPHS = f"SELECT DISTINCT ?graph {{ GRAPH ?graph {{ ?s a ?class }} FILTER (STRSTARTS(STR(?graph), '{GRAPH}')) }}"


class Endpoint:
    """A SPARQL 1.1 endpoint that answers queries as the embedded graph does; `send` goes another way to it."""

    def __init__(self, url: str, timeout: float = 60, send: Send | None = None) -> None:
        self.url = _checked(url)
        self.timeout = timeout
        self._send = send

    def query(self, text: str, /) -> Any:
        """Answer a query: solutions, a truth value, or triples, of pyoxigraph's types.

        Raises: EndpointError if the endpoint refuses, fails, or answers nonsense; LimitError if it answers too much.
        """
        return self._ask(text, self.graphs)

    @cached_property
    def graphs(self) -> tuple[str, ...]:
        """The named graphs to unite in the default graph; none where the endpoint's own default graph holds them."""
        if self._ask(_HELD, ()):
            return ()
        return tuple(sorted(row["graph"].value for row in self._ask(_GRAPHS, ())))

    def _ask(self, text: str, graphs: tuple[str, ...]) -> Any:
        form = sparql.check(text)
        is_graph = form in ("CONSTRUCT", "DESCRIBE")
        kind, body = (self._send(text, graphs, GRAPH_TYPES if is_graph else ROW_TYPES) if self._send else
                      _Request(self.url, text, graphs, self.timeout, form).answer())
        if is_graph:
            return self._triples(kind, body)
        try:
            results = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
            if isinstance(results, ox.QuerySolutions):
                list(results)  # what is cut off must show here, not in the middle of a table
                return ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise self._nonsense(kind, body) from error
        return results

    def _triples(self, kind: str, body: bytes) -> list[ox.Triple]:
        form = ox.RdfFormat.from_media_type(kind) if kind else None
        if form is None:
            raise self._nonsense(kind, body)
        try:
            return [quad.triple for quad in ox.parse(body, form)]
        except (SyntaxError, ValueError) as error:
            raise self._nonsense(kind, body) from error

    def _nonsense(self, kind: str, body: bytes) -> EndpointError:
        """Say what came instead of an answer."""
        end = body[-400:].decode("utf-8", "replace").casefold()
        if any(word in end for word in ("cancel", "timeout", "timed out", "time limit")):
            return _broken_off(self.url)
        if b"<html" in body[:2000].lower() or "html" in kind:
            return _failure(self.url, say("it answered with a web page", "它返回的是网页"),
                            say("give the address of the endpoint itself; it often ends in /sparql or /query",
                                "请给出端点本身的地址，常以 /sparql 或 /query 结尾"))
        if not body:
            return _failure(self.url, say("its answer is empty", "回答为空"))
        return _failure(self.url, say("its answer does not parse as {kind}", "无法按 {kind} 解析其回答",
                                      kind=kind or "SPARQL JSON"))


class _Request(SPARQLWrapper):
    """One query on its way, never to another host than the one that was named."""

    def __init__(self, url: str, text: str, graphs: tuple[str, ...], timeout: float, form: str) -> None:
        super().__init__(url, returnFormat=JSON, agent="kg (public-commitments)")
        self._is_graph = form in ("CONSTRUCT", "DESCRIBE")
        self._seconds = timeout
        self.setQuery(text)
        self.queryType = form  # its own guess from the text may take a query for an update
        self.setOnlyConneg(True)
        for graph in graphs:
            self.addParameter("default-graph-uri", graph)
            self.addParameter("named-graph-uri", graph)
        length = len(urllib.parse.quote(text)) + sum(2 * len(urllib.parse.quote(graph)) + 40 for graph in graphs)
        self.setMethod(GET if length <= LONGEST_GET and "?" not in url else POST)

    def _getAcceptHeader(self) -> str:  # noqa: N802
        return GRAPH_TYPES if self._is_graph else ROW_TYPES

    def answer(self) -> tuple[str, bytes]:
        """Give the media type and the body.

        Raises: EndpointError, LimitError.
        """
        url = self.endpoint
        opener = urllib.request.build_opener(_SameHost)
        try:
            with opener.open(self._createRequest(), timeout=self._seconds) as response:
                body = bodies.read(response, self._seconds, LARGEST_ANSWER)
                headers = response.headers
        except (HTTPException, OSError, ValueError, bodies.TooLargeError, bodies.UnreadableError) as error:
            raise _trouble(url, self._seconds, error) from error
        _check_whole(url, headers, len(body))
        return headers.get_content_type(), body


def _trouble(url: str, seconds: float, error: Exception) -> KgError:
    reason = getattr(error, "reason", error)
    if isinstance(error, urllib.error.HTTPError):
        return _refusal(url, error)
    if isinstance(error, TimeoutError) or isinstance(reason, TimeoutError):
        return _too_late(url, seconds)
    if isinstance(error, bodies.TooLargeError):
        return LimitError(say("the answer is larger than 256 MB", "回答超过 256 MB"), place=url,
                          hint=say("ask for less with --limit", "用 --limit 减少结果"))
    if isinstance(error, bodies.UnreadableError):
        return _failure(url, say("its answer is packed in a way that cannot be read: {how}",
                                 "其回答的压缩方式无法读取：{how}", how=error))
    return _broken_off(url) if isinstance(error, IncompleteRead) else _unreachable(url, reason)


def _check_whole(url: str, headers: Any, length: int) -> None:
    """Make sure that an answer is neither cut off nor, by the server's own word, only a part.

    Raises: EndpointError.
    """
    told = headers.get("Content-Length", "")
    if told.isdigit() and length < int(told) and not headers.get("Content-Encoding"):
        raise _broken_off(url)
    for name in filter(headers.__contains__, _PARTIAL):
        raise _failure(url, say("it gave only a part of the rows ({name}: {value})",
                                "它只返回了部分结果（{name}: {value}）", name=name, value=headers[name]),
                       say("ask for less: a narrower question", "请缩小查询范围"))


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follow redirects on the same host only, and with the question."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        old, new = urllib.parse.urlsplit(req.full_url), urllib.parse.urlsplit(newurl)
        if new.scheme not in ("http", "https"):
            fp.close()
            raise _failure(req.full_url.partition("?")[0], _ASTRAY)
        if (old.hostname, old.port) != (new.hostname, new.port) and not (
                old.hostname == new.hostname and (old.scheme, new.scheme) == ("http", "https")):
            fp.close()
            raise EndpointError(say("the endpoint sends us to another host, {host}", "端点要求转到另一主机 {host}",
                                    host=new.hostname or newurl), place=req.full_url.partition("?")[0],
                                hint=say("name that address with --endpoint if you trust it",
                                         "如果信任该地址，请用 --endpoint 指定"))
        if req.data is not None and code != 303:  # a question may be sent again, and must not become an empty one
            return urllib.request.Request(newurl, req.data, dict(req.header_items()), method="POST")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _checked(url: str) -> str:
    """Make sure that an address can be asked and holds no password, which would end up in logs."""
    try:
        parts = urllib.parse.urlsplit(url)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_web = False
    if not is_web or any(c <= " " for c in url):
        raise UsageError(say("this is not the address of an endpoint", "这不是端点地址"), place=url,
                         hint=say("it looks like http://localhost:7878/query", "例如 http://localhost:7878/query"))
    if parts.username or parts.password:
        raise UsageError(say("passwords in addresses are not sent", "不发送地址中的密码"), place=parts.hostname,
                         hint=say("name an endpoint that is open to read", "请使用可公开读取的端点"))
    return url


def _failure(url: str, what: Sentence, hint: Sentence | None = None) -> EndpointError:
    return EndpointError(say("the endpoint gave no answer: {what}", "端点没有给出回答：{what}", what=what), place=url,
                         hint=hint or say("is this the address of a SPARQL endpoint?", "这是 SPARQL 端点的地址吗？"))


def _broken_off(url: str) -> EndpointError:
    return _failure(url, say("it broke off in the middle of the answer", "回答中途中断"),
                    say("ask for less with --limit, or wait longer with --timeout",
                        "用 --limit 减少结果，或用 --timeout 延长等待"))


def _refusal(url: str, error: urllib.error.HTTPError) -> EndpointError:
    """Say what an HTTP status means, with the first line of what the server says itself."""
    try:
        body = error.read(2000).decode("utf-8", "replace").strip()
    except (HTTPException, OSError):
        body = ""
    error.close()
    if 300 <= error.code < 400:
        return _failure(url, _ASTRAY)
    words = "" if "<" in body[:200] else body.partition("\n")[0][:200]
    what = say("it answered {code} {words}", "它返回 {code} {words}", code=error.code, words=words or error.reason)
    hints = {400: say("it does not understand the query; its own words are above", "它不理解此查询；其原话见上"),
             413: _TOO_LONG, 414: _TOO_LONG,
             401: say("it asks for a password; we send none", "它要求密码；本程序不发送密码"),
             403: say("it refuses strangers", "它拒绝匿名访问"),
             404: say("check the path of the address", "请检查地址中的路径"),
             429: say("it is asked too often; wait a while", "请求过于频繁，请稍后再试")}
    return _failure(url, what, hints.get(error.code) or (
        say("the server has a problem; try again later", "服务器出错，请稍后再试") if error.code >= 500 else None))


def _too_late(url: str, timeout: float) -> EndpointError:
    return _failure(url, say("nothing came within {seconds} s", "{seconds} 秒内没有回应", seconds=f"{timeout:g}"),
                    say("wait longer with --timeout SECONDS", "用 --timeout 秒数 延长等待"))


def _unreachable(url: str, reason: object) -> EndpointError:
    words = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
    return EndpointError(say("the endpoint cannot be reached: {words}", "无法连接端点：{words}", words=words),
                         place=url, hint=say("is the server running, and the address right?",
                                             "服务器是否在运行？地址是否正确？"))
