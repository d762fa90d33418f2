"""What kind of test runs a training, by what it asserts; nothing is said without evidence."""

from textwrap import dedent

import pytest

from tests.resolve.drawing import points_of

TRAIN = """
    import torch

    def train(model, batches, seed=0):
        optimizer = torch.optim.SGD(model.parameters(), 0.1)
        for batch in batches:
            loss = model(batch).sum()
            loss.backward()
            optimizer.step()
        return model
"""
SERVE = """
    from fastapi import FastAPI

    app = FastAPI()

    @app.post("/answer")
    def answer(row):
        return row
"""


def kinds(test: str, imports: str = "") -> tuple[str, ...]:
    """Return the kinds that a test with these statements is."""
    body = "".join(f"    {line}\n" for line in dedent(test).strip().splitlines())
    text = f"import torch, pytest\nfrom train import train\n{imports}\ndef test_it():\n{body}"
    return points_of({"train.py": TRAIN, "serve.py": SERVE, "tests/test_it.py": text})[
        "train.py::train"
    ].kinds


def test_a_test_without_assertions_only_runs() -> None:
    assert kinds("train(1, 2)") == ("runs",)


def test_an_untested_entry_point_has_no_kinds() -> None:
    assert points_of({"train.py": TRAIN})["train.py::train"].kinds == ()


@pytest.mark.parametrize(
    ("test", "kind"),
    [
        ("losses = train(1, 2)\nassert losses[-1] < losses[0]", "loss-falls"),
        ("train(1, 2)\nassert final_loss < 0.5 * initial_loss", "loss-falls"),
        ("train(1, 2)\nself.assertLess(loss_after, loss_before)", "loss-falls"),
        ("train(1, 2)\nassert loss2.item() <= loss1.item()", "loss-falls"),
        ("model = train(1, 2)\nassert model.score(x, y) > 0.8", "quality"),
        ("model = train(1, 2)\nassert 0.9 < accuracy_score(y, model(x))", "quality"),
        ("model = train(1, 2)\nassert rmse(y, model(x)) < baseline_rmse", "quality"),
        ("model = train(1, 2)\nself.assertGreater(f1, 0.5)", "quality"),
        ("stats = train(1, 2)\nassert stats['roc_auc']['micro'] > 0.5", "quality"),
        ("err = check(train(1, 2))\nassert err[metric.name()] < 3.0", "quality"),
        ("score = train(1, 2).score(x, y)\nassert score < 0.40", "quality"),
        ("h = train(1, 2)\nassert h['loss'][-1] < h['loss'][0]", "loss-falls"),
        (
            "torch.manual_seed(1)\na = train(1, 2)\ntorch.manual_seed(1)\nb = train(1, 2)\n"
            "assert torch.equal(a, b)",
            "same-seed",
        ),
        ("a = train(1, 2, seed=3)\nb = train(1, 2, seed=3)\nassert a == b", "same-seed"),
        (
            "m = train(1, 2)\ntorch.save(m, 'm.pt')\nn = torch.load('m.pt')\nassert n == m",
            "saved-and-loaded",
        ),
        ("assert frame.columns == expected\ntrain(1, frame)", "schema"),
    ],
)
def test_each_kind_by_its_evidence(test: str, kind: str) -> None:
    assert kinds(test) == ("runs", kind)


@pytest.mark.parametrize(
    "test",
    [
        "loss = train(1, 2)\nassert loss > 0",
        "score = train(1, 2)\nassert score < 1.0",
        "score = train(1, 2)\nassert score < limit",
        "stats = train(1, 2)\nassert stats['rows'] > 0.5",
        "loss = train(1, 2)\nassert loss < 0",
        "train(1, 2)\nassert val_loss < train_loss",
        "acc = train(1, 2)\nassert 0.0 <= acc <= 1.0",
        "acc = train(1, 2)\nassert acc > 0",
        "train(1, 2)\nassert steps < 10",
        "torch.manual_seed(1)\na = train(1, 2)\nassert a == b",
        "a = train(1, 2)\nb = train(1, 2)\nassert a == b",
        "a = train(1, 2, seed=1)\nb = train(1, 2, seed=2)\nassert len(a) == len(b)",
        "m = train(1, 2)\ntorch.save(m, 'm.pt')\nassert m == 1",
        "m = train(1, 2)\ntorch.save(m, 'm.pt')\nassert m == 1\ntorch.load('m.pt')",
        "data = torch.load('d.pt')\nm = train(1, data)\ntorch.save(m, 'm.pt')\nassert m == 1",
        "json.dump(1, f)\nm = train(1, json.load(f))\nassert m == 1",
        "frame = train(1, 2)\nassert frame.columns == expected",
        "schema.validate(frame)\ntrain(1, frame)",
    ],
)
def test_what_only_looks_like_a_kind_is_none(test: str) -> None:
    assert kinds(test) == ("runs",)


