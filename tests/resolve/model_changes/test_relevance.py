"""Weighing the differences of a change set: paths, reach, moves between files."""

import pytest

from debtaudit.domain.files import PathClass
from debtaudit.domain.history import ChangeSet, ChangeSetComparison, Commit, FileComparison
from debtaudit.domain.picture import Picture, Reach
from debtaudit.domain.report_rows import Role
from debtaudit.extract.model_surface import compare
from debtaudit.resolve.model_changes.asked_places import AskedPlaces, Places
from debtaudit.resolve.model_changes.kinds import kinds_of
from debtaudit.resolve.model_changes.relevance import ModelVerdict, judge, weighed_changes
from debtaudit.resolve.model_changes.surface_paths import is_surface_path, path_mark

NOTHING_KNOWN = Picture({}, {}, {}, {}, {}, {}, ())
Sides = tuple[str | None, str | None]


def change_set(subject: str = "Change something", message: str = "") -> ChangeSet:
    head = Commit("a" * 40, ("b" * 40,), 0, "Ada", "ada@example.org", subject, message)
    return ChangeSet(head, (head.id,), (), (), 0)


def compared(files: dict[str, Sides]) -> ChangeSetComparison:
    found = []
    for path, sides in files.items():
        before, after = (None if side is None else side.encode() for side in sides)
        comparison = compare(PathClass.PYTHON, before, after)
        found.append(FileComparison(path, path, "M", comparison))
    return ChangeSetComparison(tuple(found), ())


def judged(
    files: dict[str, Sides], subject: str = "x", picture: Picture = NOTHING_KNOWN
) -> ModelVerdict:
    return judge(change_set(subject), compared(files), AskedPlaces(Places(picture)))


def weights(files: dict[str, Sides], picture: Picture = NOTHING_KNOWN) -> list[float]:
    """Return what the differences weigh where they stand, the heaviest first."""
    found = [one.weight for one in weighed_changes(compared(files), picture)]
    return sorted(found, reverse=True)


LR = "def train(model):\n    optimizer = Adam(model.parameters(), lr={})\n    return optimizer\n"
CHANGED: Sides = (LR.format("0.1"), LR.format("0.2"))
NET = """\
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        self.layer = {}

    def forward(self, x):
        hidden = self.layer(x).relu()
        return hidden.softmax(dim=-1)
"""
PLOTTING = path_mark("src/plotting.py")[1]


def test_a_changed_learning_rate_is_a_model_change_with_a_reason() -> None:
    verdict = judged({"src/train.py": CHANGED})
    assert verdict.is_model_change
    assert verdict.reason == "hyperparameter: `lr` in train of src/train.py"
    assert kinds_of(verdict.changes)[0] in {"hyperparameter", "optimiser"}


@pytest.mark.parametrize(
    "path",
    [
        "tests/train.py",
        "src/test_train.py",
        "docs/train.py",
        "setup.py",
        ".github/train.py",
        "benchmarks/train.py",
        "src/conftest.py",
        "versioneer.py",
        "src/net/_version.py",
        "nbs/train.py",
    ],
)
def test_paths_without_model_surface(path: str) -> None:
    assert not is_surface_path(path)
    assert judged({path: CHANGED}).confidence == 0


@pytest.mark.parametrize(
    "path", ["train.py", "examples/train.py", "src/models/net.py", "conf/train.yaml"]
)
def test_paths_with_model_surface(path: str) -> None:
    assert is_surface_path(path)


@pytest.mark.parametrize(
    "path",
    [
        ".pre-commit-config.yaml",
        "package.json",
        "docker-compose.yml",
        "mkdocs.yml",
        "tox.ini",
        "environment.yml",
    ],
)
def test_settings_of_tools_hold_no_model_surface(path: str) -> None:
    assert not is_surface_path(path)


def test_paths_name_kinds_and_dampen() -> None:
    assert path_mark("src/losses/focal.py") == ("loss", 1.0)
    assert path_mark("src/utils/plotting.py")[1] < 1
    assert path_mark("src/things.py") == ("", 1.0)
    assert path_mark("src/schemas/answers.py")[1] < 1
    assert path_mark("src/service/routes.py")[1] < 1


