"""What the walk does at each expression: count decisions and visit what is below."""

from __future__ import annotations

import ast
from ast import Attribute, Constant, Name, Subscript
from collections.abc import Callable

from debtaudit.extract.named_values import SENSITIVE, telling_entries
from debtaudit.extract.python_calls import Node, bind, bound_value, call, push_all, push_one
from debtaudit.extract.python_scope import LOOP_END, Scope
from debtaudit.extract.score_thresholds import compared_score

Handler = Callable[..., None]


def _call(node: ast.Call, scope: Scope) -> None:
    call(node, scope)


def _attribute(node: Attribute, scope: Scope) -> None:
    value: Node = node.value
    while value.__class__ is Attribute:
        value = value.value
    if value.__class__ is not Name:
        scope.push(value)


def _subscript(node: Subscript, scope: Scope) -> None:
    push_one(node.value, scope)
    push_one(node.slice, scope)


def _binary(node: ast.BinOp, scope: Scope) -> None:
    right: Node = node.right
    if right.__class__ is Constant and right.value.__class__ is str:
        scope.keep(right, begins=False)
    else:
        push_one(right, scope)
    push_one(node.left, scope)


def _unary(node: ast.UnaryOp, scope: Scope) -> None:
    push_one(node.operand, scope)


def _compare(node: ast.Compare, scope: Scope) -> None:
    push_one(node.left, scope)
    push_all(node.comparators, scope)
    right: Node = node.comparators[0]
    if right.__class__ is Constant and right.value.__class__ is float:
        compared_score(node.left, right, scope.file.fixed)
    elif node.left.__class__ is Constant:
        compared_score(right, node.left, scope.file.fixed)


def _boolean(node: ast.BoolOp, scope: Scope) -> None:
    scope.decisions += len(node.values) - 1
    push_all(node.values, scope)


def _conditional(node: ast.IfExp, scope: Scope) -> None:
    scope.decisions += 1
    push_all((node.test, node.body, node.orelse), scope)


def _elements(node: ast.Tuple | ast.List | ast.Set, scope: Scope) -> None:
    push_all(node.elts, scope)


def _dict(node: ast.Dict, scope: Scope) -> None:
    push_all(node.keys, scope)
    push_all(node.values, scope)
    keys: list[Node] = node.keys
    for key in keys:
        if key.__class__ is Constant and key.value in SENSITIVE:
            telling_entries(node, scope.file.fixed)
            break


def _value(node: ast.Starred | ast.Await, scope: Scope) -> None:
    push_one(node.value, scope)


def _constant(node: Constant, scope: Scope) -> None:
    if isinstance(node.value, str):
        scope.keep(node)


def _yield(node: ast.Yield | ast.YieldFrom, scope: Scope) -> None:
    scope.yields = True
    push_one(node.value, scope)


def _slice(node: ast.Slice, scope: Scope) -> None:
    push_all((node.lower, node.upper, node.step), scope)


def _joined(node: ast.JoinedStr, scope: Scope) -> None:
    values: list[Node] = node.values
    if values and values[0].__class__ is Constant:
        scope.keep(values[0])
        values = values[1:]
    for value in values:
        if value.__class__ is Constant:
            scope.keep(value, begins=False)
        else:
            scope.push(value)


def _formatted(node: ast.FormattedValue, scope: Scope) -> None:
    push_one(node.value, scope)
    if node.format_spec is not None:
        scope.push(node.format_spec)


def _named(node: ast.NamedExpr, scope: Scope) -> None:
    bind(node.target, bound_value(node.value, scope), scope)


def _lambda(node: ast.Lambda, scope: Scope) -> None:
    # radon counts what is in a lambda, its defaults too, for the function around it
    push_one(node.body, scope)
    if node.args.defaults or node.args.kw_defaults:
        push_all(node.args.defaults, scope)
        push_all(node.args.kw_defaults, scope)


def _comprehension(node: ast.ListComp | ast.GeneratorExp | ast.DictComp, scope: Scope) -> None:
    generators = node.generators
    first = generators[0]
    push_one(first.iter, scope)
    scope.push(LOOP_END)
    scope.loop += 1
    if isinstance(node, ast.DictComp):
        push_all((node.key, node.value), scope)
    else:
        push_one(node.elt, scope)
    for generator in generators:
        scope.decisions += len(generator.ifs) + 1
        if generator is not first:
            push_one(generator.iter, scope)
        if generator.ifs:
            push_all(generator.ifs, scope)
        push_one(generator.target, scope)


def _leaf(node: ast.AST, scope: Scope) -> None:
    """Visit what holds nothing."""


def _generic(node: ast.AST, scope: Scope) -> None:
    scope.stack.extend(ast.iter_child_nodes(node))


def handlers() -> dict[type, Handler]:
    """Return the handler of every node class.

    Statements, and what a newer Python adds, get the generic one here.
    """
    found: dict[type, Handler] = {
        node: _generic
        for name in dir(ast)
        if name[0].isupper() and isinstance(node := getattr(ast, name), type)
    }
    found.update(_EXPRESSIONS)
    return found


_EXPRESSIONS: dict[type, Handler] = {
    ast.Attribute: _attribute,
    ast.Await: _value,
    ast.BinOp: _binary,
    ast.BoolOp: _boolean,
    ast.Call: _call,
    ast.Compare: _compare,
    ast.Constant: _constant,
    ast.Dict: _dict,
    ast.DictComp: _comprehension,
    ast.FormattedValue: _formatted,
    ast.GeneratorExp: _comprehension,
    ast.IfExp: _conditional,
    ast.JoinedStr: _joined,
    ast.Lambda: _lambda,
    ast.List: _elements,
    ast.ListComp: _comprehension,
    ast.Name: _leaf,
    ast.NamedExpr: _named,
    ast.Set: _elements,
    ast.SetComp: _comprehension,
    ast.Slice: _slice,
    ast.Starred: _value,
    ast.Subscript: _subscript,
    ast.Tuple: _elements,
    ast.UnaryOp: _unary,
    ast.Yield: _yield,
    ast.YieldFrom: _yield,
}
