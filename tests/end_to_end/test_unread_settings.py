"""Keys of settings files that no code mentions, in whole audits of real folders."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from debtaudit.audit import AuditRequest, audit
from debtaudit.domain.reported_finding import ReportedFinding
from tests.gather.real_git import commit_all, git

SETTINGS = """\
epochs: 10
batch_size: 32
learning_rate: 0.1
optimizer:
  momentum: 0.9
  nesterov: true
  weight_decay: 0.01
warmup_steps: 500
"""
TRAIN = """
    import yaml
    from sklearn.linear_model import SGDRegressor

    def load(path="config/train.yaml"):
        with open(path) as file:
            return yaml.safe_load(file)

    def main(x, y):
        config = load()
        optimizer = config["optimizer"]
        model = SGDRegressor(alpha=config["learning_rate"], power_t=optimizer["weight_decay"])
        model.max_iter, model.batch_size = config["epochs"], config["batch_size"]
        step = optimizer["momentum"]
        {line}
        return model.fit(x, y)

    if __name__ == "__main__":
        main([[1.0]], [2.0])
"""


def found(folder: Path, files: Mapping[str, str]) -> list[ReportedFinding]:
    """Write the files and return the findings of the rule."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(dedent(text))
    request = AuditRequest(path=folder, as_of=date(2026, 11, 22), use_cache=False, jobs=1)
    return [one for one in audit(request).findings if one.rule == "setting-unread"]


def project(line: str = "pass", settings: str = SETTINGS) -> dict[str, str]:
    """Return a training that reads most keys; `line` is one more of its lines."""
    return {"train.py": TRAIN.replace("{line}", line), "config/train.yaml": settings}


def keys(finding: ReportedFinding) -> list[str]:
    return [one.detail.removeprefix("sets ") for one in finding.evidence if one.kind == "file"]


def test_keys_that_no_code_mentions(tmp_path: Path) -> None:
    [finding] = found(tmp_path, project())
    assert finding.title == "2 keys of train.yaml that no code mentions"
    assert keys(finding) == ["optimizer.nesterov", "warmup_steps"]
    assert finding.location.path == "config/train.yaml"
    assert finding.location.line == 6
    assert finding.evidence[0].ref == "train.py:5"
    assert finding.risk.confidence < 0.5


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "train.json",
            '{"epochs": 1, "batch_size": 2, "learning_rate": 0.1, "optimizer": '
            '{"momentum": 0.9, "weight_decay": 0}, "warmup_steps": 5}',
        ),
        (
            "train.toml",
            "epochs = 1\nbatch_size = 2\nlearning_rate = 0.1\nwarmup_steps = 5\n"
            "[optimizer]\nmomentum = 0.9\nweight_decay = 0\n",
        ),
    ],
)
def test_other_formats(tmp_path: Path, name: str, text: str) -> None:
    load = "json.load" if name.endswith("json") else "toml.load"
    train = TRAIN.replace("{line}", "pass").replace("yaml.safe_load", load)
    files = {"train.py": train.replace("train.yaml", name), f"config/{name}": text}
    [finding] = found(tmp_path, files)
    assert keys(finding) == ["warmup_steps"]


def test_sections_of_an_ini_file(tmp_path: Path) -> None:
    train = """
        import configparser
        from sklearn.linear_model import SGDRegressor

        def main(x, y):
            parser = configparser.ConfigParser()
            parser.read("train.ini")
            run = SGDRegressor(max_iter=parser["train"]["epochs"], eta0=parser["train"]["rate"])
            run.batch = parser["train"]["batch"]
            return run.fit(x, y)

        if __name__ == "__main__":
            main([[1.0]], [2.0])
    """
    settings = "[train]\nepochs = 1\nrate = 0.1\nbatch = 3\nwarmup_steps = 4\n"
    [finding] = found(tmp_path, {"train.py": train, "train.ini": settings})
    assert keys(finding) == ["train.warmup_steps"]


