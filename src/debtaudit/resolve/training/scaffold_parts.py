"""What stands in the gaps of a test template: imports, calls, and hints for the person."""

from collections.abc import Iterable, Mapping
from keyword import iskeyword
from posixpath import normpath
from textwrap import fill

from debtaudit.domain.files import FileFacts, Step
from debtaudit.domain.picture import Picture
from debtaudit.domain.python_facts import MODULE, Definition, PythonFacts
from debtaudit.domain.text import shorten, visible
from debtaudit.resolve.modules import node, split_node

Parts = Mapping[str, str]

_SETTINGS = '''
@pytest.fixture
def settings():
    """Return the arguments that make a {owner}."""
    # FILL IN: return the arguments of {signature}, what has a default may be left out
    #   return {arguments}
    raise NotImplementedError("FILL IN: the arguments that make a {owner}")

'''
_MOST_PATHS = 6
_WIDTH = 100
_BEHIND = len("    # FILL IN: return the arguments of ")
_PARSING = frozenset({"parse_args", "parse_known_args", "parse_args_into_dataclasses"})
_SEEDED_BY_NUMPY = ("numpy", "pandas", "sklearn", "scipy", "xgboost", "lightgbm", "catboost")


def function_parts(
    path: str, symbol: str, picture: Picture, facts: Mapping[str, FileFacts]
) -> Parts:
    """Return the parts of a test that calls a function or method."""
    python = _python(facts[path])
    definition = next(each for each in python.definitions if each.name == symbol)
    owner, _, last = symbol.rpartition(".")
    bound = definition.kind == "method" and "staticmethod" not in definition.decorators
    parameters = [*definition.parameters[1:]] if bound else [*definition.parameters]
    run, arguments, maker = f"{symbol}(**tiny)", _dictionary(parameters), ""
    libraries = ["import pytest"]
    if bound and "classmethod" not in definition.decorators:
        maker, made = _maker(owner, python)
        run = f"{made}.{last}(**tiny)"
    elif _is_click_command(definition, python):
        call = f"{symbol}, tiny, catch_exceptions=False, standalone_mode=False"
        run, arguments = f"CliRunner().invoke({call}).return_value", '["--option", "value"]'
        libraries.append("from click.testing import CliRunner")
    tops = {each.module.partition(".")[0] for each in python.imports if not each.level}
    numpy = not tops.isdisjoint(_SEEDED_BY_NUMPY)
    return {
        "imports": _import(path, symbol.partition(".")[0], picture, facts),
        "libraries": "\n".join(["import numpy", *libraries] if numpy else libraries),
        "keras": "from tensorflow import keras" if _by_tensorflow(python) else "import keras",
        "seeds": "    numpy.random.seed(SEED)\n" if numpy else "",
        "paths": _command_line(path, symbol, picture, facts)
        + _path_hint(_texts(python, symbol), "It names these paths"),
        "signature": _wrapped(_signature(symbol, parameters)),
        "arguments": _wrapped(arguments),
        "maker": maker,
        "asked": "settings, " if maker else "",
        "run": run,
    }


def script_parts(path: str, facts: FileFacts) -> Parts:
    """Return the parts of a test that runs a script."""
    return {
        "constants": f"SCRIPT = {_literal(path)}\nARGUMENTS = []  # FILL IN: of its command line\n"
        "COPIED = []  # FILL IN: files and folders that it reads relative to where it runs",
        "anchor": "SCRIPT",
        "command": "[sys.executable, str(ROOT / SCRIPT), *ARGUMENTS]",
        "sub": "",
        "paths": _path_hint(_texts(_python(facts), MODULE), "It names these paths"),
        "results": "",
    }


