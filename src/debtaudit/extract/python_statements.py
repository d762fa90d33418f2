"""What the walk does at each statement, and the walk itself.

The expressions below a statement are visited with an explicit stack, so that neither long
`elif` chains nor deep expressions overflow it; only definitions recurse, and the tokenizer allows
no more than 100 levels of indentation.
"""

from __future__ import annotations

import ast
from operator import attrgetter

from debtaudit.domain.python_facts import MODULE, RETURNED, Binding, Definition, Doctest, Import
from debtaudit.extract.examples import PROMPT, examples_of
from debtaudit.extract.python_assertions import MOST_ASSERTIONS, assertions
from debtaudit.extract.python_assignments import annotated, assign, augmented
from debtaudit.extract.python_calls import Node, bind, bound_value, call, push_all, push_one
from debtaudit.extract.python_expressions import Handler, handlers
from debtaudit.extract.python_names import annotated_type, base_class, decorator_text, dotted_name
from debtaudit.extract.python_scope import LOOP_END, Kind, LoopEnd, Scope, Uncounted

_line = attrgetter("line")
_EXPECTING = ("raises()", "assertRaises()", "assertRaisesRegex()")


def drain(scope: Scope) -> None:
    """Visit everything on the stack of `scope`."""
    stack = scope.stack
    pop = stack.pop
    handler = _HANDLERS
    while stack:
        node = pop()
        handler[node.__class__](node, scope)


def _block(statements: list[ast.stmt], scope: Scope) -> None:
    scope.file.statements += len(statements)
    scope.stack.extend(statements[::-1])


def _end_of_loop(_: LoopEnd, scope: Scope) -> None:
    scope.loop -= 1


def _uncounted(mark: Uncounted, scope: Scope) -> None:
    scope.decisions = mark.decisions


def _leaf(node: ast.AST, scope: Scope) -> None:
    """Visit what holds nothing."""


def _expression(node: ast.Expr, scope: Scope) -> None:
    value: Node = node.value
    kind: type = value.__class__
    if kind is ast.Call:
        call(value, scope)
    elif kind is not ast.Constant:
        scope.push(value)
    elif node is scope.first:
        _docstring(value.value, scope)


def _docstring(text: object, scope: Scope) -> None:
    if isinstance(text, str) and PROMPT in text:
        examples = examples_of(text)
        if examples:
            scope.file.doctests.append(Doctest(scope.prefix[:-1] or MODULE, examples))


def _return(node: ast.Return, scope: Scope) -> None:
    value: Node = node.value
    kind: type = value.__class__
    if kind is ast.Call or kind is ast.Name or kind is ast.Attribute:
        bound = bound_value(value, scope)
        if bound:
            scope.bindings.append(Binding(RETURNED, bound))
    else:
        push_one(value, scope)


def _if(node: ast.If, scope: Scope) -> None:
    scope.decisions += 1
    if node.orelse:
        _block(node.orelse, scope)
    _block(node.body, scope)
    if scope.kind == "module" and _is_main_guard(node.test):
        scope.file.main_block = (node.lineno, node.body[-1].end_lineno or node.lineno)
    else:
        push_one(node.test, scope)


def _is_main_guard(test: ast.expr) -> bool:
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1):
        return False
    if not isinstance(test.ops[0], ast.Eq):
        return False
    sides = (test.left, test.comparators[0])
    return any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides) and any(
        isinstance(side, ast.Constant) and side.value == "__main__" for side in sides
    )


def _for(node: ast.For | ast.AsyncFor, scope: Scope) -> None:
    scope.decisions += 1
    if node.orelse:
        scope.decisions += 1
        _block(node.orelse, scope)
    push_one(node.target, scope)
    push_one(node.iter, scope)
    scope.push(LOOP_END)
    scope.loop += 1
    _block(node.body, scope)


def _while(node: ast.While, scope: Scope) -> None:
    scope.decisions += 1
    if node.orelse:
        scope.decisions += 1
        _block(node.orelse, scope)
    scope.push(LOOP_END)
    scope.loop += 1
    _block(node.body, scope)
    push_one(node.test, scope)


def _with(node: ast.With | ast.AsyncWith, scope: Scope) -> None:
    _block(node.body, scope)
    for item in node.items:
        bound = bound_value(item.context_expr, scope)
        if item.optional_vars is not None:
            bind(item.optional_vars, bound, scope)
        if bound.endswith(_EXPECTING) and not _is_exit(item.context_expr):
            scope.raising += ((node.lineno, node.body[-1].end_lineno or node.lineno),)


def _is_exit(expected: Node) -> bool:
    """Tell a block that expects the program to end: what it runs may have done all its work."""
    return any(isinstance(one, ast.Name) and one.id == "SystemExit" for one in expected.args)


def _try(node: ast.Try, scope: Scope) -> None:
    scope.decisions += len(node.handlers) + (1 if node.orelse else 0)
    _try_parts(node, scope)


def _try_parts(node: Node, scope: Scope) -> None:
    # radon does not count `except*`
    for block in (node.finalbody, node.orelse):
        if block:
            _block(block, scope)
    for handler in reversed(node.handlers):
        _block(handler.body, scope)
        push_one(handler.type, scope)
    _block(node.body, scope)


def _match(node: ast.Match, scope: Scope) -> None:
    # radon takes a capture or `_` for the default branch, which is no decision
    default = any(getattr(case.pattern, "pattern", False) is None for case in node.cases)
    scope.decisions += max(0, len(node.cases) - default)
    for case in reversed(node.cases):
        _block(case.body, scope)
        push_one(case.guard, scope)
        scope.push(case.pattern)
    push_one(node.subject, scope)


