"""What an expression holds inside of casts, containers and methods that only shape it."""

import ast

_CAST = {"int", "float", "str", "list", "tuple", "bool", "array", "asarray", "dict", "len", "Path"}
_UNPACKED = frozenset(("values", "numpy", "data", "to_numpy", "get_value", "detach"))
SHAPING = frozenset(
    ("squeeze", "unsqueeze", "view", "reshape", "stack", "cat", "concat", "expand", "permute")
) | frozenset(("transpose", "flatten", "contiguous", "size", "shape", "chunk", "expand_dims"))
"""Functions and methods that give data another shape."""
_MODULES = frozenset(("torch", "np", "onp", "numpy", "tf", "jnp", "mx", "K", "F"))


def last_name(node: ast.AST) -> str:
    """Return the last part of a dotted name, `""` for anything else."""
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def without_casts(node: ast.AST) -> ast.AST:
    """Return what is inside of casts such as `int(...)` and of containers: `series.values`."""
    while True:
        if isinstance(node, ast.Call) and last_name(node.func) in _CAST and len(node.args) == 1:
            node = node.args[0]
        elif isinstance(node, ast.Call) and not node.args and last_name(node.func) in _UNPACKED:
            node = getattr(node.func, "value", node.func)
        elif isinstance(node, ast.Attribute) and node.attr in _UNPACKED:
            node = node.value
        elif isinstance(node, ast.Subscript) and without_casts(node.value) is not node.value:
            node = node.value  # `x.numpy()[0]`
        else:
            return node


def without_shaping(node: ast.AST) -> ast.AST:
    """Return what a chain of methods that only shape begins with: `x` of `x.unsqueeze(0)`."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        owner = node.func.value
        if node.func.attr not in SHAPING or getattr(owner, "id", "") in _MODULES:
            break
        node = node.func.value
    return node
