"""Logistic regression with an L2 penalty, by Newton's method on sparse rows."""

from collections.abc import Mapping, Sequence
from math import exp

Features = Mapping[tuple[str, str], float]
_STEPS = 12
_CLOSE = 1e-6


def fitted(
    rows: Sequence[Features], answers: Sequence[bool], penalty: float
) -> tuple[float, dict[tuple[str, str], float]]:
    """Return the constant and the weights of the most likely fit; the constant is not penalised."""
    names = sorted({name for row in rows for name in row})
    places = {name: index for index, name in enumerate(names, start=1)}
    sparse = [[(0, 1.0), *((places[name], value) for name, value in row.items())] for row in rows]
    size = len(names) + 1
    weights = [0.0] * size
    for _ in range(_STEPS):
        gradient = [0.0] + [penalty * weight for weight in weights[1:]]
        curve = [[0.0] * size for _ in range(size)]
        for index in range(size):
            curve[index][index] = penalty if index else _CLOSE
        for row, answer in zip(sparse, answers, strict=True):
            odds = sum(weights[index] * value for index, value in row)
            chance = 1 / (1 + exp(-max(min(odds, 30.0), -30.0)))
            slope = chance * (1 - chance)
            for index, value in row:
                gradient[index] += (chance - answer) * value
                for other, second in row:
                    curve[index][other] += slope * value * second
        step = _solved(curve, gradient)
        weights = [weight - part for weight, part in zip(weights, step, strict=True)]
        if max(map(abs, step)) < _CLOSE:
            break
    return weights[0], dict(zip(names, weights[1:], strict=True))


def _solved(matrix: list[list[float]], vector: Sequence[float]) -> list[float]:
    """Solve a linear system by Gaussian elimination; the matrix is positive definite."""
    rows = [[*row, value] for row, value in zip(matrix, vector, strict=True)]
    size = len(rows)
    for pivot in range(size):
        head = rows[pivot]
        for row in rows[pivot + 1 :]:
            factor = row[pivot] / head[pivot]
            if factor:
                for column in range(pivot, size + 1):
                    row[column] -= factor * head[column]
    found = [0.0] * size
    for pivot in reversed(range(size)):
        rest = sum(rows[pivot][column] * found[column] for column in range(pivot + 1, size))
        found[pivot] = (rows[pivot][size] - rest) / rows[pivot][pivot]
    return found
