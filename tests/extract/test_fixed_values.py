"""Values that tie code to one place: which literals are kept, and which are ordinary text."""

import pytest

from debtaudit.domain.python_facts import FixedValue
from debtaudit.extract.notebook import notebook_facts
from debtaudit.extract.python_source import python_facts
from tests.resolve.drawing import notebook


def fixed(source: str) -> tuple[FixedValue, ...]:
    return python_facts(source.encode()).fixed


def kinds(source: str) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in fixed(source)]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("path", "/home/joe/data/train.csv"),
        ("path", "/Users/ann/models"),
        ("path", "C:\\\\Users\\\\ann\\\\data.csv"),
        ("path", "D:/data/images"),
        ("path", "/mnt/data"),
        ("path", "/scratch/joe/runs"),
        ("path", "/data/imagenet/train"),
        ("path", "/data1/imagenet"),
        ("device", "cuda:1"),
        ("device", "/GPU:2"),
        ("host", "http://10.1.2.3:5000"),
        ("host", "192.168.0.17"),
        ("host", "postgresql.db.internal"),
        ("host", "https://mlflow.corp/api"),
        ("host", "prod.abc.eu-west-1.rds.amazonaws.com"),
        ("account", "s3://acme-models/prod/model.pkl"),
        ("account", "gs://acme-features/day"),
        ("account", "abfss://raw@acmelake.dfs.core.windows.net/x"),
        ("account", "arn:aws:iam::387546586013:role/train"),
        ("account", "387546586013.dkr.ecr.eu-west-1.amazonaws.com/train:1"),
        ("tracking", "file:///mlruns"),
        ("tracking", "./mlruns"),
        ("tracking", "sqlite:///mlflow.db"),
        ("service", "https://api.bigcommerce.com/stores/"),
        ("endpoint", "/v2/products"),
    ],
)
def test_what_ties_to_one_place_is_kept(kind: str, text: str) -> None:
    [(found, shown)] = kinds(f"use('{text}')\n")
    assert (found, shown) == (kind, text.replace("\\\\", "\\"))


@pytest.mark.parametrize(
    "text",
    [
        "cuda",
        "cuda:0",  # the first card is there wherever one is
        "/tmp/x",  # (a path that every machine has)
        "/opt/ml/model",
        "/kaggle/input/train.csv",
        "/content/drive/MyDrive",
        "/dbfs/models",
        "/home/jovyan/work",
        "/home/your_name/data",
        "/mnt/path/to/data",
        "/mnt/azureml/code",
        "/home",
        "see /home/joe/data for an example",
        "127.0.0.1",
        "0.0.0.0:8000",
        "8.8.8.8:53",
        "10.2.0.0",
        "1.10.2.3",
        "10.0.0.0/8",
        "http://localhost:5000",
        "http://host.docker.internal:5000",
        "http://model.prod.svc.cluster.local",
        "https://example.com/data.csv",
        "https://raw.githubusercontent.com/x/y",
        "s3://your-bucket/x",
        "s3://my-bucket/x",
        "gs://cloud-samples-data/iris.csv",
        "s3://",
        "arn:aws:iam::123456789012:role/x",
        "arn:aws:iam::aws:policy/AmazonS3FullAccess",
        "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch:2",
        "bq://project.data.table",
        "/v2/orders",
        "/v3/catalog/products",
        "https://huggingface.co/org/model",
    ],
)
def test_ordinary_texts_are_not(text: str) -> None:
    assert kinds(f"use('{text}')\n") == []


def test_a_part_of_a_longer_string_is_no_path() -> None:
    assert kinds("url = base + '/data/taxonomies/labels.json'\n") == []
    assert kinds("url = f'{base}/data/taxonomies/{name}.json'\n") == []
    assert kinds("p = f'/home/joe/{name}.csv'\n") == [("path", "/home/joe/")]
    assert kinds("u = f'{base}/v2/customers/{n}'\n") == [("endpoint", "/v2/customers/")]


def test_docstrings_and_comments_are_not_read() -> None:
    assert fixed('"""Read /home/joe/data."""\n# device = "cuda:1"\nx = 1\n') == ()


def test_a_value_knows_the_name_and_the_call_it_is_given_to() -> None:
    source = (
        "import os\n"
        "ROOT = '/home/joe/data'\n"
        "parser.add_argument('--data', default='/mnt/data', help='/mnt/other')\n"
        "x = os.environ.get('DATA', '/mnt/data')\n"
        "self.path = '/mnt/data'\n"
    )
    found = [(one.line, one.name, one.call) for one in fixed(source)]
    assert found == [
        (2, "ROOT", ""),
        (3, "default", "parser.add_argument"),
        (3, "help", "parser.add_argument"),
        (4, "DATA", "os.environ.get"),
        (5, "path", ""),
    ]


