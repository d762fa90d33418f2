"""A test that trains what a factory returned may have run any of its classes."""

from textwrap import dedent

import pytest

from tests.resolve.drawing import picture_of

MODELS = """
    from sklearn.linear_model import Ridge
    from sklearn.svm import SVR


    class Linear:
        def train(self, x, y):
            self.model = Ridge().fit(x, y)


    class Kernel:
        def train(self, x, y):
            self.model = SVR().fit(x, y)


    class Other:
        def train(self, x, y):
            self.model = SVR(C=2).fit(x, y)


    def make(kind):
        if kind == "linear":
            return Linear()
        return Kernel()

"""


RUN = """

    def run(kind, x, y):
        model = make(kind)
        print(kind)
        model.train(x, y)
"""


def statuses(test: str, more: str = "") -> dict[str, str]:
    picture = picture_of({"models.py": MODELS + more, "tests/test_models.py": test})
    return {each.symbol: each.tested for each in picture.entry_points}


@pytest.mark.parametrize(
    "test",
    [
        "from models import make\n\ndef test_it():\n    make('kernel').train([[1]], [1])\n",
        "import models\n\ndef test_it():\n    one = models.make('x')\n    one.train([[1]], [1])\n",
    ],
)
def test_every_class_that_a_factory_returns_is_run(test: str) -> None:
    assert statuses(test) == {
        "Linear.train": "tested",
        "Kernel.train": "tested",
        "Other.train": "untested",
    }


def test_who_trains_what_a_factory_returns_is_where_the_training_of_all_starts() -> None:
    test = "from models import run\n\ndef test_it():\n    run('linear', [[1]], [1])\n"
    assert statuses(test, RUN) == {"run": "tested", "Other.train": "untested"}


def test_what_is_made_and_never_trained_is_not_run() -> None:
    found = statuses("from models import make\n\ndef test_it():\n    assert make('linear')\n")
    assert set(found.values()) == {"untested"}


BOUND = """

    def make_bound(kind):
        if kind == "linear":
            model = Linear()
        elif kind == "kernel":
            model = Kernel()
        else:
            raise ValueError(kind)
        return model
"""
CLASS_BOUND = """

    def make_bound(kind, **options):
        cls = Linear
        if kind == "kernel":
            cls = Kernel
        return cls(**options)
"""
MAPPED = """

    KINDS = {"linear": Linear, "kernel": Kernel}


    def make_bound(kind):
        return KINDS[kind]()
"""
MAPPED_INSIDE = """

    def make_bound(kind):
        kinds: dict = {"linear": Linear, "kernel": Kernel}
        cls = kinds[kind]
        model = cls()
        return model
"""


@pytest.mark.parametrize("factory", [BOUND, CLASS_BOUND, MAPPED, MAPPED_INSIDE])
def test_what_is_bound_to_a_name_or_taken_from_a_mapping_before_it_is_returned(
    factory: str,
) -> None:
    test = "from models import make_bound\n\ndef test_it():\n    made = make_bound('x')\n"
    tested = {"Linear.train": "tested", "Kernel.train": "tested", "Other.train": "untested"}
    assert statuses(test + "    made.train([[1]], [1])\n", factory) == tested
    assert set(statuses(test, factory).values()) == {"untested"}


def test_a_parameter_that_is_returned_says_nothing_of_the_mapping_of_another_function() -> None:
    more = MAPPED_INSIDE + "\n\n    def same(kinds):\n        return kinds()\n"
    test = "from models import same\n\ndef test_it():\n    same(print).train([[1]], [1])\n"
    assert set(statuses(test, more).values()) == {"untested"}


def test_a_function_inside_the_one_that_makes_it_runs_it() -> None:
    more = """

    def loop(kind, x, y):
        model = make(kind)

        def step(part):
            return each(lambda one: model.train(one, y), part)

        for part in x:
            step(part)
    """
    test = "from models import loop\n\ndef test_it():\n    loop('linear', [[1]], [1])\n"
    assert statuses(test, more) == {"loop": "tested", "Other.train": "untested"}


def test_names_that_are_bound_to_each_other_without_end_cost_little() -> None:
    names = [f"n{number}" for number in range(60)]
    bound = "".join(f"        {one} = {other}\n" for one in names for other in names)
    endless = f"\ndef any_of(kind):\n    if kind:\n{bound}        return n0()\n    return n1()\n"
    test = "from models import any_of\n\ndef test_it():\n    any_of('x').train([[1]], [1])\n"
    picture = picture_of({"models.py": dedent(MODELS) + endless, "tests/test_it.py": test})
    assert {each.tested for each in picture.entry_points} == {"untested"}
