"""What reads like a change of a model in a diff and is none, and small places that hide one."""

import pytest

from debtaudit.domain.files import PathClass
from debtaudit.extract.model_surface import compare
from debtaudit.knowledge.model_surface import surface_knowledge
from tests.extract.surface.test_python import CERTAIN, compared, weight

NET = """
import collections
import torch
import tensorflow as tf
from collections import OrderedDict
from torch import nn

class Net(nn.Module):
    def forward(self, x, y, scores):
        h = {}
        return h
"""

SAME_VALUE = {
    "log1p": ("torch.log(1 + torch.exp(x))", "torch.log1p(torch.exp(x))"),
    "log1p, turned": ("torch.log(x + 1)", "torch.log1p(x)"),
    "an empty mapping": ("OrderedDict()", "{}"),
    "an empty dict": ("dict()", "{}"),
    "where the largest stands": ("x.max(1)[1]", "x.argmax(1)"),
    "where the largest stands, called": ("torch.max(x, 1)[1]", "torch.argmax(x, 1)"),
    "a cast by its own name": ("tf.to_int64(x)", "tf.cast(x, tf.int64)"),
}


@pytest.mark.parametrize("name", SAME_VALUE)
def test_the_same_value_in_another_spelling(name: str) -> None:
    before, after = (NET.replace("{}", each, 1) for each in SAME_VALUE[name])
    assert weight(before, after) == 0


OTHER_VALUE = {
    "another reduction": ("(x * y).mean()", "(x * y).sum()"),
    "another clip": ("torch.clamp(x, 1 - y, 1 + y)", "torch.clamp(x, 1 - y, 1 + 2 * y)"),
    "the logarithm of two more": ("torch.log(2 + x)", "torch.log1p(x)"),
    "the largest itself": ("x.max(1)[0]", "x.argmax(1)"),
    "a mapping with something in it": ("OrderedDict(a=x)", "{}"),
}


@pytest.mark.parametrize("name", OTHER_VALUE)
def test_another_value_is_seen(name: str) -> None:
    before, after = (NET.replace("{}", each, 1) for each in OTHER_VALUE[name])
    assert weight(before, after) >= CERTAIN


def test_what_is_only_collected_to_be_shown_is_nothing() -> None:
    before = """
    class Trainer:
        def compute_loss(self, model, inputs):
            kl = self.kl(model, inputs)
            is_clipped = kl > {limit}
            share = is_clipped.sum() / kl.numel()
            self._metrics["train"]["clipped"].append(share.item())
            return kl.mean()
    """
    assert weight(before.replace("{limit}", "0.1"), before.replace("{limit}", "0.3")) == 0
    used = before.replace("return kl.mean()", "return (kl * is_clipped).mean()")
    assert weight(used.replace("{limit}", "0.1"), used.replace("{limit}", "0.3")) >= CERTAIN


def test_a_parameter_that_is_only_kept_changes_nothing_by_itself() -> None:
    before = """
    import torch
    class Writer(torch.nn.Module):
        def __init__(self, random_state=42):
            super().__init__()
            {}
            self.build(random_state)
    """
    kept = "self.random_state = random_state"
    assert weight(before.replace("{}", "pass"), before.replace("{}", kept)) < 0.3
    other = "self.random_state = 2 * random_state"
    assert weight(before.replace("{}", "pass"), before.replace("{}", other)) > 0.3


def test_a_score_that_is_ruled_out_is_a_change() -> None:
    before = """
    import numpy as np
    class Rules:
        def apply(self, logits, tokens):
            for k in range(tokens.shape[0]):
                logits[k, self.begin : tokens[k]] = -np.inf
    """
    assert weight(before, before.replace("-np.inf", "0.0")) >= CERTAIN
    gone = before.replace("logits[k, self.begin : tokens[k]] = -np.inf", "self.check(k)")
    assert weight(before, gone) >= CERTAIN


def test_a_value_of_the_object_that_is_handed_in_is_the_same() -> None:
    before = """
    class Trainer:
        def _tokenize(self, processor, text):
            if self._is_vlm:
                text = chat_of(text)
            return processor(text)
    """
    after = before.replace("(self, processor, text)", "(processor, text, is_vlm)")
    after = after.replace("self._is_vlm", "is_vlm")
    assert weight(before, after) == 0
    assert weight(before, after.replace("if is_vlm", "if not is_vlm")) > 0


def test_a_request_that_is_read_in_another_way_asks_the_same() -> None:
    before = """
    def lambda_handler(event, context):
        return predictor.predict(event["sentence"])
    """
    after = """
    def lambda_handler(event, context):
        body = json.loads(event["body"])
        response = predictor.predict(body["sentence"])
        return {"statusCode": 200, "body": json.dumps(response)}
    """
    assert weight(before, after) < CERTAIN
    beside = after.replace("response = ", "response = 1 - ")
    assert weight(before, beside) >= weight(before, after)