def test_cards_by_number() -> None:
    assert kinds("model.cuda(1)\n") == [("device", "cuda(1)")]
    assert kinds("torch.cuda.set_device(2)\n") == [("device", "set_device(2)")]
    assert kinds("model.cuda()\nmodel.cuda(0)\nmodel.cuda(args.gpu)\n") == []
    assert kinds("DataParallel(m, device_ids=[0, 1])\n") == [("device", "[0, 1]")]
    assert kinds("DataParallel(m, device_ids=[0])\nDataParallel(m, device_ids=ids)\n") == []


def test_the_environment_that_chooses_cards() -> None:
    assert kinds("os.environ['CUDA_VISIBLE_DEVICES'] = '2,3'\n") == [("device", "2,3")]
    assert kinds("os.environ['CUDA_VISIBLE_DEVICES'] = '0'\n") == [("device", "0")]
    assert kinds("os.environ['CUDA_VISIBLE_DEVICES'] = '-1'\n") == []
    assert kinds("os.environ['CUDA_VISIBLE_DEVICES'] = ''\n") == []
    assert kinds("os.environ['CUDA_VISIBLE_DEVICES'] = args.gpu\n") == []
    assert kinds("run(env={'CUDA_VISIBLE_DEVICES': '1'})\n") == [("device", "1")]


@pytest.mark.parametrize(
    "source",
    [
        "PASSWORD = 'hunter2-and-more'\n",
        "API_KEY = '9896fa7abd15277ab9046842469fe3c2ec17e0bb'\n",
        "connect(password='hunter2-and-more')\n",
        "settings = {'password': 'hunter2-and-more'}\n",
        "class S:\n    db_password: str = 'hunter2-and-more'\n",
        "x = 'ghp_" + "a1B2" * 9 + "'\n",
        "url = 'postgresql://app:hunter2more@db.acme.com/x'\n",
    ],
)
def test_credentials_are_kept_masked(source: str) -> None:
    [value] = fixed(source)
    assert value.kind == "credential"
    assert "***" in value.text
    assert "hunter2" not in repr(value) and "a1B2" not in repr(value) and "9896" not in repr(value)


@pytest.mark.parametrize(
    "source",
    [
        "PASSWORD = os.environ['PASSWORD']\n",
        "API_TOKEN = 'X-Api-Key'\n",  # (the name of a header)
        "SECRET_NAME = 'elasticsearch-zenml'\n",
        "TOKEN_SECRET = 'GITHUB_TOKEN'\n",
        "password = 'your-password-here'\n",
        "connect(password='minioadmin')\n",
        "url = 'postgresql://app:secret12@localhost:5432/x'\n",
        "url = 'postgresql://app:secret12@db:5432/x'\n",
        "sentry_dsn = 'https://14980b902e7207de7ffe7f00ea5d8aef@o1.ingest.sentry.io/45'\n",
        "pass_at = 'used'\n",
        "pad_token = '<pad>'\n",
        "sort_key = 'created_at'\n",
        "key = 'features/age'\n",
        "SECRETS_ROUTE = 'secrets'\n",
        "PASSWORD_ENDPOINT = 'users/password-reset-2'\n",
        "secret = 'vault'\n",  # (one plain word)
    ],
)
def test_what_only_looks_like_a_credential_is_not(source: str) -> None:
    assert [one for one in fixed(source) if one.kind == "credential"] == []


@pytest.mark.parametrize(
    "source",
    [
        "PASSWORD = 'hunter2-and-more'  # pragma: allowlist secret\n",
        "PASSWORD = 'hunter2-and-more'  # pragma: whitelist secret\n",
        "# pragma: allowlist nextline secret\nPASSWORD = 'hunter2-and-more'\n",
        "x = 'ghp_" + "a1B2" * 9 + "'  # pragma: allowlist secret\n",
    ],
)
def test_a_person_said_that_it_is_no_secret(source: str) -> None:
    assert fixed(source) == ()
    cells = notebook("x = 1", source)
    assert notebook_facts(cells.encode()).fixed == ()


