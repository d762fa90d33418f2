"""A test that trains what a factory returned may have run any of its classes."""

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