def test_a_schema_library_checks_the_data_before() -> None:
    assert kinds("schema.validate(frame)\ntrain(1, frame)", "import pandera") == ("runs", "schema")


def test_equal_answers_of_training_and_serving_code() -> None:
    test = "model = train(1, 2)\nassert answer(1) == model(1)"
    assert kinds(test, "from serve import answer") == ("runs", "serving-equal")
    assert kinds(test) == ("runs",)


def test_helpers_of_the_test_assert_for_it() -> None:
    imports = "def check(x):\n    losses = train(1, x)\n    assert losses[-1] < losses[0]\n"
    assert kinds("check(2)", imports) == ("runs", "loss-falls")


def test_the_kinds_of_several_tests_in_their_order() -> None:
    more = "def test_more():\n    a = train(1, 2)\n    assert accuracy > 0.7\n"
    assert kinds("losses = train(1, 2)\nassert losses[1] < losses[0]", more) == (
        "runs",
        "loss-falls",
        "quality",
    )


def test_a_helper_that_is_handed_what_was_trained_asserts_for_the_test() -> None:
    helper = "def check(model, x):\n    assert model.score(x) > 0.8\n"
    assert kinds("model = train(1, 2)\ncheck(model, 3)", helper) == ("runs", "quality")
    assert kinds("train(net, 2)\ncheck(net, 3)", helper) == ("runs", "quality")
    assert kinds("train(net, 2)\ncheck(other, 3)", helper) == ("runs",)
    assert kinds("train(net, 2)\nrun(net)", f"{helper}\ndef run(x):\n    pass\n") == ("runs",)


def test_a_helper_that_trains_what_it_is_handed_asserts_for_the_test() -> None:
    net = (
        "import torch\n\n\nclass Net(torch.nn.Module):\n    def train_on(self, rows):\n"
        "        optimizer = torch.optim.SGD(self.parameters(), 0.1)\n        for row in rows:\n"
        "            loss = self(row).sum()\n            loss.backward()\n"
        "            optimizer.step()\n"
    )
    helper = (
        "def check(model):\n    model.train_on([1])\n    assert model.stats()['auc']['all'] > 0.5\n"
    )

    def of(helper: str) -> tuple[str, ...]:
        test = (
            "from net import Net\nfrom tools import check\n\n\ndef test_it():\n"
            "    net = Net()\n    check(net)\n"
        )
        texts = {"net.py": net, "tests/test_it.py": test, "tests/tools.py": helper}
        return points_of(texts)["net.py::Net.train_on"].kinds

    assert of(helper) == ("runs", "quality")
    assert of(helper.replace("['auc']", "['rows']")) == ("runs",)


ROUND_TRIP = """
def round_trip(model):
    model.dump(f)
    again = Model.load(f)
    assert again.names == model.names
"""


def test_a_helper_saves_and_loads_what_was_trained() -> None:
    assert kinds("m = train(1, 2)\nround_trip(m)", ROUND_TRIP) == ("runs", "saved-and-loaded")
    assert kinds("m = train(1, 2)\nround_trip(other)", ROUND_TRIP) == ("runs",)
    unchecked = ROUND_TRIP.replace("assert again.names == model.names", "print(again)")
    assert kinds("m = train(1, 2)\nround_trip(m)", unchecked) == ("runs",)


@pytest.mark.parametrize(
    ("test", "found"),
    [
        ("train(1, 2)\nmodel = store.load('a')\nassert model is not None", True),
        ("train(1, 2)\nmodel = load_the_model('a')\nassert model is not None", True),
        ("train(1, 2)\nrows = read('a')\nassert rows is not None", False),
        ("model = store.load('a')\ntrain(model, 2)\nassert model is not None", False),
        ("train(1, 2)\nmodel = store.load('a')", False),
    ],
)
def test_the_training_itself_may_save_what_the_test_loads(test: str, found: bool) -> None:
    body = "".join(f"    {line}\n" for line in test.splitlines())
    text = f"import store\nfrom train import train\n\ndef test_it():\n{body}"

    def of(train: str) -> tuple[str, ...]:
        return points_of({"train.py": train, "tests/test_it.py": text})["train.py::train"].kinds

    kept = TRAIN.replace("return model", "model_store.write(model)\n        return model")
    assert ("saved-and-loaded" in of(kept)) is found
    assert of(TRAIN) == ("runs",)


def test_a_function_that_the_test_calls_may_save_for_it() -> None:
    test = "m = train(1, 2)\nkeep(m)\nn = torch.load('a')\nassert n == m"
    keeps = "def keep(model):\n    torch.save(model, 'a')\n"
    assert kinds(test, keeps) == ("runs", "saved-and-loaded")
    assert kinds(test, keeps.replace("torch.save", "torch.show")) == ("runs",)