def test_the_verb_or_last_noun_of_a_file_name_says_what_the_file_does() -> None:
    assert path_mark("src/model_evaluation.py")[1] < 1
    assert path_mark("src/train_eval.py") == ("training-loop", 1.0)
    assert path_mark("src/entity/paths.py")[1] < 1
    assert path_mark("tools/visualize_dataset.py")[1] < 1
    assert path_mark("tools/make_dataset.py") == ("data", 1.0)
    assert path_mark("examples/plot_augmentation_data.py") == ("data", 1.0)


def test_code_moved_between_files_is_no_change() -> None:
    body = (
        "class Net(nn.Module):\n"
        "    def forward(self, values):\n"
        "        hidden = self.first_layer(values).relu()\n"
        "        return self.second_layer(hidden).softmax(dim=-1)\n"
    )
    rest = "import os\n\n\ndef helper(a):\n    return a\n\n\n"
    verdict = judged({"a.py": (rest + body, rest), "b.py": (None, "import os\n\n\n" + body)})
    assert not verdict.is_model_change


def layers(number: int, changed: int) -> str:
    """Return a class with that many steps, the last of them changed."""
    steps = [f"values = self.layer_number_{n}(values).relu()" for n in range(number - changed)]
    steps += [f"values = self.other_layer_{n}(values).tanh()" for n in range(changed)]
    body = "".join(f"        {step}\n" for step in steps)
    return f"class Net(nn.Module):\n    def forward(self, values):\n{body}        return values\n"


def test_the_more_of_a_moved_class_is_other_code_the_more_it_weighs() -> None:
    rest = "def other(a):\n    return a\n\n\n"
    found = [
        weights({"a.py": (rest + layers(8, 0), rest), "b.py": (None, layers(8, changed))})
        for changed in (0, 3, 5, 8)
    ]
    assert found[0] == []
    assert found[1][0] < found[2][0] < found[3][0]


def test_moved_and_changed_code_is_a_change() -> None:
    body = (
        "import torch.nn as nn\nclass Net(nn.Module):\n"
        "    def __init__(self):\n"
        "        self.first_layer = nn.Linear(4, 2)\n"
        "    def forward(self, values):\n"
        "        return self.first_layer(values).softmax(dim=-1)\n"
    )
    other = body.replace("nn.Linear(4, 2)", "nn.LSTM(4, 8)").replace("softmax(dim=-1)", "relu()")
    assert judged({"a.py": (body, ""), "b.py": (None, other)}).is_model_change


VAGUE = "def helper(x):\n    y = x.combine(1)\n    return y\n"
VAGUE_CHANGED: Sides = (VAGUE, VAGUE.replace("combine(1)", "blend(x, 1)"))


def standing(path: str, *roles: Role, reached: bool = False) -> float:
    """Return what a vague difference weighs in a file with these roles."""
    nodes = frozenset({f"{path}::helper"} if reached else ())
    reach: dict[Role, Reach] = {role: Reach(nodes, {path: path}) for role in roles}
    picture = Picture({}, {}, {}, reach, {path: roles}, {}, ())
    return weights({path: VAGUE_CHANGED}, picture)[0]


def test_who_runs_a_definition_decides_what_an_unclear_difference_weighs() -> None:
    path = "src/things.py"
    reached = standing(path, "training", reached=True)
    assert reached == standing(path, "serving", reached=True)
    (gone,) = weights({path: VAGUE_CHANGED})  # the audited revision has no such file
    near, aside, test = standing(path, "training"), standing(path), standing(path, "test")
    assert reached > near == gone > aside > test
    # tests alone reach it, in a file that training uses: its own role counts
    assert standing(path, "training", "test") == near


def test_a_folder_that_names_a_kind_speaks_for_code_that_nothing_reaches() -> None:
    assert standing("src/losses/things.py") > standing("src/things.py")


