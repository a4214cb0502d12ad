"""Middlewares of the bench: one tells how many queries an answer took, one empties our caches before each request."""

import re
import sys
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

from consult.prepared import kept_shapes

GetResponse = Callable[[HttpRequest], HttpResponse]
ROOMS = ("consult", "participants", "proposals", "moderation", "synthesis", "cms")
ASK = "X-Bench-Count"
ANSWER = "X-Bench-Queries"
_FRAME = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b", re.IGNORECASE)


class QueryMeter:
    """Counts SQL statements, without those that open and close transactions, for a request that asks."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if ASK not in request.headers:
            return self.get_response(request)
        said: list[str] = []

        def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
            if not _FRAME.match(sql):
                said.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response.headers[ANSWER] = str(len(said))
        return response


class ForgetWhatWasKept:
    """Empties what a process keeps of ours from one request to the next: stems, folded words, days, shapes of parts.

    No page, no part of a page and no row of a table is kept anywhere. What stays is compiled: templates, with their
    constant parts, and the SQL of queries, neither of which holds anything of a request or of a row.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        ours = [module for name, module in sys.modules.items() if name.partition(".")[0] in ROOMS]
        self.kept = [
            value for module in ours for value in vars(module).values() if callable(getattr(value, "cache_clear", None))
        ]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for function in self.kept:
            function.cache_clear()
        kept_shapes.clear()
        return self.get_response(request)
