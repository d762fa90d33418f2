"""Parts of statements that hardly change what is computed, and those that do."""

import pytest

from tests.extract.surface.test_python import compared
from tests.extract.surface.test_python import weight as heaviest

STEP = (
    "import math\nimport numpy as np\nimport torch\n\n\n"
    "def forward(self, x):\n    y = {}\n    return y\n"
)


def weight(before: str, after: str) -> float:
    """Return the weight of the weightiest difference between two right-hand sides."""
    changes = compared(STEP.format(before), STEP.format(after)).changes
    return max((change.weight for change in changes), default=0.0)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("self.scale(x)", "self.scale(x).unsqueeze(0)"),
        ("self.scale(x).view(-1)", "self.scale(x)"),
        ("self.limit", "self.limit or 0"),
        ("self.limit", "self.other or self.limit"),
        ("float(self.total(x))", "float(self.total(x).detach())"),
        ("self.net(x, return_attention=True)", "self.net(x, return_attention=False)"),
        ("self.net(x, pool=torch.segment_sum)", "self.net(x, pool=torch.math.segment_sum)"),
        ("torch.nn.softmax(x)", "np.array(torch.special.softmax(x))"),
        ("self.net(x, place='out')", "self.net(x, place=Place.OUT_MODULE)"),
        ("self.net(x, place='')", "self.net(x, place=None)"),
        ("self.net(x, options=[])", "self.net(x, options={})"),
        ("torch.cuda.LongTensor(n).fill_(0)", "torch.LongTensor(n).fill_(0).to(device)"),
        ("math.sqrt(x.size(-1))", "torch.as_tensor(x.size(-1), dtype=x.dtype).sqrt()"),
        ("np.zeros(self.shape)", "torch.empty(self.shape)"),
        ("pack(x, codec=LZ4)", "pack(x, codec=ZSTD)"),
        ("Worker(target=self.step)", "Worker(target=self.step, daemon=True)"),
        ("pool.starmap_async(self.step, [x])", "pool.apply_async(self.step, x)"),
    ],
)
def test_what_only_runs_or_has_another_shape(before: str, after: str) -> None:
    assert weight(before, after) < 0.4


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("np.empty((3, 4))", "np.zeros((3, 4))"),
        ("torch.linspace(0, x, 9)", "torch.logspace(0, x, 9)"),
        ("torch.nn.softmax(x)", "np.array(torch.nn.sigmoid(x))"),
        ("x - np.log(127.5)", "x - np.log((self.classes - 1) / 2)"),
        ("-x.log()", "-(x + self.margin).log()"),
        ("self.head(x)", "self.head(x * self.gain)"),
    ],
)
def test_another_function_of_a_framework_is_another_value(before: str, after: str) -> None:
    assert weight(before, after) >= 0.6


def test_functions_that_shape_are_none() -> None:
    assert weight("np.squeeze(x)", "np.transpose(x)") < 0.5


UPDATE = "def forward(self, v, h):\n    q = self.make(v)\n    return q\n"


@pytest.mark.parametrize("line", ["v = v / (h * h)", "h = h % (v + 1)", "v = v * self.scale + h"])
def test_arithmetic_on_what_a_name_holds_is_a_change(line: str) -> None:
    after = UPDATE.replace("    return", f"    {line}\n    return")
    (change,) = compared(UPDATE, after).changes
    assert "computed anew" in change.because
    assert change.weight >= 0.6


@pytest.mark.parametrize("line", ["h = h + 1", "h = h + [v]", "h = h + 'px'", "h = self.of(h)"])
def test_counting_and_joining_are_none(line: str) -> None:
    after = UPDATE.replace("    return", f"    {line}\n    return")
    assert all("computed anew" not in change.because for change in compared(UPDATE, after).changes)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("class A(Base):\n    x = 1\n", "class A(Base, abc.ABC):\n    x = 1\n"),
        ("class A(Base):\n    x = 1\n", "class A(Base, Generic):\n    x = 1\n"),
    ],
)
def test_base_classes_that_compute_nothing_are_no_change(before: str, after: str) -> None:
    head = "import abc\nfrom typing import Generic\n\n\n"
    assert compared(head + before, head + after).changes == ()


@pytest.mark.parametrize(
    "line",
    [
        "model_card = card.replace('a', text)",
        "size_parser = parsers.add_parser('size')",
        "retry = Retry(initial=1.0, deadline=500.0)",
        "display_name = job_name('train')",
    ],
)
def test_names_of_plumbing_weigh_little(line: str) -> None:
    before = "def setup(parsers, card, text):\n    text = text.strip()\n"
    found = compared(before, f"{before}    {line}\n").changes
    assert all(change.weight < 0.3 for change in found)


RATIO = "def crop(image, height, width):\n    ratio = {}\n    return cut(image, ratio)\n"


def test_names_that_change_places_are_no_renaming() -> None:
    (change,) = compared(RATIO.format("height / width"), RATIO.format("width / height")).changes
    assert change.weight > 0.3
    argument = "def crop(image, height, width):\n    return cut(image, {})\n"
    before, after = argument.format("height / width"), argument.format("width / height")
    assert compared(before, after).changes != ()


def test_names_that_are_all_new_are_a_renaming() -> None:
    before = RATIO.format("height / width")
    assert (
        compared(before, before.replace("height", "rows").replace("width", "columns")).changes == ()
    )


LOOP = "def train(self, buffer):\n    if len(buffer) > self.{}:\n        self.update(buffer)\n"


