"""The head of a function that both versions have, as short as what is compared allows."""

import ast
import warnings
from functools import lru_cache


@lru_cache(maxsize=1024)  # most versions of a function share its head
def bare_head(head: str) -> str | None:
    """Return a head with the names of its parameters alone, None where it cannot be parsed.

    Defaults and annotations that are the same on both sides say nothing, the names are bound.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            (node,) = ast.parse(head + "\n pass").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return None
    given = node.args
    names = [one.arg for one in (*given.posonlyargs, *given.args)]
    if given.vararg is not None:
        names.append(f"*{given.vararg.arg}")
    elif given.kwonlyargs:
        names.append("*")
    names += [one.arg for one in given.kwonlyargs]
    if given.kwarg is not None:
        names.append(f"**{given.kwarg.arg}")
    return f"def {node.name}({', '.join(names)}):"
