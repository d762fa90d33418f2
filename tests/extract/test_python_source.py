"""Facts of Python source: what the upper floors rely on, on source as people write it."""

from __future__ import annotations

import warnings

import msgspec
import pytest

from debtaudit.domain.python_facts import (
    MODULE,
    Binding,
    Call,
    Definition,
    Import,
    PythonFacts,
    cell_place,
)
from debtaudit.extract.not_parsed import NotParsedError
from debtaudit.extract.python_source import facts_of_tree, parse, python_facts

TRAINING = b'''"""Trains the model."""
import torch
import torch.nn as nn
import os.path
from torch.optim import Adam as Optimiser, SGD
from . import data
from ..lib.net import *

__all__ = ["Trainer", "main"]


@torch.no_grad()
def helper(x: nn.Module, y: int = 3, *rest, flag=False, **more) -> None:
    assert x, "no x"
    return None


class Trainer(Base, generic[int]):
    """Fits."""

    net: nn.Linear

    def __init__(self, net: "nn.Module", path: str | None = None):
        self.net = net
        self.optimiser = Optimiser(net.parameters(), lr=1e-3)

    def fit(self, loader):
        for epoch in range(10):
            for x, y in loader:
                loss = self.net(x)
                loss.backward()
                self.optimiser.step()
        yield loss


def main():
    def on_end(model):
        model.save("weights.pt")

    trainer = Trainer(nn.Linear(3, 4))
    trainer.fit(data.load("train/data.csv"), callbacks=on_end)


if __name__ == "__main__":
    main()
'''


def _facts(source: str | bytes) -> PythonFacts:
    return python_facts(source.encode() if isinstance(source, str) else source)


def _by_name(facts: PythonFacts) -> dict[str, Definition]:
    return {made.name: made for made in facts.definitions}


def _module(source: str) -> Definition:
    return _facts(source).definitions[0]


def test_definitions_start_with_the_module_and_follow_the_source() -> None:
    facts = _facts(TRAINING)
    assert [(made.name, made.kind) for made in facts.definitions] == [
        (MODULE, "module"),
        ("helper", "function"),
        ("Trainer", "class"),
        ("Trainer.__init__", "method"),
        ("Trainer.fit", "method"),
        ("main", "function"),
        ("main.on_end", "function"),
    ]
    spans = {made.name: (made.line, made.end_line) for made in facts.definitions}
    assert spans["helper"] == (13, 15)  # the line of `def`, not of the decorator
    assert spans["Trainer"] == (18, 33)
    assert spans[MODULE] == (1, 45)


def test_imports_say_what_is_bound() -> None:
    assert _facts(TRAINING).imports == (
        Import("torch", "", "torch", 0, 2),
        Import("torch.nn", "", "nn", 0, 3),
        Import("os.path", "", "os", 0, 4),
        Import("torch.optim", "Adam", "Optimiser", 0, 5),
        Import("torch.optim", "SGD", "SGD", 0, 5),
        Import("", "data", "data", 1, 6),
        Import("lib.net", "*", "*", 2, 7),
    )


def test_imports_inside_functions_count_too() -> None:
    facts = _facts("def f():\n    if a:\n        import keras\n    try:\n        from x import y\n"
                   "    except ImportError:\n        y = None\n")  # fmt: skip
    assert [(made.module, made.line) for made in facts.imports] == [("keras", 3), ("x", 5)]


def test_calls_know_their_loops_and_arguments() -> None:
    by_name = _by_name(_facts(TRAINING))
    calls = by_name["Trainer.fit"].calls
    assert [(call.name, call.line, call.loop) for call in calls] == [
        ("self.net", 30, 2),
        ("loss.backward", 31, 2),
        ("self.optimiser.step", 32, 2),
    ]
    fit = next(call for call in by_name["main"].calls if call.name == "trainer.fit")
    assert fit == Call("trainer.fit", 41, 0, 1, ("callbacks",), "", ("on_end",))
    assert [call.text for call in by_name["main.on_end"].calls] == ["weights.pt"]


