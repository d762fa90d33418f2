"""The texts that calls about models are given, as far as the file itself says them."""

from textwrap import dedent

import pytest

from debtaudit.domain.python_facts import ModelCall
from debtaudit.extract.notebook import notebook_facts
from debtaudit.extract.python_source import python_facts
from tests.resolve.drawing import notebook


def calls(source: str) -> tuple[ModelCall, ...]:
    """Return the model calls of a file that imports joblib, torch and mlflow."""
    head = "import joblib, mlflow, os, pickle, torch\n"
    return python_facts((head + dedent(source)).encode()).model_calls


def texts(source: str, place: str = "1") -> list[str]:
    """Return the texts of one argument of the first model call."""
    return [text for at, text in calls(source)[0].texts if at == place]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('joblib.dump(model, "a.pkl")', ["a.pkl"]),
        ('NAME = "a.pkl"\njoblib.dump(model, NAME)', ["a.pkl"]),
        ('NAME: str = "a.pkl"\njoblib.dump(model, NAME)', ["a.pkl"]),
        ('DIR = "models"\njoblib.dump(model, os.path.join(DIR, "a.pkl"))', ["models/a.pkl"]),
        ('DIR = Path("models")\njoblib.dump(model, DIR / "a.pkl")', ["models/a.pkl"]),
        ('DIR = Path("models")\njoblib.dump(model, DIR.joinpath("a.pkl"))', ["models/a.pkl"]),
        ('joblib.dump(model, str(Path("a.pkl").resolve()))', ["a.pkl"]),
        ('joblib.dump(model, f"net_{epoch}.pt")', ["net_{}.pt"]),
        ('joblib.dump(model, folder + "/a.pkl")', ["{}/a.pkl"]),
        ('joblib.dump(model, folder + "/" + "a.pkl")', ["{}/a.pkl"]),
        ('joblib.dump(model, f"{folder}/{name}.pkl")', ["{}/{}.pkl"]),
        ('joblib.dump(model, os.getenv("OUT", "a.pkl"))', ["a.pkl"]),
        ('joblib.dump(model, settings.get("out", "a.pkl"))', ["a.pkl"]),
        ('joblib.dump(model, "a.pkl" if small else "b.pkl")', ["a.pkl", "b.pkl"]),
        ('joblib.dump(model, out or "a.pkl")', ["a.pkl"]),
        (
            'if small:\n    n = "a.pkl"\nelse:\n    n = "b.pkl"\njoblib.dump(m, n)',
            ["a.pkl", "b.pkl"],
        ),
        ("joblib.dump(model, out)", []),
        ("joblib.dump(model, sys.argv[1])", []),
        ("joblib.dump(model, f'{folder}/{name}')", []),
    ],
)
def test_a_name_is_followed_to_its_text(source: str, expected: list[str]) -> None:
    assert texts(source) == expected


def test_parameters_have_their_default_and_hide_names_of_the_module() -> None:
    source = """
        out = "wrong.pkl"
        def save(model, out="a.pkl", *, other="b.pkl"):
            joblib.dump(model, out)
            joblib.dump(model, other)
    """
    assert [call.texts for call in calls(source)] == [(("1", "a.pkl"),), (("1", "b.pkl"),)]


def test_a_parameter_without_default_is_not_known() -> None:
    assert texts("def save(model, out):\n    joblib.dump(model, out)") == []


def test_attributes_of_self_are_followed_into_other_methods() -> None:
    source = """
        class Trainer:
            def __init__(self, path="net.pt"):
                self.path = path
            def save(self):
                torch.save(self.net, self.path)
    """
    assert texts(source) == ["net.pt"]


def test_an_option_of_the_command_line_has_its_default() -> None:
    source = """
        parser.add_argument("--model-out", default="a.pkl")
        parser.add_argument("--rate", default=0.1)
        def main(args):
            joblib.dump(model, args.model_out)
            joblib.dump(model, args.rate)
    """
    assert [call.texts for call in calls(source)] == [(("1", "a.pkl"),), ()]


def test_a_file_means_the_path_of_the_block_it_is_used_in() -> None:
    source = """
        with open("rows.pkl", "rb") as file:
            rows = pickle.load(file)
        with open("model.pkl", "wb") as file:
            pickle.dump(model, file)
    """
    assert [(call.name, call.texts) for call in calls(source)] == [
        ("load", (("0", "rows.pkl"),)),
        ("dump", (("1", "model.pkl"),)),
    ]


def test_keywords_keep_their_name() -> None:
    source = 'NAME = "demand"\nmlflow.sklearn.log_model(m, "m", registered_model_name=NAME)'
    assert calls(source)[0].texts == (("1", "m"), ("registered_model_name", "demand"))


def test_names_that_mean_themselves_end() -> None:
    assert texts('out = out\nout = out + ".pkl"\njoblib.dump(model, out)') != []
    assert texts("a = b\nb = a\njoblib.dump(model, a)") == []


def test_only_files_that_import_such_a_library_are_looked_at() -> None:
    assert python_facts(b'import json\njson.load(open("a.json"))\n').model_calls == ()
    assert python_facts(b'import yaml\nyaml.load(open("a.yaml"))\n').model_calls == ()
    (call,) = python_facts(b'model.save_pretrained("here")\n').model_calls
    assert call == ModelCall(1, "save_pretrained", (("0", "here"),))


def test_a_notebook_binds_names_over_its_cells() -> None:
    made = notebook('import joblib\nOUT = "a.pkl"', "joblib.dump(model, OUT)")
    (call,) = notebook_facts(made.encode()).model_calls
    assert call.texts == (("1", "a.pkl"),)


def test_deep_nesting_ends_the_look_and_no_file() -> None:
    deep = "joblib.dump(model, " + "(" * 60 + '"a"' + " + 'b')" * 60 + ")"
    assert isinstance(calls(deep), tuple)


def test_many_alternatives_are_cut() -> None:
    source = "\n".join(f'n = "{number}.pkl"' for number in range(50)) + "\njoblib.dump(m, n)"
    assert texts(source) == ["0.pkl", "1.pkl", "2.pkl", "3.pkl"]


def test_names_that_multiply_come_to_an_end() -> None:
    lines = [f"n{i} = n{i + 1} + n{i + 1} + f'{{n{i + 1}}}/{{n{i + 1}}}'" for i in range(30)] * 4
    source = "\n".join([*lines, *["joblib.dump(model, n0)"] * 300])
    assert len(calls(source)) == 200
