"""Which file an import means, and what a name in a file stands for."""

import pytest

from debtaudit.domain.python_facts import MODULE
from debtaudit.resolve.modules import ModuleIndex, is_internal, node, split_node
from tests.resolve.drawing import picture_of, targets


def index(
    *paths: str, projects: tuple[str, ...] = ("",), declared: tuple[str, ...] = ()
) -> ModuleIndex:
    return ModuleIndex(paths, projects, frozenset(declared))


def found(value: str | None) -> str | None:
    return split_node(value)[0] if value is not None and is_internal(value) else value


@pytest.mark.parametrize(
    ("paths", "importer", "module", "expected"),
    [
        (("pkg/__init__.py", "pkg/train.py"), "main.py", "pkg.train", "pkg/train.py"),
        (("src/pkg/__init__.py", "src/pkg/a.py"), "tests/test_a.py", "pkg.a", "src/pkg/a.py"),
        (("src/pkg/__init__.py", "src/pkg/a.py"), "x.py", "src.pkg.a", "src/pkg/a.py"),
        (("scripts/train.py", "scripts/data.py"), "scripts/train.py", "data", "scripts/data.py"),
        (("ns/part/a.py",), "main.py", "ns.part.a", "ns/part/a.py"),
        (("ns/part/a.py",), "main.py", "ns.part", "ns/part"),
        (("pkg/__init__.py",), "main.py", "pkg", "pkg/__init__.py"),
        ((), "main.py", "torch.nn", "torch.nn"),
        (("tests/helpers.py",), "tests/test_a.py", "helpers", "tests/helpers.py"),
        (("code/train.py",), "tests/test_train.py", "train", "code/train.py"),
    ],
)
def test_layouts(paths: tuple[str, ...], importer: str, module: str, expected: str) -> None:
    assert found(index(*paths, importer).absolute(importer, module)) == expected


def test_the_sibling_of_a_script_comes_before_a_file_of_the_same_name_elsewhere() -> None:
    made = index("gcn/main.py", "gcn/model.py", "gat/main.py", "gat/model.py", "model.py")
    assert found(made.absolute("gat/main.py", "model")) == "gat/model.py"
    assert found(made.absolute("gcn/main.py", "model")) == "gcn/model.py"


def test_the_same_name_in_two_unrelated_folders_is_not_guessed() -> None:
    made = index("a/model.py", "b/model.py", "tests/test_x.py")
    assert made.absolute("tests/test_x.py", "model") is None


def test_a_projects_own_package_is_its_own_where_an_example_requires_it() -> None:
    made = index("src/pkg/__init__.py", "src/pkg/a.py", "tests/test_a.py", declared=("pkg",))
    assert found(made.absolute("tests/test_a.py", "pkg.a")) == "src/pkg/a.py"
    other = index(
        "mono/lib/src/pkg/__init__.py", "app.py", projects=("mono/lib",), declared=("pkg",)
    )
    assert other.absolute("app.py", "pkg") == "pkg"
    assert found(other.absolute("mono/lib/tests/t.py", "pkg")) == "mono/lib/src/pkg/__init__.py"


@pytest.mark.parametrize("sources", ["src/python", "python", "lib", "src/main/python"])
def test_so_it_is_wherever_a_project_keeps_its_sources(sources: str) -> None:
    made = index(f"{sources}/pkg/__init__.py", "test/python/test_a.py", declared=("pkg",))
    assert found(made.absolute("test/python/test_a.py", "pkg")) == f"{sources}/pkg/__init__.py"


def test_a_file_that_has_the_name_of_a_dependency_is_not_meant() -> None:
    made = index("pkg/__init__.py", "pkg/datasets.py", "train.py", declared=("datasets",))
    assert made.absolute("train.py", "datasets") == "datasets"
    assert made.absolute("pkg/__init__.py", "logging") == "logging"


def test_an_installed_package_wins_over_a_bare_folder_of_its_name() -> None:
    made = index("fastapi/app.py", "flask/__init__.py", declared=("fastapi", "flask"))
    assert made.absolute("fastapi/app.py", "fastapi") == "fastapi"
    undeclared = index("fastapi/app.py")
    assert found(undeclared.absolute("main.py", "fastapi")) == "fastapi"