def test_the_loop_depth_ends_with_the_loop() -> None:
    source = (
        "for a in one():\n    two()\n    while three():\n        four()\nelse:\n    five()\nsix()\n"
    )
    depths = {call.name: call.loop for call in _module(source).calls}
    assert depths == {"one": 0, "two": 1, "three": 2, "four": 2, "five": 0, "six": 0}


def test_a_comprehension_is_a_loop_but_not_its_first_source() -> None:
    calls = _module("x = [fit(f, g(k)) for f in folds() for k in keys() if ok(f)]\nafter()\n").calls
    assert {call.name: call.loop for call in calls} == {
        "fit": 1,
        "g": 1,
        "folds": 0,
        "keys": 1,
        "ok": 1,
        "after": 0,
    }


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("make()[0].fit(x)", ["make()[].fit", "make"]),
        ("a.b.c.d(x)", ["a.b.c.d"]),
        ("''.join(x)", ["?.join"]),
        ("(a or b).fit(c())", ["?.fit", "c"]),
        ("f()(g())", ["f()", "f", "g"]),
        ("x[i()].y.fit()", ["x[].y.fit", "i"]),
        ("await session.get(u())", ["session.get", "u"]),
        ("(lambda: fit())()", ["?", "fit"]),
        ("f'{train(x):{width()}}'", ["train", "width"]),
        ("f(*args(), **kwargs())", ["f", "args", "kwargs"]),
        ("f(a.b().c)", ["f", "a.b"]),
        ("print(len(fit(x)), file=open_log())", ["fit", "open_log"]),
        ("super().fit(x)", ["super", "super().fit"]),
        ("x = y = f()", ["f"]),
        ("x.y().z = f()", ["f", "x.y"]),
        ("with f() as x, g() as y.z: h()", ["f", "g", "h"]),
        ("del a[f()]", ["f"]),
        ("raise E(f()) from g()", ["E", "f", "g"]),
        ("assert f(g()), h()", ["f", "g", "h"]),
        ("a, b = f(), g()", ["f", "g"]),
        ("(a, b[f()]) = g()", ["f", "g"]),
        ("x: T[f()] = g()", ["f", "g"]),
        ("x[f()] += g()", ["f", "g"]),
        ("{f(): g(), **h()}", ["f", "g", "h"]),
        ("x[f():g():h()]", ["f", "g", "h"]),
        ("a if f() else g()", ["f", "g"]),
        ("(y := f()) < g() < h()", ["f", "g", "h"]),
        ("match f():\n case A(x=1) if g(): h()", ["f", "g", "h"]),
        ("try:\n f()\nexcept g(): h()\nelse: i()\nfinally: j()", ["f", "g", "h", "i", "j"]),
    ],
)
def test_calls_are_found_and_named_wherever_they_stand(source: str, names: list[str]) -> None:
    assert sorted(call.name for call in _module(source).calls) == sorted(names)


def test_calls_in_decorators_and_defaults_belong_to_the_code_around() -> None:
    facts = _facts("@register(name())\ndef f(x=default(), *, y=other()):\n    inner()\n"
                   "class C(base()):\n    attribute = make()\n")  # fmt: skip
    by_name = _by_name(facts)
    around = {call.name for call in by_name[MODULE].calls}
    assert around == {"register", "name", "default", "other", "base"}
    assert [call.name for call in by_name["f"].calls] == ["inner"]
    assert [call.name for call in by_name["C"].calls] == ["make"]
    assert by_name["C"].bases == ("base()",)


def test_text_is_the_first_string_argument_and_cut() -> None:
    call = _module(f"f(1, x, mode={'a' * 300!r}, other='b')").calls[0]
    assert (call.text, call.positional, call.keywords) == ("a" * 200, 2, ("mode", "other"))
    assert _module("f(**options)").calls[0].keywords == ("**",)
    assert _module("f(a.b, net, cb=c.d.e, n=3)").calls[0].names == ("a.b", "net", "c.d.e")


