"""Which line answers which: a one-to-one choice with the greatest likeness altogether."""

from collections import defaultdict
from collections.abc import Mapping

Edge = tuple[int, int]


def best_pairs(gains: Mapping[Edge, float]) -> dict[int, int]:
    """For each left place the right one, so that the gains (all above zero) add up to the most. Not all get one."""
    chosen: dict[int, int] = {}
    for island in _islands(gains):
        chosen |= _assigned({edge: gains[edge] for edge in island})
    return chosen


def _islands(gains: Mapping[Edge, float]) -> list[list[Edge]]:
    """Edges that have to do with each other: what hangs together is chosen together."""
    by_left, by_right = defaultdict(list), defaultdict(list)
    for edge in gains:
        by_left[edge[0]].append(edge)
        by_right[edge[1]].append(edge)
    islands, seen = [], set()
    for start in gains:
        if start in seen:
            continue
        island, open_edges = [], [start]
        seen.add(start)
        while open_edges:
            edge = open_edges.pop()
            island.append(edge)
            for near in (*by_left[edge[0]], *by_right[edge[1]]):
                if near not in seen:
                    seen.add(near)
                    open_edges.append(near)
        islands.append(island)
    return islands


def _assigned(gains: Mapping[Edge, float]) -> dict[int, int]:
    """The Hungarian method on one island; places for nobody are worth nothing."""
    if len(gains) == 1:
        return dict(gains.keys())
    lefts, rights = sorted({left for left, _ in gains}), sorted({right for _, right in gains})
    costs = [[-gains.get((left, right), 0.0) for right in rights] + [0.0] * len(lefts) for left in lefts]
    matched = _least_cost(costs)
    return {
        lefts[row]: rights[column]
        for row, column in enumerate(matched)
        if column < len(rights) and (lefts[row], rights[column]) in gains
    }


def _least_cost(costs: list[list[float]]) -> list[int]:
    """For each row a column of its own, at least cost altogether; there are at least as many columns as rows."""
    rows, columns = len(costs), len(costs[0])
    potential_row, potential_column = [0.0] * (rows + 1), [0.0] * (columns + 1)
    row_of = [0] * (columns + 1)
    for row in range(1, rows + 1):
        row_of[0], column = row, 0
        least, way, used = [float("inf")] * (columns + 1), [0] * (columns + 1), [False] * (columns + 1)
        while row_of[column]:
            used[column] = True
            current, step, nearest = row_of[column], float("inf"), 0
            for other in range(1, columns + 1):
                if used[other]:
                    continue
                reduced = costs[current - 1][other - 1] - potential_row[current] - potential_column[other]
                if reduced < least[other]:
                    least[other], way[other] = reduced, column
                if least[other] < step:
                    step, nearest = least[other], other
            for other in range(columns + 1):
                if used[other]:
                    potential_row[row_of[other]] += step
                    potential_column[other] -= step
                else:
                    least[other] -= step
            column = nearest
        while column:
            row_of[column] = row_of[way[column]]
            column = way[column]
    chosen = [0] * rows
    for column in range(1, columns + 1):
        if row_of[column]:
            chosen[row_of[column] - 1] = column - 1
    return chosen
