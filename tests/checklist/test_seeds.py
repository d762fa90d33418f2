"""The seeds of training: what draws, what seeds it, and for which program."""

import pytest

from tests.checklist.repository import ML, TRAIN, items, status
from tests.resolve.drawing import notebook


def seeded(*lines: str, imports: str = "") -> dict[str, str]:
    body = "".join(f"    {line}\n" for line in lines)
    return {**ML, "src/train.py": imports + TRAIN.replace("def main():\n", f"def main():\n{body}")}


def test_every_source_of_randomness_needs_its_seed() -> None:
    assert status("seeds", ML) == "fail"
    assert status("seeds", seeded("torch.manual_seed(0)")) == "pass"
    both = seeded("torch.manual_seed(0)", "np.random.rand(3)", imports="import numpy as np\n")
    assert status("seeds", both) == "partial"
    assert "no code that training reaches seeds it" in items(both)["seeds"].evidence[-1].detail


def test_a_seed_that_is_commented_out_is_none() -> None:
    assert status("seeds", seeded("# torch.manual_seed(0)")) == "fail"


def test_a_seed_from_the_clock_is_none() -> None:
    clock = seeded("torch.manual_seed(int(time.time()))", imports="import time\n")
    assert status("seeds", clock) == "fail"
    other = seeded("started = time.time()", "torch.manual_seed(0)", imports="import time\n")
    assert status("seeds", other) == "pass"


def test_a_seed_that_training_does_not_reach_is_none() -> None:
    other = {**ML, "src/other.py": "import torch\n\n\ndef never():\n    torch.manual_seed(0)\n"}
    assert status("seeds", other) == "fail"


def test_a_loss_and_a_variable_draw_nothing() -> None:
    code = (
        "import torch\nimport tensorflow as tf\n\n\ndef main(net, rows):\n"
        "    criterion = torch.nn.MSELoss()\n    scale = tf.Variable(1.0)\n"
        "    for x, y in rows:\n        loss = criterion(net(x), y)\n        loss.backward()\n"
        "        net.optimizer.step()\n\n\nmain(None, ())\n"
    )
    assert status("seeds", {**ML, "src/train.py": code}) == "unknown"


def test_what_plainly_draws_is_shown_of_a_library() -> None:
    code = TRAIN.replace("    model =", "    torch.nn.ReLU()\n    model =")
    (gap,) = items({**ML, "src/train.py": code})["seeds"].evidence
    assert "torch.rand)" in gap.detail or "torch.nn.Linear)" in gap.detail


def test_an_estimator_that_is_looked_up_by_name_can_be_given_its_seed() -> None:
    code = (
        "from models import by_name\nfrom sklearn.base import clone\n\n\n"
        "def main(name, x, y, seed):\n    model = by_name(name)({})\n"
        "    return clone(model).fit(x, y)\n\n\nmain('a', 1, 2, 3)\n"
    )
    texts = {**ML, "src/train.py": code.format("random_state=seed")}
    found = items(texts)["seeds"]
    assert found.status == "pass"
    assert found.evidence[0].detail == "by_name() is given a random state"
    assert status("seeds", {**ML, "src/train.py": code.format("")}) == "unknown"


def test_a_function_that_seeds_is_followed() -> None:
    helper = "import torch\n\n\ndef set_seed(seed):\n    torch.manual_seed(seed)\n"
    texts = seeded("set_seed(1)", imports="from reproducible import set_seed\n")
    assert status("seeds", {**texts, "src/reproducible.py": helper}) == "pass"


def test_one_call_may_seed_everything() -> None:
    texts = seeded(
        "seed_everything(1)",
        "np.random.rand(3)",
        imports="import numpy as np\nfrom pytorch_lightning import seed_everything\n",
    )
    assert status("seeds", texts) == "pass"


def test_a_generator_without_a_seed_is_no_seed() -> None:
    def with_generator(argument: str) -> dict[str, str]:
        return seeded(
            "torch.manual_seed(0)",
            f"np.random.default_rng({argument})",
            "np.random.rand(3)",
            imports="import numpy as np\n",
        )

    assert status("seeds", with_generator("7")) == "pass"
    assert status("seeds", with_generator("")) == "partial"