@pytest.mark.parametrize(
    "line",
    [
        "model.set_params(**config)",
        "build = pipeline.run(config)",
        "flags = vars(config)",
        "values = [value for key, value in config.items()]",
        "for key in config: model.note(key)",
        "step = config[name]",
        'step = config[f"{name}_steps"]',
        "step = config.get(name, 0)",
        "step = getattr(config, name)",
        "parser.set_defaults(**config)",
        "settings = Schema.model_validate(config)",
        "checked = dacite.from_dict(Schema, config)",
        "again = {**config}",
    ],
)
def test_a_configuration_that_is_handed_on_whole(tmp_path: Path, line: str) -> None:
    assert found(tmp_path, project(line)) == []


@pytest.mark.parametrize(
    "line",
    [
        "model.set_params(**optimizer)",
        'model.set_params(**config["optimizer"])',
        'model.set_params(config["optimizer"])',
        "model.set_params(optimizer)",
        "for key, value in optimizer.items(): setattr(model, key, value)",
        'for key, value in config["optimizer"].items(): setattr(model, key, value)',
        "step = optimizer[name]",
    ],
)
def test_a_section_that_is_handed_on(tmp_path: Path, line: str) -> None:
    [finding] = found(tmp_path, project(line))
    assert keys(finding) == ["warmup_steps"]


@pytest.mark.parametrize(
    "line",
    [
        "print(config)",
        "logger.info(config)",
        "mlflow.log_params(config)",
        "copied = copy.deepcopy(config)",
        'step = config.get("epochs", 3)',
        "name = os.path.basename(config)",
        'has = "epochs" in config.keys()',
        "config = {key: expand(value) for key, value in config.items()}",
    ],
)
def test_a_configuration_that_is_only_shown(tmp_path: Path, line: str) -> None:
    [finding] = found(tmp_path, project(line))
    assert keys(finding) == ["optimizer.nesterov", "warmup_steps"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("other.py", "steps = cfg.warmup_steps, cfg.nesterov"),
        ("notes.py", "# warmup_steps and nesterov are for later"),
        ("run.sh", "yq .warmup_steps config/train.yaml; yq .optimizer.nesterov"),
        ("Makefile", "all:\n\techo warmup_steps nesterov\n"),
        ("page.js", "show(config.warmup_steps, config.nesterov)"),
        ("tests/test_x.py", 'def test(): assert {"warmup_steps", "nesterov"}'),
        (
            "look.ipynb",
            '{"cells": [{"cell_type": "code", "source": ["a\\n", "warmup_steps\\n", "nesterov"],'
            ' "metadata": {}, "outputs": [], "execution_count": null}], "metadata": {},'
            ' "nbformat": 4, "nbformat_minor": 5}',
        ),
    ],
)
def test_a_word_in_any_code_is_a_mention(tmp_path: Path, path: str, text: str) -> None:
    assert found(tmp_path, {**project(), path: text}) == []


@pytest.mark.parametrize(
    "settings",
    [
        SETTINGS + "twice: ${epochs}\n",
        SETTINGS.replace("optimizer:", "optimizer: &base").replace("warmup_steps:", "other:"),
        SETTINGS + "_target_: sklearn.linear_model.Ridge\n",
        SETTINGS + "model: !python/object:x.Y\n",
        "warmup_steps: {{ steps }}\n" + SETTINGS,
        "".join(f"class_{number}: {number}\n" for number in range(40)),
        SETTINGS.replace(":", "", 1),
        "- 1\n- 2\n",
    ],
)
def test_files_that_are_more_than_settings_or_none(tmp_path: Path, settings: str) -> None:
    assert found(tmp_path, project(settings=settings)) == []


@pytest.mark.parametrize("library", ["hydra", "omegaconf", "mmengine", "detectron2.config"])
def test_libraries_that_read_configurations_themselves(tmp_path: Path, library: str) -> None:
    assert found(tmp_path, {**project(), "run.py": f"import {library}\n"}) == []