@pytest.mark.parametrize(
    ("source", "bindings"),
    [
        ("model = nn.Linear(3)", [("model", "nn.Linear()")]),
        ("self.net = build().eval()", [("self.net", "build().eval()")]),
        ("a = b = make()", [("a", "make()"), ("b", "make()")]),
        ("a, b = x, make()", [("a", "x"), ("b", "make()")]),
        ("x, y = split(z)", [("x", "split()[]"), ("y", "split()[]")]),
        ("model = MODELS[name]", [("model", "MODELS[]")]),
        ("m = a.b if c else D()", [("m", "a.b"), ("m", "D()")]),
        ("m = m or Net()", [("m", "m"), ("m", "Net()")]),
        ("r = await client.fit(x)", [("r", "client.fit()")]),
        ("if (n := make()): pass", [("n", "make()")]),
        ("with start() as run: pass", [("run", "start()")]),
        ("x: nn.Module", [("x", "nn.Module")]),
        ("x: 'nn.Module' = make()", [("x", "make()")]),
        ("x: Optional[Net] = None", [("x", "Net")]),
        ("x: Net | None = None", [("x", "Net")]),
        ("x: None | 'Net' = None", [("x", "Net")]),
        ("x: dict[str, Net] = {}", []),
        ("x: int = 3", []),
        ("epochs = 3", []),
        ("x = (a + b)[0]", []),
        ("x = len(y)", []),
        ("x = int(y) if y else Net()", [("x", "Net()")]),
    ],
)
def test_bindings_say_what_a_name_is(source: str, bindings: list[tuple[str, str]]) -> None:
    found = _module(source).bindings
    assert found == tuple(Binding(target, value) for target, value in bindings)


def test_annotated_parameters_are_bindings_of_their_function() -> None:
    by_name = _by_name(_facts(TRAINING))
    assert by_name["helper"].bindings == (Binding("x", "nn.Module"),)
    assert by_name["helper"].parameters == ("x", "y", "flag", "*rest", "**more")
    assert by_name["Trainer.__init__"].bindings[0] == Binding("net", "nn.Module")
    assert by_name["Trainer"].bindings == (Binding("net", "nn.Linear"),)


def test_bases_asserts_yields_exports_and_the_main_block() -> None:
    facts = _facts(TRAINING)
    by_name = _by_name(facts)
    assert by_name["Trainer"].bases == ("Base", "generic")
    assert by_name["helper"].asserts == 1
    assert [made.name for made in facts.definitions if made.yields] == ["Trainer.fit"]
    assert facts.exports == ("Trainer", "main")
    assert (facts.has_main, facts.main_block) == (True, (44, 45))
    assert by_name[MODULE].calls[-1].line == 45


@pytest.mark.parametrize(
    ("source", "guarded"),
    [
        ("if '__main__' == __name__:\n    main()\n", True),
        ("if __name__ != '__main__':\n    main()\n", False),
        ("if name == '__main__':\n    main()\n", False),
        ("def f():\n    if __name__ == '__main__':\n        main()\n", False),
    ],
)
def test_only_the_real_main_guard_counts(source: str, guarded: bool) -> None:
    assert _facts(source).has_main is guarded


def test_exports_may_grow() -> None:
    assert _facts("__all__ = ('a',)\n__all__ += ['b']\n").exports == ("a", "b")
    assert _facts("__all__: list[str] = ['c']\n").exports == ("c",)
    assert _facts("def f():\n    __all__ = ['d']\n").exports == ()


def test_strings_that_look_like_files_are_kept() -> None:
    source = (
        "'''Documentation of a/b.'''\nOUT = 'models/net'\nx = 'plain words'\n"
        "d = {'config.yaml': ['a.csv', 1], 'k': f'{root}/part.pkl'}\nlog('accuracy')\n"
    )
    assert set(_module(source).strings) == {"models/net", "config.yaml", "a.csv", "/part.pkl"}