def test_scikit_learn_is_seeded_by_its_argument() -> None:
    def forest(argument: str) -> dict[str, str]:
        text = (
            "from sklearn.ensemble import RandomForestClassifier\n\n\ndef main(x, y):\n"
            f"    model = RandomForestClassifier({argument})\n    model.fit(x, y)\n"
        )
        return {"src/train.py": text}

    assert status("seeds", forest("random_state=0")) == "pass"
    assert status("seeds", forest("")) == "fail"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("RandomForestClassifier(n_jobs=-1)", "partial"),
        ("RandomForestClassifier(random_state=1)", "pass"),
        ("RandomForestClassifier(**options)", "pass"),
        ("VotingClassifier([])", "pass"),
    ],
)
def test_each_estimator_needs_its_seed_where_one_is_given(line: str, found: str) -> None:
    text = (
        "from sklearn.ensemble import RandomForestClassifier, VotingClassifier\n"
        "from sklearn.model_selection import train_test_split\n\n\ndef main(x, y, options):\n"
        f"    a, b, c, d = train_test_split(x, y, random_state=0)\n    {line}.fit(a, c)\n"
    )
    item = items({"src/train.py": text})["seeds"]
    assert item.status == found
    if found == "partial":
        assert "RandomForestClassifier is given no random_state" in item.evidence[-1].detail


def test_a_notebook_that_tries_things_out_owes_no_seed_beside_a_program_that_has_one() -> None:
    forest = (
        "from sklearn.ensemble import RandomForestClassifier\n\n\ndef main(x, y):\n"
        "    RandomForestClassifier({}).fit(x, y)\n"
    )
    program, loose = forest.format("random_state=0"), notebook(forest.format(""), "main(1, 2)")
    assert status("seeds", {"src/train.py": program, "try.ipynb": loose}) == "pass"
    seeded_cell = notebook(forest.format("random_state=0"), "main(1, 2)")
    assert status("seeds", {"try.ipynb": seeded_cell, "more.ipynb": loose}) == "partial"


def test_a_seed_of_keras_is_none_of_torch() -> None:
    both = seeded("set_random_seed(1)", imports="from keras.utils import set_random_seed\n")
    assert status("seeds", both) == "fail"
    numbers = seeded(
        "set_random_seed(1)",
        "np.random.rand(3)",
        imports="import numpy as np\nfrom keras.utils import set_random_seed\n",
    )
    assert status("seeds", numbers) == "partial"


def test_jax_draws_from_a_key_that_somebody_makes() -> None:
    train = (
        "import jax, optax\n\n\ndef fit(key, net, rows):\n    optimizer = optax.adam(0.1)\n"
        "    noise = jax.random.normal(key, (2,))\n"
        "    grads = jax.grad(lambda p: (p - noise).sum())(net)\n"
        "    updates, state = optimizer.update(grads, optimizer.init(net))\n"
        "    return optax.apply_updates(net, updates)\n"
    )
    texts = {"lib/train.py": train, "requirements.txt": "jax\n"}
    found = items(texts)["seeds"]
    assert found.status == "unknown"
    assert "is a key that its callers make" in found.reason
    begin = "import jax\n\n\ndef begin(registry, cfg):\n    registry.go({})\n"
    made = {**texts, "lib/run.py": begin.format("jax.random.PRNGKey(cfg.seed)")}
    assert status("seeds", made) == "pass"
    clock = begin.format("jax.random.key(int(time.time()))").replace("jax\n", "jax, time\n", 1)
    assert status("seeds", {**texts, "lib/run.py": clock}) == "unknown"
    assert status("seeds", {**texts, "examples/run.py": made["lib/run.py"]}) == "unknown"