@pytest.mark.parametrize(
    ("sides", "left"),
    [
        (CHANGED, PLOTTING),
        ((NET.format("nn.Linear(4, 2)"), NET.format("nn.LSTM(4, 2)")), (1 + PLOTTING) / 2),
    ],
)
def test_a_path_that_speaks_against_it_dampens_layers_less_than_values(
    sides: Sides, left: float
) -> None:
    (plain,), (dampened,) = weights({"src/core.py": sides}), weights({"src/plotting.py": sides})
    assert dampened == pytest.approx(plain * left, abs=1e-3)


def test_what_feature_code_computes_is_a_feature_and_a_layer_there_is_none() -> None:
    table = "def build(table):\n    ratio = table.a / table.b\n    return ratio\n"
    computed: Sides = (table, table.replace("a / table.b", "a * table.b"))
    layer: Sides = (NET.format("nn.Linear(4, 2)"), NET.format("nn.LSTM(4, 2)"))
    assert kinds_of(judged({"src/features/a.py": computed}).changes) == ("feature",)
    assert kinds_of(judged({"src/features/a.py": layer}).changes) == ("architecture",)
    assert kinds_of(judged({"src/features/a.py": CHANGED}).changes) == ("hyperparameter",)


def test_words_of_chores_lower_the_confidence_and_decide_nothing_alone() -> None:
    plain, chore = judged({"train.py": CHANGED}), judged({"train.py": CHANGED}, "fix typo in docs")
    assert chore.confidence <= plain.confidence
    assert chore.is_model_change


def test_nothing_compared_says_so() -> None:
    assert judged({}).reason == "no file of the model surface is touched"
    broken = judged({"a.py": ("x = 1\n", "x = = 1\n")})
    assert broken.confidence == 0
    assert "a.py" in broken.reason


def test_users_of_a_function_that_was_renamed_in_another_file_are_no_change() -> None:
    use = "class Net(nn.Module):\n    def forward(self, x):\n        return {}(x) * 2\n"
    old = "def scaled(x):\n    return x / x.max()\n"
    new = "def normalised(x):\n    return x / x.max()\n"
    files: dict[str, Sides] = {
        "net.py": (use.format("scaled"), use.format("normalised")),
        "maths.py": (old, new),
    }
    assert not judged(files).changes
    assert judged({"net.py": files["net.py"]}).changes


def test_users_of_a_function_in_a_new_file_follow_it_only_where_the_old_one_is_gone() -> None:
    use = "class Net(nn.Module):\n    def forward(self, x):\n        return {}(x) * 2\n"
    user: Sides = (use.format("scaled"), use.format("normalised"))
    old = "def scaled(x):\n    return x / x.max() + 3\n"
    new = "def normalised(x):\n    top = x.max()\n    return (x - 1) / top\n"

    def uses(files: dict[str, Sides]) -> bool:
        return any(one.path == "net.py" for one in judged({"net.py": user, **files}).changes)

    assert not uses({"old.py": (old, None), "new.py": (None, new)})
    assert uses({"old.py": (old, old), "new.py": (None, new)})
    assert uses({"old.py": (old, None)})


OF_ADAM = "def f(x):\n    return Adam(x{})\n"
OF_SGD = "def g(x):\n    return SGD(x{})\n"


@pytest.mark.parametrize(
    ("lost", "gained", "moved"),
    [
        (", lr=0.03", ", lr=0.03", True),
        (", lr=0.03", ", learning_rate=0.03", True),  # no common value: the name may be another
        (", learning_rate=0.0", ", LearningRate=0.0", True),
        (", lr=0.0", ", momentum=0.0", False),
        (", nesterov=True", ", amsgrad=True", False),
        (", lr=0.03", ", lr=0.3", False),
    ],
)
def test_a_value_that_one_file_loses_and_another_gains_has_moved(
    lost: str, gained: str, moved: bool
) -> None:
    files: dict[str, Sides] = {
        "a.py": (OF_ADAM.format(lost), OF_ADAM.format("")),
        "b.py": (OF_SGD.format(""), OF_SGD.format(gained)),
    }
    assert bool(weights(files)) is not moved


