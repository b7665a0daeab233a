"""One spelling for each value: what XSD takes for the same value becomes the same literal.

Source: XSD 1.1 part 2, sections 2.3 (canonical mapping), 3.3 and 3.4 (datatypes); integers are decimals there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from pyoxigraph import Literal, NamedNode

from ..namespaces import XSD
from ..text.literals import RANGES, fault

_STAMP = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?")
_DURATION = re.compile(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")
_ZONED = ("date", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay")


def canonical(term: Any) -> Any:
    """Give the one literal of a value; an IRI, or a literal that its datatype does not allow, stays as it is."""
    if not isinstance(term, Literal) or not term.datatype.value.startswith(XSD):
        return term
    name = term.datatype.value.removeprefix(XSD)
    if name == "string" or fault(term):
        return term
    name = "decimal" if name in RANGES else name
    spell = _SPELLINGS.get(name)
    if spell is None:
        return term
    kind = {"dateTimeStamp": "dateTime", "yearMonthDuration": "duration", "dayTimeDuration": "duration"}.get(name, name)
    return Literal(spell(term.value), datatype=NamedNode(XSD + kind))


def _decimal(text: str) -> str:
    whole, _, fraction = text.lstrip("+-").partition(".")
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    number = f"{whole}.{fraction}" if fraction else whole
    return f"-{number}" if text.startswith("-") and number != "0" else number


def _boolean(text: str) -> str:
    return {"1": "true", "0": "false"}.get(text, text)


def _double(text: str) -> str:
    special = {"INF": "INF", "+INF": "INF", "-INF": "-INF", "NaN": "NaN"}.get(text)
    return special or repr(float(text))


def _float(text: str) -> str:
    import struct

    special = {"INF": "INF", "+INF": "INF", "-INF": "-INF", "NaN": "NaN"}.get(text)
    try:
        return special or repr(struct.unpack("f", struct.pack("f", float(text)))[0])
    except OverflowError:
        return "-INF" if text.startswith("-") else "INF"


def _stamp(text: str) -> str:
    found = _STAMP.fullmatch(text)
    if found is None:
        return text
    fraction = (found[2] or "").rstrip("0").rstrip(".")
    try:
        hour_24 = "T24:" in found[1]
        moment = datetime.fromisoformat(found[1].replace("T24:", "T00:") + (found[3] or "").replace("Z", "+00:00"))
        moment += timedelta(days=1) if hour_24 else timedelta()
        moment = moment.astimezone(UTC) if found[3] else moment
    except (ValueError, OverflowError):
        return text
    return moment.replace(tzinfo=None).isoformat() + fraction + ("Z" if found[3] else "")


def _zoned(text: str) -> str:
    return re.sub(r"[+-]00:00$", "Z", text)


def _time(text: str) -> str:
    return _zoned(re.sub(r"\.0+(?=\D|$)|(\.\d*?[1-9])0+(?=\D|$)", r"\1", text).replace("24:00:00", "00:00:00"))


def _duration(text: str) -> str:
    found = _DURATION.fullmatch(text)
    if found is None:
        return text
    sign, years, months, days, hours, minutes, seconds = found.groups()
    whole = 12 * int(years or 0) + int(months or 0)
    rest = Decimal(86400 * int(days or 0) + 3600 * int(hours or 0) + 60 * int(minutes or 0)) + Decimal(seconds or 0)
    spelt = _decimal(f"{rest:f}")
    return f"{sign if whole or rest else ''}P{whole}MT{spelt}S"


_SPELLINGS: dict[str, Callable[[str], str]] = {
    "decimal": _decimal, "boolean": _boolean, "double": _double, "float": _float, "dateTime": _stamp,
    "dateTimeStamp": _stamp, "duration": _duration, "yearMonthDuration": _duration, "dayTimeDuration": _duration,
    **dict.fromkeys(_ZONED, _zoned), "time": _time, "hexBinary": str.upper,
}
