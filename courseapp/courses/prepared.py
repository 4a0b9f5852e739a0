"""Queries whose SQL is made once a process instead of at each request.

Where a page asks several small questions, Django takes longer to write the SQL (0.5 to 1.7 ms a
query, measured) than the database to answer it (0.05 ms). The queryset stays the only source of
the SQL; a test compares its rows with those from here.
"""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet

# Stands in the SQL's parameters for the value of each question; no row has it.
PLACE = -2_147_483_647


class Prepared:
    """`build(value)` returns a `values_list` queryset that depends on one integer, such as a
    primary key; `rows(value)` returns its rows."""

    def __init__(self, build: Callable[[int], QuerySet[Any, Any]]) -> None:
        self.build = build

    def rows(self, value: int) -> Iterable[tuple[Any, ...]]:
        compiler, sql, params = self._compiled
        with connection.cursor() as cursor:
            cursor.execute(sql, [value if param == PLACE else param for param in params])
            found = cursor.fetchall()
        rows: Iterable[tuple[Any, ...]] = compiler.results_iter([found], tuple_expected=True)
        return rows

    @cached_property
    def _compiled(self) -> tuple[Any, str, tuple[Any, ...]]:
        # `connection` stands for each thread's own; of the compiler only its columns are used.
        compiler = self.build(PLACE).query.get_compiler(connection=connection)
        return (compiler, *compiler.as_sql())
