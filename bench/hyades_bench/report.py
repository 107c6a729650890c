"""Tables in Markdown that are readable as they are."""

import statistics


def heading(text: str) -> None:
    print(f"\n### {text}\n", flush=True)


def table(columns: list[str], rows: list[list[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(columns, *rows)]
    first, *others = widths
    print(line(columns, widths))
    print("|".join(["", "-" * (first + 2), *("-" * (w + 1) + ":" for w in others), ""]))
    for row in rows:
        print(line(row, widths))
    print(flush=True)


def line(cells: list[str], widths: list[int]) -> str:
    first, *others = [
        cell.ljust(width) if n == 0 else cell.rjust(width)
        for n, (cell, width) in enumerate(zip(cells, widths))
    ]
    return "| " + " | ".join([first, *others]) + " |"


def spread(values: list[float], digits: int = 2) -> list[str]:
    """Median, least and most."""
    three = (statistics.median(values), min(values), max(values))
    return [f"{value:.{digits}f}" for value in three]


def percentile(ordered: list[float], share: float) -> float:
    """The smallest value that this share of all values does not exceed."""
    return ordered[max(0, -(-len(ordered) * share // 1).__int__() - 1)]
