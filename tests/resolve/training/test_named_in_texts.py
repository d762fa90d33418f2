"""Training whose class stands as a text where tests get to: nobody can tell whether they run it."""

import pytest

from tests.resolve.drawing import picture_of

FOREST = """
    from sklearn.ensemble import RandomForestClassifier


    class Forest:
        label = "Forest"

        def fit(self, x, y):
            self.model = RandomForestClassifier().fit(x, y)
"""
BUILD = """
    import importlib


    def build(name):
        return getattr(importlib.import_module("pkg.forest"), name)()
"""
RUN = "from pkg.build import build\n\n\ndef test_it():\n"


def told(files: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Return where the classes of untested training are named."""
    picture = picture_of({"pkg/forest.py": FOREST, "pkg/build.py": BUILD, **files})
    untested = {point.symbol for point in picture.entry_points if point.tested == "untested"}
    found = {name.rpartition("::")[2]: one for name, one in picture.training.items()}
    return {symbol: found[symbol].named_in for symbol in sorted(untested)}


@pytest.mark.parametrize(
    ("files", "place"),
    [
        (
            {"tests/test_a.py": RUN + "    build('Forest').fit([[1]], [1])\n"},
            "tests/test_a.py:5",
        ),
        (
            {"tests/test_a.py": RUN + "    build({'kind': {'module': 'pkg.forest.Forest'}})\n"},
            "tests/test_a.py:5",
        ),
        ({"tests/model.yaml": "model:\n  _target_: pkg.forest.Forest\n"}, "tests/model.yaml:2"),
        (
            {
                "conf/small.yaml": "model: Forest\n",
                "tests/test_a.py": RUN + "    build(open('conf/small.yaml'))\n",
            },
            "conf/small.yaml:1",
        ),
        (
            {
                "pkg/presets.py": "def preset():\n    return {'model': 'Forest'}\n",
                "tests/test_a.py": "from pkg.presets import preset\n\n\n"
                "def test_it():\n    preset()\n",
            },
            "pkg/presets.py:2",
        ),
    ],
    ids=["test", "dotted", "settings of tests", "settings read", "code reached"],
)
def test_the_place_that_names_the_class_is_told(files: dict[str, str], place: str) -> None:
    assert told(files) == {"Forest.fit": (place,)}


@pytest.mark.parametrize(
    "files",
    [
        {"tests/test_a.py": "def test_it():\n    assert 'Forest of trees'\n"},
        {"tests/test_a.py": "def test_it():\n    run('sklearn.ensemble.Forest')\n"},
        {
            "tests/test_a.py": "from unittest.mock import patch\n\n\n"
            "@patch('pkg.forest.Forest')\ndef test_it(forest):\n    run(forest)\n"
        },
        {"tests/__init__.py": "__all__ = ['Forest']\n"},
        {"tests/names.py": "__all__ = ['Forest']\n"},
        {"conf/model.yaml": "_target_: pkg.forest.Forest\n"},
        {"pkg/presets.py": "def preset():\n    return {'model': 'Forest'}\n"},
    ],
    ids=["prose", "of others", "replaced", "package", "exported", "not read", "not reached"],
)
def test_what_no_test_can_make_by_its_name_stays_untested(files: dict[str, str]) -> None:
    assert told(files) == {"Forest.fit": ()}


def test_a_derived_class_and_a_caller_may_be_made_by_name_too() -> None:
    files = {
        "pkg/more.py": """
            from pkg.forest import Forest

            class Oak(Forest):
                pass
        """,
        "tests/test_a.py": RUN + "    build('Oak')\n",
    }
    assert told(files) == {"Forest.fit": ("tests/test_a.py:5",)}
    files = {
        "pkg/more.py": """
            from pkg.forest import Forest

            class Analysis:
                def analyze(self, rows):
                    self.part = Forest()
                    self.part.fit(rows.x, rows.y)
        """,
        "tests/test_a.py": RUN + "    build('Analysis')\n",
    }
    assert told(files) == {"Forest.fit": ("tests/test_a.py:5",)}


def test_a_function_is_named_by_getattr_and_dotted_settings_only() -> None:
    work = "from sklearn.svm import SVC\n\n\ndef fit_it(x, y):\n    return SVC().fit(x, y)\n"
    test = "import work\n\n\ndef test_it():\n    {}\n"
    named = {"work.py": work, "tests/test_a.py": test.format("getattr(work, 'fit_it')([[1]], [1])")}
    picture = picture_of(named)
    assert picture.training["work.py::fit_it"].named_in == ("tests/test_a.py:5",)
    [point] = picture.entry_points
    assert point.reason == (
        "could not tell: tests/test_a.py:5 names it, and a test may run it by that name"
    )
    for value, places in (("work.fit_it", ("tests/a.yaml:1",)), ("fit_it", ())):
        settings = {"work.py": work, "tests/a.yaml": f"run: {value}\n"}
        assert picture_of(settings).training["work.py::fit_it"].named_in == places
    other = {**named, "tests/test_a.py": test.format("print('fit_it')")}
    assert picture_of(other).training["work.py::fit_it"].named_in == ()


def test_a_test_that_does_not_count_is_the_answer_where_there_is_one() -> None:
    test = (
        "import pytest\nfrom pkg.forest import Forest\n\n\n@pytest.mark.skip\n"
        "def test_it():\n    Forest().fit([[1]], [1])\n    print('Forest')\n"
    )
    assert told({"tests/test_a.py": test}) == {"Forest.fit": ()}