NAMES = {
    "a docstring that is set": (
        "def f(model):\n    return model\n",
        "def f(model):\n    return model\nNet.from_pretrained = set_docstring(Net.load)\n",
    ),
    "a report of parameters": (
        "class Net(nn.Module):\n    def count_parameters(self):\n        return n * 2\n",
        "class Net(nn.Module):\n    def count_parameters(self):\n        return n * 2 * b\n",
    ),
    "what is saved": (
        "def push_to_hub(self, model, save_embedding_model=None):\n    return model\n",
        "def push_to_hub(self, model, save_embedding_model=True):\n    return model\n",
    ),
    "options of a download, gathered": (
        "class Net(nn.Module):\n    def load(self, **kw):\n"
        "        return B.from_pretrained(m, revision=kw.get('revision'), folder=kw['folder'])\n",
        "class Net(nn.Module):\n    def load(self, **kw):\n"
        "        return B.from_pretrained(m, **kw)\n",
    ),
    "a size of the data": (
        "class Net(nn.Module):\n    def forward(self, x):\n        return f(x)\n",
        "class Net(nn.Module):\n    def forward(self, x):\n        batch_size = x.size(0)\n"
        "        return f(x)\n",
    ),
    "restored from a checkpoint": (
        "import torch\nnet = build()\n",
        "import torch\nnet = build()\nif resume:\n    net = checkpoint['net']\n",
    ),
    "constants under names": (
        "import torch\ndef main(reals):\n    return torch.distributions.LogNormal(-1.2, 1.2)\n",
        "import torch\ndef main(reals):\n    mean, std = -1.2, 1.2\n"
        "    return torch.distributions.LogNormal(mean, std)\n",
    ),
    "a column of a database": (
        "from django.db import models\nclass Document(models.Model):\n"
        "    title = models.CharField(max_length=32)\n",
        "from django.db import models\nclass Document(models.Model):\n"
        "    title = models.CharField(max_length=64)\n",
    ),
    "where a file is": (
        "def names(folder):\n    files = {}\n    return files\n",
        "def names(folder):\n    files = {}\n    files['encoder'] = '%s/encoder.json' % folder\n"
        "    return files\n",
    ),
    "where a file is, in a table": (
        "files = {'train': 'data/train.csv'}\n",
        "files = {'train': 'data/train.csv', 'model': '%s/tree/model.pkl' % folder}\n",
    ),
    "zeros of the same shape": (
        "import torch\ndef predict(batch, n):\n    return torch.zeros_like(batch[:, -n:])\n",
        "import torch\ndef predict(batch, n):\n    return torch.zeros([batch.shape[0], n])\n",
    ),
    "a group of metrics": (
        "def set_defaults(self):\n    if metric.lower() in loss_metrics:\n        use(metric)\n",
        "def set_defaults(self):\n    if metric.lower() in group_metrics:\n        use(metric)\n",
    ),
}


@pytest.mark.parametrize("name", NAMES)
def test_names_tell_what_changes_no_model(name: str) -> None:
    assert weight(*NAMES[name]) < 0.45


def test_what_a_web_application_calls_filters_and_batches_is_no_model() -> None:
    before = """
    from rest_framework import viewsets
    from documents.models import Document

    FETCH_BATCH_SIZE = 100

    class View(viewsets.ModelViewSet):
        def retrieve(self, request):
            limit = int(request.query_params["limit"])
            return Document.objects.all()[:limit]
    """
    after = before.replace("100", "500").replace("params[", "params.get(").replace('"]', '")')
    assert 0 < weight(before, after) < 0.45
    serving = "    import torch\n" + before, "    import torch\n" + after
    assert weight(*serving) >= CERTAIN


def test_a_token_written_into_the_text_is_a_difference_of_features() -> None:
    before = "def tokenize(texts):\n    tokens = encode(texts)\n    return tokens\n"
    after = before.replace("    return", "    tokens[-1] = end\n    return")
    changes = compared(before, after).changes
    assert [change.tell for change in changes] == ["place"]


def test_one_attribute_in_place_of_another_is_no_renaming() -> None:
    before = """
    class XlnetTokenizer:
        def add_special_tokens(self, tokens):
            self.check(self.sep_token, self.cls_token)
            return [self.cls_token] + tokens
    """
    exchanged = before.replace("[self.cls_token]", "[self.sep_token]")
    assert weight(before, exchanged) >= CERTAIN


# -- settings and scripts --------------------------------------------------------------------------


def scripts(before: str, after: str) -> float:
    """Return the weight of the heaviest change between two shell scripts."""
    found = compare(PathClass.SHELL, before.encode(), after.encode())
    return max((change.weight for change in found.changes), default=0.0)


def test_a_run_that_only_tries_is_no_setting() -> None:
    assert scripts("python main.py --dry-run --lr 0.1\n", "python main.py --dry-run --lr 1\n") == 0
    assert scripts("python main.py --lr 0.1\n", "python main.py --lr 1\n") >= CERTAIN


def test_a_script_that_trains_is_started_with_settings() -> None:
    old = "./scripts/launch_train.sh hosts --optimizer.learning_rate=3e-4\n"
    assert scripts(old, old.replace("3e-4", "6e-4")) >= CERTAIN
    assert scripts(old.replace("train", "tests"), old.replace("3e-4", "6e-4")) <= CERTAIN


def test_a_requirement_in_a_script_is_no_variable() -> None:
    assert (
        scripts("cat > r.txt <<E\ndatasets==2.7.0\nE\n", "cat > r.txt <<E\ndatasets==2.9.0\nE\n")
        == 0
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("evaluators:\n- batch_size: 8\n", "evaluators:\n- batch_size: 16\n"),
        ("units:\n- page: https://a.org/v?x=1\n", "units:\n- page: https://a.org/v?x=2\n"),
        ("steps:\n- task: Copy@1\n  batch_size: 8\n", "steps:\n- task: Copy@1\n  batch_size: 9\n"),
    ],
)
def test_settings_of_measuring_pages_and_pipelines_are_nothing(before: str, after: str) -> None:
    found = compare(PathClass.YAML, before.encode(), after.encode())
    assert found.changes == ()


def test_every_package_of_a_telling_call_is_known_as_a_framework() -> None:
    """Imports of other packages are not resolved, so that a row about them would do nothing."""
    known = surface_knowledge()
    frameworks = known.table("framework")
    objects = {"nn", "slim"}  # names of modules that people import bare
    roots = {name.partition(".")[0] for name in known.table("call")}
    assert roots - set(frameworks) - objects == set()
