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

Rows = Iterable[tuple[Any, ...]]


class Prepared:
    """`build(value)` returns a `values_list` queryset that depends on one integer, such as a
    primary key; `rows(value)` returns its rows."""

    def __init__(self, build: Callable[[int], QuerySet[Any, Any]]) -> None:
        self.build = build

    def rows(self, value: int) -> Rows:
        sql, params, converted = self._compiled
        with connection.cursor() as cursor:
            cursor.execute(sql, [value if param == PLACE else param for param in params])
            return converted(cursor.fetchall())

    @cached_property
    def _compiled(self) -> tuple[str, tuple[Any, ...], Callable[[Rows], Rows]]:
        # `connection` stands for each thread's own.
        compiler = self.build(PLACE).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        # Finding a column's converters takes as long as to ask and convert: 0.02 ms a query.
        converters = compiler.get_converters([column for column, *_ in compiler.select])

        def converted(rows: Rows) -> Rows:
            return map(tuple, compiler.apply_converters(rows, converters)) if converters else rows

        return sql, params, converted
