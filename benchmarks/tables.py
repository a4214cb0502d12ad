"""Aligned tables, as the bench prints them and as the documentation shows them."""

from collections.abc import Mapping, Sequence

COLUMNS = {
    "nmi_given_k": ("NMI", 3),
    "ari_given_k": ("ARI", 3),
    "v_given_k": ("V", 3),
    "nmi_own_k": ("NMI own k", 3),
    "ari_own_k": ("ARI own k", 3),
    "v_own_k": ("V own k", 3),
    "k": ("k", 1),
    "seconds": ("seconds", 2),
    "memory_mb": ("MB", 0),
}


def table(
    title: str,
    rows: Mapping[str, Mapping[str, float]],
    columns: Mapping[str, tuple[str, int]] = COLUMNS,
    first: str = "method",
) -> str:
    """Lay out rows of figures under a title; a figure that is not there is a dash.

    >>> print(table("A set", {"ours": {"k": 4.0}}, {"k": ("groups", 1), "s": ("seconds", 2)}))
    A set
    | method | groups | seconds |
    | :----- | -----: | ------: |
    | ours   |    4.0 |       – |
    """
    heads = [first, *(name for name, _ in columns.values())]
    cells = [[name, *_cells(row, columns)] for name, row in rows.items()]
    widths = [max(3, *(len(line[place]) for line in [heads, *cells])) for place in range(len(heads))]
    rule = [":" + "-" * (widths[0] - 1), *("-" * (width - 1) + ":" for width in widths[1:])]
    laid = [_line(line, widths) for line in [heads, rule, *cells]]
    return "\n".join([title, *laid] if title else laid)


def _cells(row: Mapping[str, float], columns: Mapping[str, tuple[str, int]]) -> list[str]:
    return [f"{row[key]:.{digits}f}" if key in row else "–" for key, (_, digits) in columns.items()]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first = cells[0].ljust(widths[0])
    rest = [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True)]
    return "| " + " | ".join([first, *rest]) + " |"