def notebook_parts(path: str, facts: FileFacts) -> Parts:
    """Return the parts of a test that executes a notebook."""
    convert = '"-m", "jupyter", "nbconvert", "--to", "notebook", "--execute", "--output-dir"'
    return {
        "constants": f"NOTEBOOK = {_literal(path)}\n"
        "COPIED = [NOTEBOOK]  # FILL IN: and files and folders that it reads\n"
        f'EXECUTE = [{convert}, "executed"]',
        "anchor": "NOTEBOOK",
        "command": "[sys.executable, *EXECUTE, NOTEBOOK]",
        "sub": "",
        "paths": _path_hint(_texts(_python(facts), MODULE), "It names these paths"),
        "results": "",
    }


def stage_parts(
    path: str, step: Step, programs: Iterable[str], facts: Mapping[str, FileFacts]
) -> Parts:
    """Return the parts of a test that runs the command of a DVC stage."""
    folder = path.rpartition("/")[0]
    base = normpath("/".join(part for part in (folder, step.folder) if part) or ".")
    base = "" if base == "." or base.startswith("..") else base
    read = [normpath(f"{base}/{each}" if base else each) for each in step.inputs]
    settings = f"{base}/params.yaml" if base else "params.yaml"
    known = {settings, *read, *programs}
    there = [each for each in sorted(known) if _is_there(each, facts)]
    data = [each for each in read if each not in there]
    command = " && ".join(step.commands)
    values = "  # FILL IN: values for ${...}" if "${" in command else ""
    return {
        "constants": f"STAGES = {_literal(path)}\nCOMMAND = {_literal(command)}{values}\n"
        f"COPIED = [{', '.join(map(_literal, there))}]",
        "anchor": "STAGES",
        "command": "COMMAND, shell=True",
        "sub": f" / {_literal(base)}" if base else "",
        "paths": _path_hint(data, "The stage reads these, which are not in the repository"),
        "results": _path_hint(step.outputs, "The stage writes"),
    }


def _is_there(path: str, facts: Mapping[str, FileFacts]) -> bool:
    if path.startswith(("..", "/")):
        return False
    return path in facts or any(each.startswith(path + "/") for each in facts)


def _python(facts: FileFacts) -> PythonFacts:
    assert facts.python is not None  # entry points are found in files that were parsed
    return facts.python


def _texts(python: PythonFacts, symbol: str) -> list[str]:
    """Return the strings of a definition that look like paths, and the module's."""
    found = [
        text
        for each in python.definitions
        if each.name in (symbol, MODULE)
        for text in each.strings
    ]
    return [text for text in dict.fromkeys(found) if " " not in text and "::" not in text]


def _path_hint(paths: Iterable[str], said: str) -> str:
    shown = [shorten(visible(path), 60) for path in list(paths)[:_MOST_PATHS]]
    return "".join([f"    # {said}:\n", *(f"    #   {one}\n" for one in shown)]) if shown else ""


def _dictionary(parameters: Iterable[str]) -> str:
    given = [name for name in parameters if not name.startswith("*")]
    return "{" + ", ".join(f'"{name}": ...' for name in given) + "}"


def _signature(symbol: str, parameters: list[str]) -> str:
    if not parameters:
        return f"{symbol}(): it takes none"
    return f"{symbol}({', '.join(parameters)}), what has a default may be left out"


def _maker(owner: str, python: PythonFacts) -> tuple[str, str]:
    """Return the fixture with the arguments of a class, and the call that makes an object."""
    init = next((each for each in python.definitions if each.name == f"{owner}.__init__"), None)
    around = next((each for each in python.definitions if each.name == owner), None)
    plain = around is not None and not around.bases and not around.decorators
    if (init is None and plain) or (init is not None and len(init.parameters) == 1):
        return "", f"{owner}()"
    given = list(init.parameters[1:]) if init is not None else ["..."]
    arguments = _dictionary(given) if init is not None else '{"name": ...}'
    signature = f"{owner}({', '.join(given)})"
    fixture = _SETTINGS.format(
        owner=owner, signature=_wrapped(signature), arguments=_wrapped(arguments)
    )
    return fixture, f"{owner}(**settings)"