def test_command_lines_are_kept_whole() -> None:
    source = "subprocess.run(['python', '-m', 'train', '--epochs', str(n)])\nf(['a', 'b'])\n"
    assert _module(source).strings == ("python", "-m", "train", "--epochs")


def test_strings_are_bounded() -> None:
    source = "x = [" + ", ".join(f"'a/{number}'" for number in range(1000)) + f", '/{'b' * 300}']"
    strings = _module(source).strings
    assert len(strings) == 40
    assert max(map(len, strings)) <= 200


@pytest.mark.parametrize(
    ("decorator", "text"),
    [
        ("property", "property"),
        ("pytest.mark.skip", "pytest.mark.skip"),
        ("pytest.mark.skip(reason='slow')", "pytest.mark.skip(reason='slow')"),
        (
            "pytest.mark.skipif(not torch.cuda.is_available(), reason='no GPU')",
            "pytest.mark.skipif(not torch.cuda.is_available(), reason='no GPU')",
        ),
        ("skipif(True)", "skipif(True)"),
        ("skipif(sys.version_info < (3, 9) or W)", "skipif(sys.version_info < ... or W)"),
        ("parametrize('a, b', [(1, 2)])", "parametrize('a, b', ...)"),
        ("retry(3, 0.5, *x, **y)", "retry(3, 0.5, ..., **=y)"),
        ("app.route(f'/{x}')", "app.route(...)"),
        ("x[0]", "x[]"),
    ],
)
def test_decorators_are_short_text(decorator: str, text: str) -> None:
    assert _facts(f"@{decorator}\ndef f(): pass\n").definitions[1].decorators == (text,)


def test_a_decorator_has_a_limit() -> None:
    long = "@d(" + ", ".join(f"'{'x' * 100}'" for _ in range(50)) + ")\nclass C: pass\n"
    assert len(_facts(long).definitions[1].decorators[0]) <= 200


def test_lines_and_statements_are_counted() -> None:
    facts = _facts("import a\n\n# comment\nif a: b = 1; c = 2\nelif d:\n    pass\nelse:\n    e()")
    assert (facts.lines, facts.logical_lines) == (8, 7)
    assert (_facts("").lines, _facts("").logical_lines) == (0, 0)
    assert _facts("x = 1\n").lines == 1


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\xef\xbb\xbfcaf\xc3\xa9 = f()\n", "café"),
        (b"# -*- coding: latin-1 -*-\ncaf\xe9 = f()\n", "café"),
        (b"x = f()\r\n\x0cy = g\r\n", "x"),
        (b"\x0cx = f()\n", "x"),
    ],
)
def test_encodings_and_form_feeds_are_read(data: bytes, name: str) -> None:
    assert python_facts(data).definitions[0].bindings[0].target == name


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"x = 1\n\nprint 'hello'\n", "not parsed: print statement (line 3)"),
        (b"exec 'x'\n", "not parsed: exec statement (line 1)"),
        (
            b"try:\n    pass\nexcept A, e:\n    pass\n",
            "not parsed: Python 2 except clause (line 3)",
        ),
        (b"x = 1\x00\n", "not parsed: NUL bytes"),
        (b"# coding: nonsense\n", "not parsed: unknown encoding: nonsense"),
        (b"x = (\n", "not parsed: '(' was never closed (line 1)"),
    ],
)
def test_what_does_not_parse_says_why_in_one_line(data: bytes, message: str) -> None:
    with pytest.raises(NotParsedError) as caught:
        python_facts(data)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        b"x = '\xe9'\n",  # no UTF-8
        b"\xff\xfex\x00 \x00=\x00 \x001\x00",  # UTF-16
        b"x = " + b"(" * 5000 + b")" * 5000,
        b"x = " + b"-" * 200_000 + b"1",
        b"x = " + b"[" * 150 + b"\n",
        b"if a:\n pass\n" + b"elif a:\n pass\n" * 4000,
        b"def f():\n" + b"".join(b" " * depth + b"if a:\n" for depth in range(1, 150)),
        b"x = 1" + b" + 1" * 100_000,
        b"x = " + b"9" * 10_000 + b"\n",
        b"\x1b[31m = '\x1b\n",
        "x = ‘quoted’\n".encode(),
        b"\x80" * 1000,
    ],
    ids=lambda data: repr(data[:20]),
)
def test_hostile_source_costs_one_diagnostic_at_most(data: bytes) -> None:
    try:
        facts = python_facts(data)
    except NotParsedError as error:
        assert str(error).startswith("not parsed: ")
        assert str(error).isprintable()
        assert len(str(error)) < 200
    else:
        assert facts.lines >= 1


