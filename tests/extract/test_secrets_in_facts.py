"""What is kept of a file holds none of its secrets: the cache lies outside of the repository."""

import msgspec
import pytest

from debtaudit.domain.files import PathClass
from debtaudit.extract.file_facts import extract, prepare
from tests.resolve.drawing import notebook

TOKEN = "hf_" + "aB3dE5gH7jK9" * 3
PASSWORD = "correct-horse-42"

PYTHON = {
    "a token given to a call": f"login('{TOKEN}')\n",
    "a token in a longer text": f"run('curl -H \"Authorization: Bearer {TOKEN}\" https://x.org')\n",
    "a password by its keyword": f"connect(password='{PASSWORD}')\n",
    "a password by the name of the call": f"client.set_password('{PASSWORD}')\n",
    "a password in a connection string": f"psycopg.connect('host=db password={PASSWORD}')\n",
    "an address with a password": f"create_engine('postgresql://joe:{PASSWORD}@db.acme.org/a')\n",
    "an address in a path": f"x = ['postgresql://joe:{PASSWORD}@db.acme.org/a.csv']\n",
    "a word of a command": f"subprocess.run(['curl', 'https://joe:{PASSWORD}@acme.org'])\n",
    "an option of a command": f"subprocess.run(['train', '--hf-token={TOKEN}'])\n",
    "a decorator": f"@task(token='{TOKEN}')\ndef f(): pass\n",
    "where a model is written": f"model.save_pretrained('https://joe:{PASSWORD}@acme.org/m')\n",
    "a model by its keyword": f"model.push_to_hub('acme/m', token='{TOKEN}')\n",
    "an assignment": f"api_key = '{TOKEN}'\n",
    "a comparison": f"assert key == '{TOKEN}'\n",
}


def kept(kind: PathClass, name: str, source: str) -> str:
    """Return the facts of a file as the cache holds them, as text."""
    prepare({kind})
    return msgspec.json.encode(extract(kind, name, source.encode(), "own")).decode()


@pytest.mark.parametrize("source", PYTHON.values(), ids=PYTHON.keys())
def test_the_facts_of_code_hold_no_secret(source: str) -> None:
    facts = kept(PathClass.PYTHON, "train.py", source)
    assert TOKEN not in facts
    assert PASSWORD not in facts


@pytest.mark.parametrize(
    "line", [f"%env HF_TOKEN={TOKEN}", f"!pip install git+https://joe:{PASSWORD}@acme.org/x.git"]
)
def test_the_shell_lines_of_a_notebook_hold_no_secret(line: str) -> None:
    facts = kept(PathClass.NOTEBOOK, "a.ipynb", notebook(f"{line}\nx = 1\n"))
    assert TOKEN not in facts
    assert PASSWORD not in facts


@pytest.mark.parametrize(
    ("kind", "name", "source"),
    [
        (
            PathClass.YAML,
            "a.yaml",
            f"db:\n  password: {PASSWORD}\n  url: https://joe:{PASSWORD}@x.org\n",
        ),
        (PathClass.TOML, "a.toml", f"token = '{TOKEN}'\n"),
        (PathClass.INI, "a.ini", f"[db]\npassword = {PASSWORD}\n"),
        (PathClass.JSON, "a.json", f'{{"api_key": "{TOKEN}"}}'),
        (
            PathClass.REQUIREMENTS,
            "requirements.txt",
            f"--index-url https://joe:{PASSWORD}@x.org/s\n",
        ),
        (PathClass.DOCUMENT, "README.md", f"# Run\n\n    python train.py --hf-token {TOKEN}\n"),
        (PathClass.DOCKERFILE, "Dockerfile", f"FROM python:3.9\nENV HF_TOKEN={TOKEN}\nRUN x\n"),
        (PathClass.SHELL, "run.sh", f"export HF_TOKEN={TOKEN}\npython train.py --key {TOKEN}\n"),
        (PathClass.MAKEFILE, "Makefile", f"train:\n\tHF_TOKEN={TOKEN} python train.py\n"),
        (
            PathClass.WORKFLOW,
            "ci.yml",
            f"on: push\njobs:\n  t:\n    steps:\n    - run: HF_TOKEN={TOKEN} pytest\n",
        ),
    ],
)
def test_the_facts_of_other_files_hold_no_secret(kind: PathClass, name: str, source: str) -> None:
    facts = kept(kind, name, source)
    assert TOKEN not in facts
    assert PASSWORD not in facts


def test_what_is_no_secret_stays() -> None:
    facts = kept(PathClass.PYTHON, "train.py", "from_pretrained('acme/model', key='value')\n")
    assert "acme/model" in facts