def _command_line(path: str, symbol: str, picture: Picture, facts: Mapping[str, FileFacts]) -> str:
    """Return the line that gives the training a command line, where it parses one itself."""
    calls = picture.calls.get(node(path, symbol), ())
    names = {node(path, symbol), *(call.target for call in calls if call.internal)}
    parses = any(
        call.name.rpartition(".")[2] in _PARSING
        for name in names
        if (other := facts.get(split_node(name)[0])) is not None and other.python is not None
        for each in other.python.definitions
        if each.name == split_node(name)[1]
        for call in each.calls
    )
    if not parses:
        return ""
    words = _literal(path.rpartition("/")[2])
    return f'    monkeypatch.setattr("sys.argv", [{words}])  # FILL IN: its options\n'


def _wrapped(text: str) -> str:
    """Return a hint in lines that a person can read, all but the first as comments."""
    return fill(
        text,
        _WIDTH,
        initial_indent=" " * _BEHIND,
        subsequent_indent="    #     ",
        break_long_words=False,
        break_on_hyphens=False,
    ).lstrip()


def _is_click_command(definition: Definition, python: PythonFacts) -> bool:
    if not any(each.module.partition(".")[0] == "click" for each in python.imports):
        return False
    return any(
        text.partition("(")[0].rpartition(".")[2] == "command" for text in definition.decorators
    )


def _by_tensorflow(python: PythonFacts) -> bool:
    tops = {each.module.partition(".")[0] for each in python.imports}
    return "tensorflow" in tops and "keras" not in tops


def _import(path: str, name: str, picture: Picture, facts: Mapping[str, FileFacts]) -> str:
    """Return the import of a name, by the module name that the repository itself uses for it."""
    names = [each for each in picture.module_names.get(path, ()) if _is_importable(each)]
    beside = _found_beside(path, facts)
    folder, _, base = path.rpartition("/")
    if beside and _is_importable(base.removesuffix(".py")):
        return (
            "import sys\nfrom pathlib import Path\n\n"
            f"FOLDER = {_literal(folder)}\n"
            "ABOVE = Path(__file__).resolve().parents\n"
            "ROOT = next(each for each in ABOVE if (each / FOLDER).exists())\n"
            f"sys.path.insert(0, str(ROOT / FOLDER))  # it imports {beside} from there\n"
            f"from {base.removesuffix('.py')} import {name}"
        )
    if not names:
        return (
            "import runpy\nfrom pathlib import Path\n\n"
            f"FILE = {_literal(path)}\n"
            "ROOT = next(each for each in Path(__file__).parents if (each / FILE).exists())\n"
            f'{name} = runpy.run_path(str(ROOT / FILE))["{name}"]'
        )
    used = {
        f"{each.module}.{each.name}" if whole else each.module
        for known in facts.values()
        if known.python is not None
        for each in known.python.imports
        for whole in (True, False)
    }
    rooted = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    fallback = rooted if rooted in names else names[0]
    module = next((each for each in names if each in used), fallback)
    return f"from {module} import {name}"


def _found_beside(path: str, facts: Mapping[str, FileFacts]) -> str:
    """Return a module that a script imports from its own folder, as only a run of it can."""
    folder = path.rpartition("/")[0]
    if not folder or f"{folder}/__init__.py" in facts:
        return ""
    tops = (
        each.module.partition(".")[0] for each in _python(facts[path]).imports if not each.level
    )
    return next((top for top in tops if top and f"{folder}/{top}.py" in facts), "")


def _is_importable(module: str) -> bool:
    return all(part.isidentifier() and not iskeyword(part) for part in module.split("."))


def _literal(text: str) -> str:
    """Return a Python string literal, whatever a path or command holds."""
    plain = text.isascii() and text.isprintable() and '"' not in text and "\\" not in text
    return f'"{text}"' if plain else ascii(text)