def test_a_value_moves_to_one_place_and_is_new_in_a_second_one() -> None:
    both = OF_SGD + OF_SGD.replace("g(", "h(").replace("SGD", "RMSprop")
    files: dict[str, Sides] = {
        "a.py": (OF_ADAM.format(", lr=0.03"), OF_ADAM.format("")),
        "b.py": (both.format("", ""), both.format(", lr=0.03", ", lr=0.03")),
    }
    (left,) = judged(files).changes
    assert (left.path, left.change.before, left.change.after) == ("b.py", None, "0.03")


def test_constants_that_become_options_of_the_same_value_only_move() -> None:
    before = "LR = 2.5e-4\nEPOCHS = 30\ndef train(model):\n    fit(model, lr=LR, epochs=EPOCHS)\n"
    after = (
        "flags.DEFINE_float('learning_rate', 2.5e-4, 'Step.')\n"
        "flags.DEFINE_integer('epochs', 30, 'Passes.')\n"
        "def train(model):\n    fit(model, lr=FLAGS.learning_rate, epochs=FLAGS.epochs)\n"
    )
    assert not judged({"train.py": (before, after)}).is_model_change
    assert judged({"train.py": (before, after.replace("2.5e-4", "1e-3"))}).is_model_change


def test_a_default_that_only_got_a_name_is_no_change() -> None:
    before = "class PPO:\n    def __init__(self, learning_rate=3e-4):\n        self.fit()\n"
    after = "DEFAULT_LR = {}\n\n" + before.replace("3e-4", "DEFAULT_LR")
    assert not judged({"ppo.py": (before, after.replace("{}", "3e-4"))}).changes
    assert judged({"ppo.py": (before, after.replace("{}", "1e-3"))}).is_model_change
    assert not judged({"ppo.py": (after.replace("{}", "3e-4"), before)}).changes


def test_a_value_given_to_another_argument_of_the_same_call_has_not_moved() -> None:
    before = "class Loss(nn.Module):\n    def forward(self, w):\n        return w.clamp(min=0.37)\n"
    assert judged({"loss.py": (before, before.replace("min=", "max="))}).is_model_change


def test_what_told_a_difference_hides_its_kind_from_no_list() -> None:
    before = (
        "def train(model):\n    loss = model(x)\n    loss.backward()\n    return Adam(lr=0.1)\n"
    )
    after = before.replace(
        "    loss.backward()\n", "    loss.backward()\n    clip_grad_norm_(model, top)\n"
    )
    verdict = judged({"train.py": (before, after.replace("lr=0.1", "lr=0.2"))})
    assert set(kinds_of(verdict.changes)) == {"hyperparameter", "training-loop"}


CONFIGS = "def small():\n    return make(1)\n\n\ndef large():\n    return make(2)\n\n\n"
CHOICE = "def get():\n    config = {}()\n    config.seed = 1\n    return config\n"


def test_a_call_of_another_function_that_was_there_before_counts() -> None:
    before, after = CONFIGS + CHOICE.format("small"), CONFIGS + CHOICE.format("large")
    assert judged({"configs/models.py": (before, after)}).is_model_change


def test_a_call_of_a_function_that_got_another_name_does_not() -> None:
    before, after = CONFIGS + CHOICE.format("small"), CONFIGS + CHOICE.format("small")
    renamed = after.replace("small", "little")
    assert not judged({"configs/models.py": (before, renamed)}).is_model_change


def test_no_subject_undoes_another_formula() -> None:
    before = "def backward(self, x):\n    grad = x / self.union * self.union\n    return grad\n"
    after = before.replace("self.union * self.union", "(self.union * self.union)")
    assert judged({"dice_loss.py": (before, after)}, "Another error in the loss").is_model_change


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("configs/data.py", "False", True),
        ("web/page.py", "False", False),
        ("configs/data.py", "None", False),
    ],
)
def test_a_switch_counts_in_settings_written_in_python(
    path: str, value: str, expected: bool
) -> None:
    before = "pipeline = [dict(kind='norm', to_rgb=True)]\n"
    after = before.replace("True", value)
    assert judged({path: (before, after)}).is_model_change is expected
