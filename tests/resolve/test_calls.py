"""Who calls whom: instances, inheritance, callbacks, shadowed names."""

from textwrap import dedent

import pytest

from tests.resolve.drawing import picture_of, targets


def test_instances_attributes_and_inherited_methods() -> None:
    picture = picture_of(
        {
            "base.py": """
                import torch.nn as nn

                class Base(nn.Module):
                    def forward(self, x):
                        return x

                    def shared(self):
                        self.hook()

                    def hook(self):
                        pass
            """,
            "net.py": """
                from base import Base

                class Net(Base):
                    def __init__(self, encoder: Base):
                        super().__init__()
                        self.encoder = encoder
                        self.inner = Base().to("cuda")

                    def run(self, x):
                        self.shared()
                        self.inner(x)
                        self.encoder.shared()
                        self.parameters()

                def main():
                    net = Net(None)
                    net.run(1)
                    net(2)
                    net.missing()
            """,
        }
    )
    assert targets(picture, "net.py::main") == [
        "net.py::Net",
        "net.py::Net.run",
        "base.py::Base.forward",
        "torch.nn.Module.missing",
    ]
    assert targets(picture, "net.py::Net.run") == [
        "base.py::Base.shared",
        "base.py::Base.forward",
        "base.py::Base.shared",
        "torch.nn.Module.parameters",
    ]
    assert "torch.nn.Module.__init__" in targets(picture, "net.py::Net.__init__")
    assert picture.classes["net.py::Net"] == ("base.py::Base", "torch.nn.Module")


def test_a_parameter_hides_a_function_of_the_same_name() -> None:
    picture = picture_of(
        {
            "a.py": """
                def train():
                    pass

                def run(train):
                    train()

                def other():
                    train()
            """
        }
    )
    assert targets(picture, "a.py::run") == []
    assert targets(picture, "a.py::other") == ["a.py::train"]


def test_functions_handed_on_by_name_are_calls() -> None:
    picture = picture_of(
        {
            "a.py": """
                import optuna
                import torch.multiprocessing as mp

                class Job:
                    def step(self):
                        pass

                    def start(self):
                        mp.spawn(self.step)

                def worker():
                    pass

                def main():
                    def objective(trial):
                        return 1

                    optuna.create_study().optimize(objective)
                    mp.spawn(worker, nprocs=2)
            """
        }
    )
    assert "a.py::main.objective" in targets(picture, "a.py::main")
    assert "a.py::worker" in targets(picture, "a.py::main")
    assert "a.py::Job.step" in targets(picture, "a.py::Job.start")


def test_classmethods_and_static_methods() -> None:
    picture = picture_of(
        {
            "a.py": """
                class A:
                    @classmethod
                    def make(cls):
                        return cls()

                    @staticmethod
                    def plain(self):
                        self.make()
            """
        }
    )
    assert targets(picture, "a.py::A.make") == ["a.py::A"]
    assert targets(picture, "a.py::A.plain") == []


def test_a_class_that_inherits_from_itself_and_names_bound_to_themselves_end() -> None:
    picture = picture_of(
        {
            "a.py": """
                class A(A):
                    def f(self):
                        self.g()

                def h():
                    x = x.y()
                    y = z
                    z = y
                    x.fit()
                    z()
            """
        }
    )
    assert targets(picture, "a.py::h") == []


def test_results_of_calls_outside_are_named_without_brackets() -> None:
    picture = picture_of(
        {
            "a.py": """
                from sklearn.linear_model import LogisticRegression
                from transformers import AutoModel

                def f():
                    LogisticRegression(C=1).fit(1, 2)
                    model = AutoModel.from_pretrained("x")
                    model(1)
            """
        }
    )
    assert sorted(targets(picture, "a.py::f")) == [
        "sklearn.linear_model.LogisticRegression",
        "sklearn.linear_model.LogisticRegression.fit",
        "transformers.AutoModel.from_pretrained",
        "transformers.AutoModel.from_pretrained.__call__",
    ]


def test_many_bindings_of_one_name_cost_no_more_than_a_few() -> None:
    lines = "\n".join(f"    x = x.step{at}()" for at in range(400))
    picture = picture_of({"a.py": f"def f():\n{lines}\n    x.fit(1, 2)\n"})
    assert targets(picture, "a.py::f") == []


def test_long_chains_of_classes_functions_and_closures_end() -> None:
    count = 3000
    classes = ["class C0:\n    def fit(self):\n        pass\n"]
    classes += [f"class C{at}(C{at - 1}):\n    pass\n" for at in range(1, count)]
    calls = [f"def test_{at}():\n    test_{at + 1}()\n" for at in range(count)]
    picture = picture_of(
        {
            "classes.py": "".join(reversed(classes)),
            "tests/test_chain.py": "".join(calls),
            "train.py": "from sklearn.svm import SVC\n\ndef f0(x):\n    SVC().fit(x, x)\n"
            + "".join(f"def f{at}(x):\n    f{at - 1}(x)\n" for at in range(1, count)),
        }
    )
    [point] = picture.entry_points
    assert point.symbol == f"f{count - 1}"
    assert len(point.helpers) == count - 1


def test_attributes_that_are_made_of_each_other_are_read_once_each() -> None:
    names = [f"a{number}" for number in range(40)]
    lines = [
        f"        self.{one} = self.{other}.to(1).of(2)"
        for one in names
        for other in names
        if one != other
    ]
    picture = picture_of(
        {
            "loop.py": "class Loop:\n    def __init__(self):\n"
            + "\n".join(lines)
            + "\n\n    def run(self):\n        self.a0.step()\n        self.helper()\n\n"
            + "    def helper(self):\n        pass\n"
        }
    )
    assert targets(picture, "loop.py::Loop.run") == ["loop.py::Loop.helper"]