def test_parameters_of_dvc_stages(tmp_path: Path) -> None:
    stages = """
        stages:
          train:
            cmd: python train.py
            params:
              - config/train.yaml:
                  - warmup_steps
    """
    assert found(tmp_path, {**project(), "dvc.yaml": stages}) == []


def test_a_file_that_nothing_reads_or_only_tests_do(tmp_path: Path) -> None:
    files = project()
    files["train.py"] = files["train.py"].replace("config/train.yaml", "settings/train.yml")
    files["tests/test_load.py"] = 'import yaml\nyaml.safe_load(open("config/train.yaml"))\n'
    assert found(tmp_path, files) == []


def test_a_file_that_another_program_is_given(tmp_path: Path) -> None:
    files = project()
    start = (
        'import subprocess\n\n\ndef load(path="config/train.yaml"):\n    subprocess.run([path])\n'
    )
    body = dedent(files["train.py"])
    files["train.py"] = start + body[body.index("\ndef main") :].replace(
        "def main", "from sklearn.linear_model import SGDRegressor\n\n\ndef main", 1
    )
    assert found(tmp_path, files) == []


def test_two_files_of_one_name_are_told_apart_by_their_folder_or_not_at_all(tmp_path: Path) -> None:
    files = {**project(), "old/config/train.yaml": SETTINGS}
    [finding] = found(tmp_path, files)
    assert finding.location.path == "config/train.yaml"


def test_a_loader_in_another_file_and_an_imported_configuration(tmp_path: Path) -> None:
    files = project()
    files["train.py"] = files["train.py"].replace("config = load()", "from settings import CONFIG")
    files["train.py"] = files["train.py"].replace("config[", "CONFIG[")
    files["settings.py"] = "from train import load\n\nCONFIG = load()\n"
    [finding] = found(tmp_path, files)
    assert keys(finding) == ["optimizer.nesterov", "warmup_steps"]
    files["more.py"] = "from settings import CONFIG as C\n\nmodel.set_params(**C)\n"
    assert found(tmp_path, files) == []


def test_hostile_keys_and_variables_of_the_environment_are_no_words(tmp_path: Path) -> None:
    odd = SETTINGS + '"a\\u202eb": 1\n"<script>": 2\n_private: 3\nversion: 4\nAWS_REGION: 5\n'
    [finding] = found(tmp_path, project(settings=odd))
    assert keys(finding) == ["optimizer.nesterov", "warmup_steps"]


@pytest.mark.parametrize("text", ["a." * 100_000, "a" * 200_000, "x = config" + ".a" * 50_000])
def test_endless_names_cost_no_more_than_their_length(tmp_path: Path, text: str) -> None:
    [finding] = found(tmp_path, {**project(), "page.ts": text, "odd.py": f"# {text}\n"})
    assert "warmup_steps" in keys(finding)


def test_code_that_cannot_be_read_may_mention_any_key(tmp_path: Path) -> None:
    limits = "[tool.debtaudit.limits]\npython-bytes = 2000\n"
    files = {**project(), "pyproject.toml": limits}
    assert len(found(tmp_path, files)) == 1
    assert found(tmp_path, {**files, "long.py": "x = 1\n" * 1000}) == []


def test_code_that_does_not_parse_may_hand_the_configuration_on(tmp_path: Path) -> None:
    assert found(tmp_path, {**project(), "more.py": "model.set_params(**config\n"}) == []
    (tmp_path / "more.py").unlink()
    assert len(found(tmp_path, {"tests/test_more.py": "print 'old'\n"})) == 1


def test_the_answer_is_kept_and_a_change_asks_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "project"
    assert len(found(folder, project())) == 1
    git(folder, "init", "-q", "-b", "main")
    commit_all(folder, "Train")
    request = AuditRequest(path=folder, as_of=date(2026, 11, 22), jobs=1)
    first, second = (audit(request).findings for _ in range(2))
    assert first == second
    assert "setting-unread" in {one.rule for one in first}
    (folder / "more.py").write_text("later = 'warmup_steps nesterov'\n")
    assert "setting-unread" not in {one.rule for one in audit(request).findings}
