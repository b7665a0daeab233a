"""What a store's refusal means, in words, with the next step."""

from __future__ import annotations

import email.utils
import ssl
import time
import urllib.parse

from ..errors import EndpointError, KgError, LimitError
from ..messages import Sentence, say
from .addresses import Address
from .connection import Answer, BrokenError

_AGAIN = Sentence("push again: what arrived is kept, the rest follows", "请再次推送：已到达的保留，其余补上")
_HINTS: dict[int, Sentence] = {
    401: Sentence("set KG_STORE_USER and KG_STORE_PASSWORD, or KG_STORE_TOKEN, or write them into ~/.netrc",
                  "请设置 KG_STORE_USER 和 KG_STORE_PASSWORD，或 KG_STORE_TOKEN，或写入 ~/.netrc"),
    403: Sentence("this account may not do that; ask the store's owner for the right to write",
                  "此账户无此权限；请向存储的管理者申请写入权限"),
    404: Sentence("check the path of the address, and --store-kind", "请检查地址中的路径和 --store-kind"),
    405: Sentence("check the path of the address, and --store-kind", "请检查地址中的路径和 --store-kind"),
    413: Sentence("raise the server's limit on the size of a request", "请提高服务器对请求大小的限制"),
    415: Sentence("check --store-kind: this store wants another format", "请检查 --store-kind：该存储需要别的格式"),
    429: Sentence("wait a while, then push again", "请稍后再次推送"),
}


def refused(address: Address, answer: Answer) -> KgError:
    """Name the status, and the first words that the server says itself."""
    text = answer.body[:2000].decode("utf-8", "replace").strip()
    said = "" if "<" in text[:200] else text.partition("\n")[0][:200]
    message = say("the store refused: {status} {said}", "存储拒绝：{status} {said}", status=answer.status, said=said)
    kind = LimitError if answer.status in (413, 429, 507) else EndpointError
    return kind(Sentence(message.strip(), message.zh.strip()), place=str(address),
                hint=_HINTS.get(answer.status) or (_AGAIN if answer.status >= 500 else None))


def redirected(address: Address, answer: Answer) -> EndpointError:
    """Say that the store wants us elsewhere, where nothing is sent unasked."""
    return EndpointError(say("the store answered with a redirect ({status}), which is not followed here",
                             "存储返回重定向（{status}），此处不予跟随", status=answer.status),
                         place=str(address), hint=to_where(answer))


def to_where(answer: Answer) -> Sentence:
    """Name the target of a redirect, without what may be secret in it."""
    try:
        parts = urllib.parse.urlsplit(answer.headers.get("Location") or "")
        where = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}" if parts.netloc else parts.path
    except ValueError:
        where = ""
    shown = "".join(c if c.isprintable() else "?" for c in where[:200]) or "?"
    return say("if you trust it, name that address yourself: {where}", "如果信任该地址，请自行指定：{where}",
               where=shown)


def too_large(address: Address) -> LimitError:
    """Say that an answer went on for too long."""
    return LimitError(say("the store's answer is larger than what is read", "存储的回答超过读取上限"),
                      place=str(address), hint=say("choose fewer graphs with --graphs", "请用 --graphs 选择较少的图"))


def web_page(address: Address, kind: str) -> EndpointError:
    """Say that something else came than what was asked for."""
    return EndpointError(say("the store answered with {kind}, not with data", "存储返回的是 {kind}，不是数据",
                             kind=kind or "?"), place=str(address),
                         hint=say("is a login page in between? Check the address and --store-kind",
                                  "是否遇到登录页面？请检查地址和 --store-kind"))


def nonsense(address: Address) -> EndpointError:
    """Say that an answer does not parse to its end."""
    return EndpointError(say("the store's answer is damaged or not whole", "存储的回答损坏或不完整"),
                         place=str(address), hint=_AGAIN)


def partial(address: Address) -> EndpointError:
    """Say that the store itself says that it cut its answer."""
    return EndpointError(say("the store cut its answer short", "存储截断了回答"), place=str(address),
                         hint=say("raise the store's limit on rows (ResultSetMaxRows) or time",
                                  "请提高存储对行数（ResultSetMaxRows）或时间的限制"))


def broken(address: Address, error: BrokenError, seconds: float, tries: int) -> EndpointError:
    """Say why no whole answer came."""
    reason = error.reason
    if isinstance(reason, ssl.SSLCertVerificationError):
        return EndpointError(say("the store's certificate is not trusted: {reason}", "存储的证书不受信任：{reason}",
                                 reason=reason.verify_message), place=str(address),
                             hint=say("name its authority in SSL_CERT_FILE if you trust it",
                                      "如果信任其颁发者，请在 SSL_CERT_FILE 中指定"))
    if isinstance(reason, TimeoutError):
        return EndpointError(say("the store did not finish within {seconds} s", "存储未在 {seconds} 秒内完成",
                                 seconds=f"{seconds:g}"), place=str(address),
                             hint=say("wait longer with --timeout SECONDS, then push again",
                                      "请用 --timeout 秒数 延长等待，再次推送"))
    if not error.sent:
        return EndpointError(say("the store cannot be reached: {reason}", "无法连接存储：{reason}",
                                 reason=words(reason)), place=str(address),
                             hint=say("is the server running, and the address right?",
                                      "服务器是否在运行？地址是否正确？"))
    return EndpointError(say("the connection broke (try {tries}): {reason}", "连接中断（第 {tries} 次）：{reason}",
                             tries=tries, reason=words(reason)), place=str(address), hint=_AGAIN)


def may_pass(error: BrokenError, is_repeatable: bool) -> bool:
    """Tell whether another try makes sense: nothing was sent, or no byte came back and a repeat does no harm."""
    if isinstance(error.reason, (TimeoutError, ssl.SSLError)) or error.begun:
        return False
    if not error.sent:
        return isinstance(error.reason, ConnectionError)
    return is_repeatable and isinstance(error.reason, ConnectionError)


def words(reason: BaseException) -> str:
    """Give the reason of a failure in words."""
    return getattr(reason, "strerror", None) or str(reason) or type(reason).__name__


def retry_after(answer: Answer) -> float | None:
    """Give the seconds that a store asks to wait, from a number or a date."""
    text = (answer.headers.get("Retry-After") or "").strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None