def test_a_missing_part_of_the_repositorys_own_package_is_unknown_not_outside() -> None:
    made = index("pkg/__init__.py", "main.py")
    assert made.absolute("main.py", "pkg.generated") is None


@pytest.mark.parametrize(
    ("importer", "module", "level", "expected"),
    [
        ("pkg/sub/a.py", "b", 1, "pkg/sub/b.py"),
        ("pkg/sub/a.py", "top", 2, "pkg/top.py"),
        ("pkg/sub/a.py", "", 2, "pkg/__init__.py"),
        ("pkg/sub/a.py", "nothing", 1, None),
        ("pkg/sub/a.py", "b", 9, None),
    ],
)
def test_relative_imports(importer: str, module: str, level: int, expected: str | None) -> None:
    made = index("pkg/__init__.py", "pkg/top.py", "pkg/sub/__init__.py", "pkg/sub/b.py", importer)
    assert found(made.relative(importer, module, level)) == expected


def test_the_names_of_a_file_are_those_of_its_roots() -> None:
    made = index("src/pkg/__init__.py", "src/pkg/a.py", "scripts/run.py")
    assert made.names_of("src/pkg/a.py") == ("pkg.a", "src.pkg.a")
    assert made.names_of("src/pkg/__init__.py") == ("pkg", "src.pkg")
    assert made.names_of("scripts/run.py") == ("run", "scripts.run")


def test_a_file_name_with_colons_stays_one_node() -> None:
    assert split_node(node("odd::name.py", MODULE)) == ("odd::name.py", MODULE)


def test_a_very_deep_folder_costs_no_more_than_its_last_parts() -> None:
    deep = "/".join(["d"] * 500) + "/leaf.py"
    assert found(index(deep, "main.py").absolute("main.py", "d.leaf")) == deep


def test_names_through_packages_stars_and_aliases() -> None:
    picture = picture_of(
        {
            "pkg/__init__.py": "from .layers import *\nfrom .deep import train as fit_it\n",
            "pkg/layers.py": "def dense():\n    pass\n\ndef _private():\n    pass\n",
            "pkg/deep/__init__.py": "from .loop import train\n",
            "pkg/deep/loop.py": "def train():\n    pass\n",
            "main.py": """
                import pkg
                import pkg.deep.loop as loop
                from pkg import dense, fit_it
                import torch.nn as nn
                import torch.optim
                from torch import optim as o

                def main():
                    dense()
                    fit_it()
                    pkg.dense()
                    pkg.deep.train()
                    loop.train()
                    nn.Linear(1, 2)
                    torch.optim.Adam()
                    o.SGD()
                    print("nothing")
            """,
        }
    )
    assert targets(picture, "main.py::main") == [
        "pkg/layers.py::dense",
        "pkg/deep/loop.py::train",
        "pkg/layers.py::dense",
        "pkg/deep/loop.py::train",
        "pkg/deep/loop.py::train",
        "torch.nn.Linear",
        "torch.optim.Adam",
        "torch.optim.SGD",
    ]


def test_import_circles_end() -> None:
    picture = picture_of(
        {
            "a.py": "from b import *\nfrom b import missing\n\ndef f():\n    missing()\n    g()\n",
            "b.py": "from a import *\nfrom a import missing\n\ndef g():\n    f()\n",
        }
    )
    assert targets(picture, "a.py::f") == ["b.py::g"]
    assert targets(picture, "b.py::g") == ["a.py::f"]


def test_a_star_import_from_outside_names_what_nothing_else_defines() -> None:
    picture = picture_of(
        {
            "train.py": """
                from fastai.vision.all import *

                def own():
                    pass

                def main():
                    own()
                    len([])
                    learn = vision_learner(1)
                    learn.fine_tune(2)
            """
        }
    )
    assert targets(picture, "train.py::main") == [
        "train.py::own",
        "fastai.vision.all.vision_learner",
        "fastai.vision.all.vision_learner.fine_tune",
    ]