def test_another_limit_on_a_size_is_a_change() -> None:
    (change,) = compared(LOOP.format("batch_size"), LOOP.format("learning_starts")).changes
    assert change.because == "another limit"
    assert change.weight >= 0.55


def test_a_split_for_validation_is_no_validation() -> None:
    before = "def split_validation(rows):\n    rows = rows.sample(frac=1)\n    return rows[:9]\n"
    after = before.replace("    rows = rows.sample(frac=1)\n", "")
    assert max(change.weight for change in compared(before, after).changes) > 0.5


def test_the_batch_of_the_evaluation_weighs_nothing() -> None:
    before = "args = Arguments(per_device_eval_batch_size=8)\n"
    assert compared(before, before.replace("8", "4")).changes == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("self.net(x, depth=2)", "self.net(x, depth=None)"),
        ("self.net(x, place='out')", "self.net(x, place=Place.INNER)"),
    ],
)
def test_a_value_in_place_of_another_or_of_nothing_stays_a_difference(
    before: str, after: str
) -> None:
    assert weight(before, after) >= 0.4


OBSERVE = """class Env(Base):
    def step(self, obs):
        obs = np.clip((obs - self.{0}.mean) / np.sqrt(self.{0}.var), -9, 9)
        return obs, self.other
"""


def test_an_attribute_of_a_base_class_with_another_name_weighs_little() -> None:
    (change,) = compared(OBSERVE.format("ob_rms"), OBSERVE.format("obs_rms")).changes
    assert change.weight <= 0.2
    (other,) = compared(OBSERVE.format("ob_rms"), OBSERVE.format("other")).changes
    assert other.weight > 0.3


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "os.environ['HEAD_CHUNK'] = str(args.chunk)"),
        ("os.environ['CUDNN_STEP'] = 'a'", "os.environ['CUDNN_STEP'] = 'b'"),
        ("", "TreeModel.register(PolicyTree)"),
        ("", "names = encoder.get_feature_names(columns)"),
        ("", "layout = split(x, model_parallel)"),
        (
            "with g_paths.open(p) as f:\n        x = f.split()",
            "with open(p) as f:\n        x = f.split()",
        ),
    ],
)
def test_plumbing_around_a_model_weighs_little(before: str, after: str) -> None:
    source = "import os\n\n\ndef start(args, x):\n    {}\n    return x\n"
    assert all(
        change.weight < 0.31
        for change in compared(source.format(before), source.format(after)).changes
    )


def test_the_memory_of_an_agent_is_data() -> None:
    before = "class ReplayMemory:\n    def sample(self):\n        return draw(self.rows)\n"
    (change,) = compared(before, before.replace("draw(self.rows)", "draw(self.kept())")).changes
    assert change.weight >= 0.5
    assert change.kind == "data"


FEATURES = (
    "def build_features(frame, places):\n    frame = merge(frame, places)\n    return frame\n"
)


@pytest.mark.parametrize(
    "line",
    [
        "frame['stock'] = frame['open'] - frame['sold']",
        "frame[f'near_{places}'] = frame['place'].eq(places)",
        "frame = frame[frame['sold'] == 0]",
        "frame = frame[(frame['sold'] > 0) & (frame['open'] > 0)]",
    ],
)
def test_a_column_or_a_choice_of_rows_is_what_feature_code_is_for(line: str) -> None:
    after = FEATURES.replace("    return", f"    {line}\n    return")
    (change,) = compared(FEATURES, after).changes
    assert (change.kind, change.tell) == ("feature", "name")
    assert change.weight >= 0.7


@pytest.mark.parametrize("line", ["frame = frame[places + 1]", "names['stock'] = frame['sold']"])
def test_an_index_and_a_dictionary_are_no_table(line: str) -> None:
    after = FEATURES.replace("    return", f"    {line}\n    return")
    assert all("of a table" not in change.because for change in compared(FEATURES, after).changes)


@pytest.mark.parametrize(
    ("first", "second", "matters"),
    [
        ("c = a + 1", "d = b * 2", False),
        ("c = a + 1", "d = c * 2", True),  # what one makes, the other uses
        ("d = c * 2", "c = a + 1", True),
    ],
)
def test_the_order_of_two_statements_matters_where_one_needs_the_other(
    first: str, second: str, matters: bool
) -> None:
    body = "def f(a, b, c):\n    {}\n    {}\n    return c / d\n"
    found = compared(body.format(first, second), body.format(second, first)).changes
    assert [change.because for change in found] == ["order or nesting of statements"] * matters


def test_an_import_of_the_old_interface_under_the_same_name_is_no_change() -> None:
    before = "import tensorflow as tf\n\n\ndef f(x):\n    return tf.layers.dense(x, 3)\n"
    assert heaviest(before, before.replace("import tensorflow", "import tensorflow.compat.v1")) == 0


@pytest.mark.parametrize(
    ("condition", "is_guard"),
    [
        ("isinstance(x, Tensor)", True),
        ("hasattr(x, 'a') and len(x) > 0", True),
        ("not is_available()", True),
        ("len(x) > 0", True),
        ("x > 3", False),
        ("hasattr(x, 'a') and x > 3", False),
        ("should_stop()", False),
    ],
)
def test_what_stands_behind_a_question_about_form_weighs_less(
    condition: str, is_guard: bool
) -> None:
    before = "def f(x):\n    y = net(x)\n    return y\n"
    after = before.replace("    y =", f"    if {condition}:\n        x = x * self.scale\n    y =")
    assert (heaviest(before, after) < 0.3) is is_guard
