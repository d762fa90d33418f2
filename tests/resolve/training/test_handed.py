"""A test that hands an object to a helper runs what the helper calls on it."""

import pytest

from tests.resolve.drawing import picture_of

MODELS = """
    from sklearn.linear_model import Ridge
    from sklearn.svm import SVR


    class Base:
        def learn(self, x, y):
            self.model = Ridge().fit(x, y)


    class Linear(Base):
        pass


    class Other:
        def learn(self, x, y):
            self.model = SVR().fit(x, y)
"""

CHECKS = """
    def check(rows, model):
        model.learn(rows, rows)


    def check_class(kind):
        model = kind(1)
        model.learn([[1]], [1])


    def check_result(kind):
        kind().learn([[1]], [1])


    def check_all(model, times):
        for _ in range(times):
            check([], model)


    def look(model):
        print(model.name)
        model.save()


    def circle(model):
        other_circle(model)


    def other_circle(model):
        circle(model)
"""


def statuses(body: str) -> dict[str, str]:
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    test = f"from models import Linear, Other\nfrom checks import *\n\ndef test_it():\n{lines}\n"
    files = {"models.py": MODELS, "tests/checks.py": CHECKS, "tests/test_models.py": test}
    return {each.symbol: each.tested for each in picture_of(files).entry_points}


@pytest.mark.parametrize(
    "body",
    [
        "model = Linear()\ncheck([[1]], model)",
        "check([[1]], Linear())",
        "check([[1]], model=Linear())",
        "check_class(Linear)",
        "check_result(Linear)",
        "model = Linear()\ncheck_all(model, 3)",
    ],
)
def test_what_a_helper_calls_on_what_it_is_handed_is_tested(body: str) -> None:
    assert statuses(body) == {"Base.learn": "tested", "Other.learn": "untested"}


@pytest.mark.parametrize(
    "body",
    [
        "look(Linear())",
        "circle(Linear())",
        "check([[1]], None)\nmodel = Linear()",
        "model = Linear()\nprint(model)",
    ],
)
def test_a_helper_that_does_not_train_tests_nothing(body: str) -> None:
    assert set(statuses(body).values()) == {"untested"}
