"""Writing what somebody thinks in one statement: while what it is about stands as they read it, or not at all."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet


def write_while(row: Model, standing: QuerySet[Any], *, unique: Sequence[str], replacing: Sequence[str]) -> bool:
    """Write a row where ``standing`` finds something at that very moment; False where it finds nothing any more.

    Of a row with the same ``unique`` fields, the fields ``replacing`` are changed instead. No lock: who changes the
    subject at the same moment is not waited for, and comes after. One query.
    """
    quote = connection.ops.quote_name
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    condition, parameters = standing.order_by().values("pk").query.sql_with_params()
    column = {field.name: quote(field.column or field.attname) for field in fields}
    parts = [
        f"INSERT INTO {quote(row._meta.db_table)} ({', '.join(column.values())})",
        f"SELECT {', '.join(['%s'] * len(values))} WHERE EXISTS ({condition})",
        f"ON CONFLICT ({', '.join(column[name] for name in unique)})",
        f"DO UPDATE SET {', '.join(f'{column[name]} = excluded.{column[name]}' for name in replacing)}",
        f"RETURNING {quote('id')}",
    ]
    with connection.cursor() as cursor:
        cursor.execute("\n".join(parts), [*values, *parameters])
        written = cursor.fetchone()
    row.pk = written[0] if written else None
    return written is not None