def test_an_attribute_that_is_assigned_from_itself_is_told_by_its_other_values() -> None:
    again = "\n".join(f"        self.net = self.net.to({number})" for number in range(7))
    picture = picture_of(
        {
            "net.py": f"""\
class Net:
    def to(self, device):
        return self

    def run(self): ...


class Trainer:
    def __init__(self):
{again}
        self.net = Net()

    def fit(self):
        self.net.run()
"""
        }
    )
    assert targets(picture, "net.py::Trainer.fit") == ["net.py::Net.run"]


RETURNS = """
    from __future__ import annotations
    from torch.nn import Linear

    class Net:
        def fit(self):
            return self

        def copy(self) -> Net:
            return self

    class Holder:
        def __init__(self, net):
            self._net = net

        @property
        def net(self) -> "Net":
            return self._net

        @net.setter
        def net(self, value):
            self._net = value

        def run(self):
            self.net.fit()

    def make(kind):
        if kind:
            return Net()
        return None

    def made():
        net = make(1)
        return net

    def layer():
        return Linear(1, 2)

    def generated():
        yield 1
        return Net()

    def ping():
        return pong()

    def pong():
        return ping()
"""


@pytest.mark.parametrize(
    ("call", "target"),
    [
        ("make(1).fit()", "net.py::Net.fit"),
        ("made().fit()", "net.py::Net.fit"),
        ("Holder(1).net.fit()", "net.py::Net.fit"),
        ("layer().forward()", "torch.nn.Linear.forward"),
        ("generated().fit()", None),
        ("ping().fit()", None),
        ("pong().a().b().fit()", None),
    ],
)
def test_what_functions_and_properties_return(call: str, target: str | None) -> None:
    text = dedent(RETURNS) + f"\ndef use():\n    {call}\n"
    found = targets(picture_of({"net.py": text}), "net.py::use")
    assert [each for each in found if each.endswith(("fit", "forward"))] == [target] * bool(target)


def test_a_property_of_its_own_object() -> None:
    assert targets(picture_of({"net.py": RETURNS}), "net.py::Holder.run") == ["net.py::Net.fit"]


MODELS = """
    class Forest:
        def train(self): ...
        def save(self): ...

    class Net:
        def train(self): ...

    class Late(Net): ...
"""


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("model = Forest() if kind else Net()\n    model.train()", ["Forest.train", "Net.train"]),
        (
            "if kind:\n        it = Forest()\n    else:\n        it = Late()\n    it.train()",
            ["Forest.train", "Net.train"],
        ),
        ("made = Forest\n    if kind:\n        made = Net\n    made().train()", None),
        ("model = Forest()\n    model.train()", ["Forest.train"]),
        ("model = load(kind)\n    model = Net()\n    model.train()", ["Net.train"]),
        ("model = Forest()\n    model = Net()\n    model.save()", ["Forest.save"]),
    ],
)
def test_a_name_bound_in_several_branches_means_each_of_them(
    code: str, expected: list[str] | None
) -> None:
    run = "from models import Forest, Net, Late\n\ndef main(kind):\n    " + code + "\n"
    picture = picture_of({"models.py": MODELS, "run.py": run})
    called = [one for one in targets(picture, "run.py::main") if one.endswith(("train", "save"))]
    wanted = expected if expected is not None else ["Forest.train", "Net.train"]
    assert called == [f"models.py::{name}" for name in wanted]


def test_a_module_imported_under_one_name_in_several_branches() -> None:
    picture = picture_of(
        {
            "scripts/__init__.py": "",
            "scripts/fit.py": "def main(): ...\n",
            "scripts/check.py": "def main(): ...\n",
            "run.py": """
                def run(name):
                    if name == "fit":
                        from scripts import fit as chosen
                    else:
                        from scripts import check as chosen
                    chosen.main()

                def twice():
                    from scripts import fit
                    fit.main()

                def again():
                    from scripts import fit
                    fit.main()
            """,
        }
    )
    found = targets(picture, "run.py::run")
    assert found == ["scripts/fit.py::main", "scripts/check.py::main"]
    assert targets(picture, "run.py::again") == ["scripts/fit.py::main"]


def test_an_attribute_that_the_settings_choose() -> None:
    picture = picture_of(
        {
            "models.py": MODELS,
            "run.py": """
                from models import Forest, Net

                class Job:
                    def __init__(self, kind, model: Net = None):
                        self.model = model
                        if kind:
                            self.model = Forest()
                        self.name = kind

                    @staticmethod
                    def kinds():
                        return Forest()

                    @staticmethod
                    def of(model):
                        model.train()

                    def broken(): ...

                    def run(self):
                        self.model.train()
                        self.name.train()
            """,
        }
    )
    assert targets(picture, "run.py::Job.of") == []
    called = targets(picture, "run.py::Job.run")
    assert called == ["models.py::Net.train", "models.py::Forest.train"]


@pytest.mark.parametrize("early", [True, False])
def test_a_method_without_parameters_beside_an_attribute_that_is_chosen(early: bool) -> None:
    """Python accepts it; some write it into protocols and mixins, or forget `@staticmethod`."""
    bare = "def bare():\n        return 1\n"
    chosen = (
        "def __init__(self, kind):\n        self.model = Net()\n"
        "        if kind:\n            self.model = Forest()\n"
    )
    both = (bare, chosen) if early else (chosen, bare)
    run = "def run(self):\n        self.model.train()\n"
    body = "\n\n    ".join((*both, run))
    source = f"from models import Forest, Net\n\n\nclass Job:\n    {body}"
    picture = picture_of({"models.py": MODELS, "run.py": source})
    called = targets(picture, "run.py::Job.run")
    assert called == ["models.py::Net.train", "models.py::Forest.train"]
