"""The maintainability index of a whole file, in time linear in its size.

The formula is that of radon (which took it from Visual Studio, with the comments of the SEI's):
Halstead's volume, cyclomatic complexity, logical lines and the share of comments. Logical lines are
statements here and comments those with a `#`; radon's own count of them takes more than linear
time.
"""

from __future__ import annotations

import ast
from math import log, radians, sin, sqrt


def maintainability(
    tree: ast.Module, complexity: int, statements: int, comments: int
) -> float | None:
    """Return the index, 0 to 100 (higher is better), None where the tree is too deep for radon."""
    from radon.metrics import h_visit_ast

    try:
        volume = float(h_visit_ast(tree).total.volume)
    except RecursionError:
        return None
    if volume <= 0 or statements <= 0:
        return 100.0
    share = sqrt(2.46 * radians(100 * comments / statements))
    index = 171 - 5.2 * log(volume) - 0.23 * complexity - 16.2 * log(statements) + 50 * sin(share)
    return round(min(max(0.0, index * 100 / 171), 100.0), 1)
