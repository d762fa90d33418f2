"""What the walk notes of calls and bindings, and how it goes on from an expression.

This is the hot way of an audit. Only what can hold something of interest is pushed onto the
scope's stack: names never, constants are looked at where they stand.
"""

from __future__ import annotations

import ast
from ast import Attribute, Constant, List, Name, Subscript, Tuple
from collections.abc import Iterable
from typing import Any

from debtaudit.domain.masking import mask_value
from debtaudit.domain.python_facts import Binding
from debtaudit.domain.python_facts import Call as CallFact
from debtaudit.extract.named_values import (
    SENSITIVE,
    TELLING_CALLS,
    given_to_call,
    telling_arguments,
)
from debtaudit.extract.python_names import dotted_name, valid_text
from debtaudit.extract.python_scope import MAX_TEXT, Scope

Node = Any
"""A node whose class was compared by identity: mypy does not follow that, and `isinstance` costs
the walk a tenth of its time."""

UNTOLD_CALLS = frozenset(
    (
        *("len", "isinstance", "issubclass", "hasattr", "print", "repr", "id", "type", "hash"),
        *("int", "float", "str", "bool", "tuple", "list", "dict", "set", "frozenset", "bytes"),
        *("range", "zip", "enumerate", "reversed", "sorted", "min", "max", "sum", "abs", "round"),
        *("any", "all", "format", "ord", "chr", "divmod", "pow", "slice"),
    )
)
"""Builtins that tell nothing about what a program does: a sixth of all calls. They are not noted,
and what they return is bound to nothing; their arguments are visited like any other."""

COMMAND_CALLS = frozenset(
    (
        *("run", "call", "check_call", "check_output", "Popen", "system"),
        *("main", "invoke", "parse_args", "launch", "setattr"),
    )
)
"""Calls (by their last name) whose list argument is a command line."""


def push_all(nodes: Iterable[Node], scope: Scope) -> None:
    """Visit the expressions `nodes`; names need no visit, constants have it here."""
    for node in nodes:
        kind = node.__class__
        if kind is Name or node is None:
            continue
        if kind is Constant:
            if node.value.__class__ is str:
                scope.keep(node)
        else:
            scope.push(node)


def push_one(node: Node, scope: Scope) -> None:
    """Visit one expression."""
    kind = node.__class__
    if kind is Constant:
        if node.value.__class__ is str:
            scope.keep(node)
    elif kind is not Name and node is not None:
        scope.push(node)


def attribute_name(node: Attribute, scope: Scope) -> str:
    """Return `a.b.c`, or "" where the base is no name; then the base is visited."""
    value: Node = node.value
    if value.__class__ is Name:
        return f"{value.id}.{node.attr}"
    if value.__class__ is Attribute and value.value.__class__ is Name:
        return f"{value.value.id}.{value.attr}.{node.attr}"
    while value.__class__ is Attribute:
        value = value.value
    if value.__class__ is Name:
        return dotted_name(node)
    scope.push(value)
    return ""


def call(node: ast.Call, scope: Scope) -> str:
    """Note a call and visit what it holds; return its dotted name, "" where it is not noted."""
    function: Node = node.func
    kind: type = function.__class__
    if kind is Name:
        name: str = function.id
        if name in UNTOLD_CALLS:
            _untold(node, scope)
            return ""
    elif kind is Attribute:
        name = attribute_name(function, scope) or dotted_name(function)
    else:
        name = dotted_name(function)
        scope.push(function)
    arguments: list[Node] = node.args
    positional = len(arguments)
    words: tuple[str, ...] = ()
    if node.keywords:
        words = tuple([word.arg or "**" for word in node.keywords])
        arguments = arguments + [word.value for word in node.keywords]
    elif not arguments:
        scope.calls.append(CallFact(name, node.lineno, scope.loop, 0, (), "", ()))
        return name
    text = ""
    names = []
    for argument in arguments:
        kind = argument.__class__
        if kind is Name:
            names.append(argument.id)
        elif kind is Constant:
            if argument.value.__class__ is str:
                text = _text_argument(argument, node, name, scope, text)
        elif kind is Attribute:
            dotted = attribute_name(argument, scope)
            if dotted:
                names.append(dotted)
        elif (kind is List or kind is Tuple) and name.rpartition(".")[2] in COMMAND_CALLS:
            _command_line(argument.elts, scope)
        else:
            scope.push(argument)
    if name.endswith(TELLING_CALLS) or not SENSITIVE.isdisjoint(words):
        telling_arguments(node, name, scope.file.fixed)
    scope.calls.append(
        CallFact(name, node.lineno, scope.loop, positional, words, text, tuple(names))
    )
    return name


def _untold(node: ast.Call, scope: Scope) -> None:
    if node.args:
        push_all(node.args, scope)
    if node.keywords:
        push_all([word.value for word in node.keywords], scope)


def _text_argument(argument: Node, node: ast.Call, name: str, scope: Scope, before: str) -> str:
    """Look at a string that is an argument; return the first text of the call so far."""
    if scope.keep(argument):
        given_to_call(argument, node, name, scope.file.fixed)
    if before:
        return before
    given_as = next((word.arg for word in node.keywords if word.value is argument), None)
    return mask_value(given_as or name, valid_text(argument.value[:MAX_TEXT]))


def _command_line(elements: list[ast.expr], scope: Scope) -> None:
    for element in elements:
        if isinstance(element, Constant):
            if isinstance(element.value, str):
                scope.keep_argument(element.value)
        else:
            scope.push(element)


def bound_value(value: Node, scope: Scope) -> str:
    """Visit the value of a binding; return what is known of it (see `Binding`), or ""."""
    kind: type = value.__class__
    if kind is ast.Call:
        name = call(value, scope)
        return name and name + "()"
    if kind is Name:
        return str(value.id)
    if kind is Constant:
        if value.value.__class__ is str:
            scope.keep(value)
        return ""
    if kind is Attribute:
        return attribute_name(value, scope) or dotted_name(value)
    scope.push(value)
    if kind is Subscript or kind is ast.Await:
        name = dotted_name(value)
        return "" if name[0] == "?" else name
    return ""


def bind(target: Node, value: str, scope: Scope) -> None:
    """Note `target = value` and visit the target; the members of a tuple are bound to `value[]`."""
    kind = target.__class__
    if kind is Name:
        if value:
            scope.bindings.append(Binding(target.id, value))
    elif kind is Attribute:
        name = attribute_name(target, scope)
        if value and name:
            scope.bindings.append(Binding(name, value))
    elif kind is Tuple or kind is List:
        for element in target.elts:
            if value and element.__class__ is Name:
                scope.bindings.append(Binding(element.id, value + "[]"))
            else:
                scope.push(element)
    else:
        scope.push(target)


def alternatives(value: ast.expr) -> list[ast.expr]:
    """Return what `a if c else b` or `a or b` can be, else nothing."""
    if isinstance(value, ast.IfExp):
        return [value.body, value.orelse]
    if isinstance(value, ast.BoolOp):
        return value.values
    return []