def test_a_session_of_tensorflow_is_seeded_by_its_configuration() -> None:
    def estimator(argument: str) -> dict[str, str]:
        text = (
            "import tensorflow as tf\n\n\ndef main(build, rows):\n"
            f"    config = tf.estimator.RunConfig({argument})\n"
            "    estimator = tf.estimator.Estimator(model_fn=build, config=config)\n"
            "    tf.estimator.train_and_evaluate(estimator, rows, rows)\n\n\nmain(1, 2)\n"
        )
        return {"src/train.py": text}

    assert status("seeds", estimator("tf_random_seed=7")) == "pass"
    assert status("seeds", estimator("keep_checkpoint_max=2")) == "fail"


def test_a_seed_that_one_call_is_given_seeds_that_call() -> None:
    def layers(*lines: str) -> dict[str, str]:
        body = "".join(f"    {line}\n" for line in lines)
        text = f"import tensorflow as tf\n\n\ndef main(model, x, y):\n{body}    model.fit(x, y)\n"
        return {"src/train.py": f"{text}\n\nmain(1, 2, 3)\n"}

    seeded_layer = "tf.keras.layers.Dropout(0.1, seed=1)"
    assert status("seeds", layers(seeded_layer, "tf.keras.layers.Flatten()")) == "pass"
    found = items(layers(seeded_layer, "tf.keras.layers.Dropout(0.5)"))["seeds"]
    assert found.status == "partial"
    assert "layers.Dropout is given no seed" in found.evidence[-1].detail


def test_a_dataset_that_is_shuffled_by_a_seed_is_seeded_and_a_function_of_ones_own_is_not() -> None:
    code = (
        "from rows import prepare\nfrom sklearn.base import clone\n\n\n"
        "def main(model, rows, y, seed):\n    rows = {}\n    return clone(model).fit(rows, y)\n\n\n"
        "main(1, 2, 3, 4)\n"
    )
    own = {**ML, "src/rows.py": "def prepare(rows, seed):\n    return rows\n"}
    shuffled = {**own, "src/train.py": code.format("rows.shuffle(9, seed=seed)")}
    assert status("seeds", shuffled) == "pass"
    handed = {**own, "src/train.py": code.format("prepare(rows, seed=seed)")}
    assert status("seeds", handed) == "unknown"


ROWS = """\
import numpy as np


def rows(seed):
    np.random.seed(seed)
    return np.random.rand(3)
"""


def test_what_only_examples_call_seeds_nothing_of_the_project() -> None:
    texts = seeded("np.random.rand(3)", "torch.manual_seed(0)", imports="import numpy as np\n")
    texts |= {"src/testing.py": ROWS, "examples/show.py": f"from testing import rows\n{TRAIN}"}
    texts["examples/show.py"] = texts["examples/show.py"].replace("lr=0.1", "lr=rows(1)")
    assert status("seeds", texts) == "partial"
    texts["src/train.py"] = f"from testing import rows\n{texts['src/train.py']}".replace(
        "lr=0.1", "lr=rows(1)"
    )
    assert status("seeds", texts) == "pass"


def test_the_seed_of_one_program_is_none_of_another() -> None:
    forest = (
        "import numpy as np\nfrom sklearn.ensemble import RandomForestClassifier\n{}\n\n"
        "def main(x, y):\n    {}\n    RandomForestClassifier({}).fit(x, y)\n\n\nmain(1, 2)\n"
    )
    with_seed = forest.format("", "np.random.seed(1)", "")
    loose, given = forest.format("", "pass", ""), forest.format("", "pass", "random_state=1")
    assert status("seeds", {"src/train.py": with_seed}) == "pass"
    found = items({"src/other.py": loose, "src/train.py": with_seed})["seeds"]
    assert found.status == "partial"
    assert found.evidence[-1].ref == "src/other.py:7"
    assert status("seeds", {"src/other.py": given, "src/train.py": with_seed}) == "pass"


def test_a_seed_beside_the_model_counts_where_one_program_calls_both() -> None:
    texts = {
        "src/start.py": "import numpy as np\n\n\ndef start():\n    np.random.seed(1)\n",
        "src/train.py": (
            "from sklearn.ensemble import RandomForestClassifier\nfrom start import start\n\n\n"
            "def main(x, y):\n    start()\n    RandomForestClassifier().fit(x, y)\n"
        ),
    }
    assert status("seeds", texts) == "pass"