def test_deep_but_parseable_trees_do_not_overflow() -> None:
    branches = python_facts(b"if a:\n f()\n" + b"elif b:\n f()\n" * 900)
    assert branches.definitions[0].complexity == 902
    assert len(branches.definitions[0].calls) == 901
    total = python_facts(b"x = " + b" + ".join([b"f(y)"] * 900))
    assert len(total.definitions[0].calls) == 900


def test_radon_engine_says_what_overflows_it() -> None:
    with pytest.raises(NotParsedError, match="nested too deeply"):
        python_facts(b"if a:\n f()\n" + b"elif b:\n f()\n" * 900, "radon")


def test_long_chains_of_calls_cost_no_square_of_their_length() -> None:
    calls = python_facts(b"x = a" + b".b()" * 700).definitions[0].calls
    assert len(calls) == 700
    assert max(len(call.name) for call in calls) < 200


def test_no_warning_about_audited_code_escapes() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert python_facts(b"x = '\\d'\ny = 1if x else 2\nassert (x, 'y')\n").lines == 3


def test_facts_can_be_cached_whatever_the_strings_hold() -> None:
    source = (
        b"f('\\ud800/x', 'a')\n__all__ = ['\\udfff']\nrun(['\\ud800'])\n@d('\\ud800')\ndef g(): 0\n"
    )
    facts = python_facts(source)
    packed = msgspec.msgpack.encode(facts)
    assert msgspec.msgpack.decode(packed, type=PythonFacts) == facts


def test_the_same_bytes_give_the_same_facts() -> None:
    assert python_facts(TRAINING) == python_facts(TRAINING)
    tree = parse(TRAINING)
    assert facts_of_tree(tree, 45) == facts_of_tree(tree, 45) == python_facts(TRAINING)


def test_definitions_inside_definitions_have_qualified_names() -> None:
    source = "def f():\n    class C:\n        def m(self):\n            def g(): pass\n"
    assert [(made.name, made.kind) for made in _facts(source).definitions[1:]] == [
        ("f", "function"),
        ("f.C", "class"),
        ("f.C.m", "method"),
        ("f.C.m.g", "function"),
    ]


@pytest.mark.parametrize(
    ("data", "generated"),
    [
        (b"# Generated by the protocol buffer compiler.  DO NOT EDIT!\nx = 1\n", True),
        (b"# AUTOGENERATED! DO NOT EDIT! File to edit: nbs/00_core.ipynb.\nx = 1\n", True),
        (b"x = [" + b"1, " * 2000 + b"]\n", True),
        (b'"""Edits what others wrote."""\nx = 1\n', False),
        (TRAINING, False),
    ],
)
def test_generated_code_is_recognised(data: bytes, generated: bool) -> None:
    assert python_facts(data).generated is generated


def test_a_plain_file_has_no_cells() -> None:
    assert cell_place(_facts(TRAINING), 7) == (None, 7)


def test_the_classes_that_a_mapping_is_written_with_are_bound_to_it() -> None:
    facts = python_facts(
        b"KINDS = {'a': Forest, 'b': models.Net, 'c': make, 'd': cfg.rate, 'e': 3, 'f': Net()}\n"
        b"for x in ({'g': Forest}, KINDS): pass\n"
    )
    assert facts.definitions[0].bindings == (
        Binding("KINDS[]", "Forest"),
        Binding("KINDS[]", "models.Net"),
    )
