"""What can go wrong, in one tree.

KgError
├── UsageError       a wrong name, parameter or option                          exit 2
├── InputError       an input cannot be read                                    exit 3
│   ├── LayoutError    the folder is not a project, or a part of it is missing
│   ├── EncodingError  a file is not UTF-8 text, or of another kind than its name says
│   └── TurtleError    a file does not parse
├── QueryError       a query is wrong or failed                                 exit 4
│   └── EndpointError  another store refused or could not be reached
└── LimitError       a limit was hit                                            exit 5

A broken rule is not an error: it is a finding in a report (exit 1).
"""

from __future__ import annotations


class KgError(Exception):
    """Something the user can mend: what was found, where, and what to do next.

    `message` says what was found, `place` where (`path:line:column`), `hint` what to do.
    """

    exit_code = 70

    def __init__(self, message: str, *, place: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint


class UsageError(KgError):
    """A command, question, parameter or option was named or filled wrongly."""

    exit_code = 2


class InputError(KgError):
    """An input cannot be read."""

    exit_code = 3


class LayoutError(InputError):
    """The folder is not a project, or a part of it is missing."""


class EncodingError(InputError):
    """A file is not UTF-8 text, or is of another kind than its name says."""


class TurtleError(InputError):
    """A file does not parse as the RDF format that it claims to be."""


class QueryError(KgError):
    """A query does not parse, is not allowed, or failed."""

    exit_code = 4


class EndpointError(QueryError):
    """Another store refused, answered nonsense, or could not be reached."""


class LimitError(KgError):
    """A limit on time, rows, length or depth was hit."""

    exit_code = 5