@pytest.mark.parametrize(
    "source",
    [
        "PASSWORD = 'hunter2-and-more'  # pragma: no cover\n",
        "a = 1  # pragma: allowlist secret\nPASSWORD = 'hunter2-and-more'\n",
        "PASSWORD = 'hunter2-and-more'\n# pragma: allowlist nextline secret\n",
        "router_secret = 'hunter2-and-more'\n",  # (`route` is a part of another word)
        "secret = 'correcthorsebatterystaple'\n",
        "secret = 'qWeRtzUi'\n",
    ],
)
def test_other_comments_and_longer_words_leave_a_credential(source: str) -> None:
    assert [one.kind for one in fixed(source)] == ["credential"]


def test_names_of_accounts() -> None:
    assert kinds("BUCKET = 'acme-models'\n") == [("account", "acme-models")]
    assert kinds("s3.get_object(Bucket='acme-models', Key='x')\n") == [("account", "acme-models")]
    assert kinds("project_id = 'acme-prod-4711'\n") == [("account", "acme-prod-4711")]
    assert kinds("BUCKET = 'your-bucket'\nBUCKET = ''\nbucket = name\n") == []


def test_scores_against_bare_numbers() -> None:
    [value] = fixed("if score > 0.87:\n    alert()\n")
    assert (value.kind, value.name, value.text) == ("threshold", "score", "0.87")
    assert kinds("ok = model.predict_proba(x)[:, 1] >= 0.3\n") == [("threshold", "0.3")]
    assert kinds("ok = 0.3 < self.confidence\n") == [("threshold", "0.3")]


@pytest.mark.parametrize(
    "source",
    [
        "if score > THRESHOLD:\n    pass\n",
        "if score > 0.5:\n    pass\n",  # the boundary of two classes
        "if score > 0:\n    pass\n",
        "if loss < 0.01:\n    pass\n",
        "if random.random() < 0.3:\n    pass\n",
        "if drop_prob > 0.1:\n    pass\n",
        "if p_value < 0.05:\n    pass\n",
        "if score > 0.87:  # chosen on the validation set of March\n    pass\n",
        "# chosen on the validation set of March\nif score > 0.87:\n    pass\n",
    ],
)
def test_explained_and_other_numbers_are_no_thresholds(source: str) -> None:
    assert fixed(source) == ()


@pytest.mark.parametrize(
    "drawn",
    ["rnd.uniform(0, 1, 1)", "random.random()", "torch.rand(1).item()", "np.random.beta(1, 2)"],
)
def test_what_was_drawn_at_random_is_no_score(drawn: str) -> None:
    source = f"def f():\n    trial_prob = {drawn}\n    return trial_prob < 0.4\n"
    assert fixed(source) == ()
    assert fixed(source.replace("return trial_prob", "return lambda: trial_prob[0]")) == ()


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    prob = random.random()\n\ndef g(prob):\n    return prob < 0.4\n",
        "def f(x):\n    prob = random.random()\n    prob = m.predict(x)\n    return prob < 0.4\n",
        "prob = random_forest.predict_proba(x)\nok = prob < 0.4\n",
    ],
)
def test_a_score_stays_one_where_something_else_was_drawn(source: str) -> None:
    assert kinds(source) == [("threshold", "0.4")]


def test_a_comment_that_explains_nothing_is_no_reason() -> None:
    assert kinds("if score > 0.87:  # TODO check this\n    pass\n") == [("threshold", "0.87")]
    assert kinds("if score > 0.87:  # noqa\n    pass\n") == [("threshold", "0.87")]


def test_notebooks_are_read_alike() -> None:
    cells = notebook("import os\nroot = '/home/joe/x'", "if score > 0.8:\n    pass")
    assert [(one.kind, one.line) for one in notebook_facts(cells.encode()).fixed] == [
        ("path", 2),
        ("threshold", 3),
    ]


def test_a_file_of_data_does_not_fill_the_facts() -> None:
    source = "PATHS = [" + ",".join(f"'/home/joe/{n}'" for n in range(5_000)) + "]\n"
    assert len(fixed(source)) == 100


@pytest.mark.parametrize(
    "text",
    [
        "a." * 20_000,
        "://" + "a@" * 20_000,
        "/home/" + "\\\\" * 20_000,
        "10." * 20_000,
        "hf_" * 9_000,
    ],
)
def test_hostile_strings_cost_no_more_than_their_length(text: str) -> None:
    assert len(fixed(f"x = '{text}'\n")) <= 1


def test_odd_letters_survive() -> None:
    [value] = fixed("x = '/home/jos\\ud800/data'\n")
    assert value.text == "/home/jos?/data"