def _assert(node: ast.Assert, scope: Scope) -> None:
    scope.decisions += 1
    scope.asserts += 1
    if len(scope.assertions) < MOST_ASSERTIONS:
        scope.assertions += assertions(node.test)
    scope.push(Uncounted(scope.decisions))
    push_all((node.test, node.msg), scope)


def _raise(node: ast.Raise, scope: Scope) -> None:
    push_all((node.exc, node.cause), scope)


def _import(node: ast.Import, scope: Scope) -> None:
    if node.col_offset:
        scope.file.nested_imports.append(node.lineno)
    for alias in node.names:
        name = alias.name
        local = alias.asname or name.partition(".")[0]
        scope.file.imports.append(Import(name, "", local, 0, node.lineno))


def _import_from(node: ast.ImportFrom, scope: Scope) -> None:
    module = node.module or ""
    level = node.level or 0
    line = node.lineno
    append = scope.file.imports.append
    if node.col_offset:
        scope.file.nested_imports.append(line)
    for alias in node.names:
        append(Import(module, alias.name, alias.asname or alias.name, level, line))


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> None:
    arguments = node.args
    _outside(node.decorator_list + arguments.defaults, scope)
    if arguments.kw_defaults:
        _outside(arguments.kw_defaults, scope)
    kind: Kind = "method" if scope.kind == "class" else "function"
    name = scope.prefix + node.name
    inner = Scope(scope.file, kind, name + ".", node.body)
    parameters = _parameters(arguments, inner)
    if node.returns is not None:
        annotation = annotated_type(node.returns)
        if annotation:
            inner.bindings.append(Binding(RETURNED, annotation + "()"))
    scope.methods += _define(node, inner, name, (), parameters)


def _parameters(arguments: ast.arguments, inner: Scope) -> tuple[str, ...]:
    found = []
    for argument in arguments.posonlyargs + arguments.args + arguments.kwonlyargs:
        found.append(argument.arg)
        if argument.annotation is not None:
            annotation = annotated_type(argument.annotation)
            if annotation:
                inner.bindings.append(Binding(argument.arg, annotation))
    if arguments.vararg is not None:
        found.append("*" + arguments.vararg.arg)
    if arguments.kwarg is not None:
        found.append("**" + arguments.kwarg.arg)
    return tuple(found)


def _class(node: ast.ClassDef, scope: Scope) -> None:
    _outside(node.decorator_list + node.bases + [word.value for word in node.keywords], scope)
    name = scope.prefix + node.name
    inner = Scope(scope.file, "class", name + ".", node.body)
    bases = tuple([dotted_name(base_class(base)) for base in node.bases])
    _define(node, inner, name, bases, ())


def _outside(nodes: Node, scope: Scope) -> None:
    """Visit what belongs to the scope around a definition and is not counted by radon."""
    mark = len(scope.stack)
    push_all(nodes, scope)
    if len(scope.stack) > mark:
        scope.stack.insert(mark, Uncounted(scope.decisions))


def _define(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
    inner: Scope,
    name: str,
    bases: tuple[str, ...],
    parameters: tuple[str, ...],
) -> int:
    """Walk the body of a definition, put it in its place and return its complexity."""
    definitions = inner.file.definitions
    place = len(definitions)
    drain(inner)
    complexity = 1 + inner.decisions
    if inner.kind == "class":
        complexity += inner.methods
    if inner.file.measured is not None:
        complexity = inner.file.measured[node.lineno]
    decorators = tuple([decorator_text(item) for item in node.decorator_list])
    end = node.end_lineno or node.lineno
    made = definition_of(inner, name, (node.lineno, end), complexity, bases, decorators, parameters)
    definitions.insert(place, made)
    return complexity


def definition_of(
    scope: Scope,
    name: str,
    span: tuple[int, int],
    complexity: int,
    bases: tuple[str, ...] = (),
    decorators: tuple[str, ...] = (),
    parameters: tuple[str, ...] = (),
) -> Definition:
    """Freeze what `scope` collected."""
    calls = scope.calls
    if len(calls) > 1:
        calls.sort(key=_line)
    return Definition(
        name,
        scope.kind,
        span[0],
        span[1],
        complexity,
        bases,
        decorators,
        parameters,
        tuple(calls),
        tuple(scope.bindings),
        tuple(scope.strings),
        scope.asserts,
        scope.yields,
        None,
        scope.assertions,
        scope.raising,
    )


_HANDLERS: dict[type, Handler] = {
    **handlers(),
    LoopEnd: _end_of_loop,
    Uncounted: _uncounted,
    ast.AnnAssign: annotated,
    ast.Assert: _assert,
    ast.Assign: assign,
    ast.AsyncFor: _for,
    ast.AsyncFunctionDef: _function,
    ast.AsyncWith: _with,
    ast.AugAssign: augmented,
    ast.Break: _leaf,
    ast.ClassDef: _class,
    ast.Continue: _leaf,
    ast.Expr: _expression,
    ast.For: _for,
    ast.FunctionDef: _function,
    ast.Global: _leaf,
    ast.If: _if,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.Match: _match,
    ast.Nonlocal: _leaf,
    ast.Pass: _leaf,
    ast.Raise: _raise,
    ast.Return: _return,
    ast.Try: _try,
    ast.While: _while,
    ast.With: _with,
}
if hasattr(ast, "TryStar"):  # Python 3.11
    _HANDLERS[ast.TryStar] = _try_parts
