"""What the walk does at an assignment: bindings, and the names that a module exports."""

from __future__ import annotations

import ast

from debtaudit.domain.python_facts import IN_MAPPING, Binding
from debtaudit.extract.named_values import assigned_text
from debtaudit.extract.python_calls import (
    UNTOLD_CALLS,
    Node,
    alternatives,
    bind,
    bound_value,
    push_all,
    push_one,
)
from debtaudit.extract.python_names import annotated_type, dotted_name, valid_text
from debtaudit.extract.python_scope import Scope

_MOST_CLASSES = 40
"""Classes in one mapping that are noted."""


def assign(node: ast.Assign, scope: Scope) -> None:
    """Note `a = b = value`; at module level also `__all__`."""
    value = node.value
    targets = node.targets
    if value.__class__ is ast.Tuple and targets[0].__class__ is ast.Tuple and len(targets) == 1:
        _pairwise(targets[0], value, scope)
        return
    bound = bound_value(value, scope)
    for target in targets:
        bind(target, bound, scope)
    if not bound:
        if value.__class__ is ast.Constant and isinstance(value.value, str):
            assigned_text(targets[0], value, scope.file.fixed)
        for choice in alternatives(value):
            _bind_choice(targets, choice, scope)
        if value.__class__ is ast.Dict:
            _bind_classes(targets[0], value, scope)
        if scope.kind == "module" and _is_all(targets[0]):
            _export(value, scope)


def _bind_classes(target: ast.expr, value: ast.Dict, scope: Scope) -> None:
    """Note the classes, names in CapWords, that a mapping is written with."""
    if not isinstance(target, (ast.Name, ast.Attribute)):
        return
    for one in value.values[:_MOST_CLASSES]:
        if isinstance(one, (ast.Name, ast.Attribute)):
            name = dotted_name(one)
            if name.rpartition(".")[2][:1].isupper():
                scope.bindings.append(Binding(dotted_name(target) + IN_MAPPING, name))


def _bind_choice(targets: list[ast.expr], choice: ast.expr, scope: Scope) -> None:
    if not isinstance(choice, (ast.Call, ast.Name, ast.Attribute)):
        return
    name = dotted_name(choice)
    if name.removesuffix("()") in UNTOLD_CALLS:
        return
    for target in targets:
        if isinstance(target, (ast.Name, ast.Attribute)):
            scope.bindings.append(Binding(dotted_name(target), name))


def _pairwise(target: Node, value: Node, scope: Scope) -> None:
    if len(target.elts) == len(value.elts):
        for left, right in zip(target.elts, value.elts, strict=True):
            bind(left, bound_value(right, scope), scope)
    else:
        push_all(target.elts, scope)
        push_all(value.elts, scope)


def _is_all(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) and target.id == "__all__"


def _export(value: ast.expr, scope: Scope) -> None:
    if isinstance(value, (ast.List, ast.Tuple)):
        for element in value.elts:
            if isinstance(element, ast.Constant) and isinstance(element.value, str):
                scope.file.exports.append(valid_text(element.value))


def augmented(node: ast.AugAssign, scope: Scope) -> None:
    """Visit `a += value`, which binds nothing new but may extend `__all__`."""
    push_one(node.target, scope)
    push_one(node.value, scope)
    if scope.kind == "module" and _is_all(node.target):
        _export(node.value, scope)


def annotated(node: ast.AnnAssign, scope: Scope) -> None:
    """Note `a: T = value`: the value where it has a name, else the annotation."""
    bound = bound_value(node.value, scope) if node.value is not None else ""
    if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        assigned_text(node.target, node.value, scope.file.fixed)
    push_one(node.annotation, scope)
    bind(node.target, bound or annotated_type(node.annotation), scope)
    if node.value.__class__ is ast.Dict:
        _bind_classes(node.target, node.value, scope)
    if node.value is not None and scope.kind == "module" and _is_all(node.target):
        _export(node.value, scope)
