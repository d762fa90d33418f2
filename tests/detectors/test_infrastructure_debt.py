"""What ties training and serving to one place: reached code alone, never its tests and examples."""

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from debtaudit.detectors.infrastructure_debt import RULES, SCAN, detect
from debtaudit.domain.findings import Finding, ScanResult, Status
from debtaudit.domain.settings import Settings
from debtaudit.domain.unread_settings import UnreadKey, UnreadSettings
from debtaudit.risk.score import score
from tests.resolve.drawing import notebook, repository_of

TRAIN = """
    import os
    import torch
    from sklearn.linear_model import Ridge

    def main(x, y):
        {line}
        return Ridge().fit(x, y)

    if __name__ == "__main__":
        main([[1.0]], [2.0])
"""
SERVE = """
    from fastapi import FastAPI

    app = FastAPI()

    @app.post("/predict")
    def predict(row):
        {line}
        return row
"""


def audit(files: Mapping[str, str]) -> ScanResult:
    return detect(repository_of(files), Settings())


def rules(files: Mapping[str, str]) -> list[str]:
    return [finding.rule for finding in audit(files).findings]


def only(files: Mapping[str, str]) -> Finding:
    [finding] = audit(files).findings
    return finding


def training(line: str) -> dict[str, str]:
    return {"src/train.py": TRAIN.replace("{line}", line)}


def serving(line: str) -> dict[str, str]:
    return {"src/serve.py": SERVE.replace("{line}", line)}


def risk(files: Mapping[str, str]) -> float:
    facts = repository_of(files)
    [finding] = score([detect(facts, Settings())], facts, Settings())
    return finding.risk.score


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        ("hard-coded-path", "x = open('/home/joe/data/train.csv')"),
        ("hard-coded-device", "d = torch.device('cuda:1')"),
        ("hard-coded-device", "os.environ['CUDA_VISIBLE_DEVICES'] = '3'"),
        ("hard-coded-host", "db = connect('http://10.1.2.3:5000')"),
        ("hard-coded-account", "x = load('s3://acme-models/prod/x.csv')"),
        ("hard-coded-credential", "x = connect(password='hunter2-and-more')"),
        ("threshold-unexplained", "keep = [r for r in x if r.score > 0.87]"),
    ],
)
def test_code_that_training_or_serving_reaches(rule: str, line: str) -> None:
    assert rules(training(line)) == [rule]
    assert rules(serving(line)) == [rule]
    assert {each.id for each in RULES} >= {rule}


@pytest.mark.parametrize(
    "path",
    [
        *("tests/test_train.py", "examples/train.py", "docs/train.py", "tutorials/train.py"),
        *("third_party/train.py", "benchmarks/train.py", "archive/train.py"),
    ],
)
def test_tests_examples_and_the_code_of_others_are_no_debt(path: str) -> None:
    [source] = training("x = open('/home/joe/x'); torch.device('cuda:1')").values()
    assert rules({path: source}) == []


def test_code_that_nothing_reaches_is_no_debt_but_a_credential_is() -> None:
    lonely = """
        def unused():
            return open('/home/joe/x'), connect(password='hunter2-and-more')
    """
    assert rules({"src/lonely.py": lonely}) == ["hard-coded-credential"]


def test_a_function_that_the_program_calls_is_reached_through_files() -> None:
    files = {
        "src/train.py": """
            from sklearn.linear_model import Ridge
            from data import rows

            def main():
                x, y = rows()
                return Ridge().fit(x, y)
        """,
        "src/data.py": """
            def rows():
                return read('/home/joe/train.csv')

            def never_called():
                return read('/home/joe/other.csv')
        """,
    }
    finding = only(files)
    assert finding.location.symbol == "rows"
    assert [one.ref for one in finding.evidence] == ["src/data.py:3"]
    assert "a person's folder" in finding.evidence[0].detail


def test_texts_that_people_read_are_not_used() -> None:
    assert rules(training("p.add_argument('--data', help='/home/joe/data')")) == []
    assert rules(training("logger.info('/home/joe/data')")) == []
    assert rules(training("x = x if name.startswith('/home/joe/') else y")) == []


def test_what_can_be_overridden_is_less_likely_to_harm() -> None:
    fixed = risk(training("p = '/home/joe/data'"))
    assert risk(training("p = os.environ.get('DATA', '/home/joe/data')")) < fixed
    assert risk(training("p.add_argument('--data', default='/home/joe/data')")) < fixed
    assert risk(training("p = read('/mnt/data/x')")) < fixed


def test_serving_weighs_more_than_training() -> None:
    assert risk(serving("x = open('/home/joe/x')")) > risk(training("x = open('/home/joe/x')"))


def test_several_values_of_a_function_are_one_finding() -> None:
    line = "a = [" + ", ".join(f"'/home/joe/{n}'" for n in range(8)) + "]"
    finding = only(training(line))
    assert finding.title == "8 paths of one machine in train.py"
    assert [one.detail for one in finding.evidence][-1] == "and 3 more places in it"
    assert finding.effort_minutes > 15


def test_a_notebook_tells_the_cell_and_weighs_less() -> None:
    cells = notebook(
        "from sklearn.linear_model import Ridge",
        "x = open('/home/joe/x')\nRidge().fit(x, y)",
    )
    finding = only({"train.ipynb": cells})
    assert (finding.location.cell, finding.location.line) == (1, 1)
    assert finding.evidence[0].ref == "train.ipynb#cell1:1"
    assert "notebook" in {factor.name for factor in finding.factors}


def test_the_first_card_alone_weighs_least() -> None:
    first = risk(training("os.environ['CUDA_VISIBLE_DEVICES'] = '0'"))
    assert first < risk(training("os.environ['CUDA_VISIBLE_DEVICES'] = '1'"))


def test_commented_out_devices_and_seeds_are_nothing() -> None:
    line = "pass  # torch.device('cuda:1'); os.environ['CUDA_VISIBLE_DEVICES'] = '1'"
    assert rules(training(line)) == []


def test_a_credential_is_never_shown() -> None:
    finding = only(training("x = connect(password='hunter2-and-more')"))
    assert "hunter2" not in repr(finding)
    assert "password = ***" in finding.evidence[0].detail


class TestTracking:
    LINE = "mlflow.set_tracking_uri('./mlruns')"

    def test_in_code_that_an_image_or_a_pipeline_runs(self) -> None:
        image = {**training(self.LINE), "Dockerfile": "FROM python:3.12\nCOPY . .\n"}
        finding = only(image)
        assert finding.rule == "tracking-in-local-files"
        assert "Dockerfile puts this code into an image" in finding.message
        assert rules(serving(self.LINE)) == ["tracking-in-local-files"]

    def test_on_a_laptop_it_is_right(self) -> None:
        assert rules(training(self.LINE)) == []

    def test_an_image_beside_is_another_program(self) -> None:
        image = {**training(self.LINE), "web/Dockerfile": "FROM node:22\n"}
        assert rules(image) == []

    def test_other_ways_to_say_it(self) -> None:
        for line in (
            "os.environ['MLFLOW_TRACKING_URI'] = 'file:///mlruns'",
            "c = MlflowClient(tracking_uri='sqlite:///mlflow.db')",
            "mlflow.set_tracking_uri('mlruns')",
        ):
            assert rules(serving(line)) == ["tracking-in-local-files"], line

    def test_what_is_no_tracking(self) -> None:
        assert rules(serving("init_process_group(init_method='file:///tmp/x')")) == []
        assert rules(serving("mlflow.set_tracking_uri(uri)")) == []
        assert rules(serving("db = create_engine('sqlite:///users.db')")) == []


class TestApiVersions:
    def test_the_catalogue_and_customers_of_version_2(self) -> None:
        line = "r = get(f'https://api.bigcommerce.com/stores/{h}/v2/products?page={n}')"
        finding = only(training(line))
        assert finding.rule == "api-version-deprecated"
        assert finding.title == "BigCommerce /v2/products in train.py"
        assert "/v3/catalog/products" in finding.message
        assert finding.evidence[-1].ref.startswith("https://docs.bigcommerce.com/")

    def test_orders_have_no_successor_and_version_3_is_right(self) -> None:
        base = "b = 'https://api.bigcommerce.com/stores/'; "
        assert rules(training(base + "get(b + h + '/v2/orders')")) == []
        assert rules(training(base + "get(b + h + '/v3/catalog/products')")) == []
        assert rules(training(base + "get(b + h + '/v2/products_archive')")) == []

    def test_the_version_in_a_base(self) -> None:
        base = "b = f'https://api.bigcommerce.com/stores/{h}/v2'; "
        assert rules(training(base + "get(b + '/customers')")) == ["api-version-deprecated"]
        assert rules(training(base + "get(b + '/orders')")) == []

    def test_version_2_of_somebody_else(self) -> None:
        assert rules(training("get(base + '/v2/products')")) == []

    def test_code_that_training_does_not_reach_counts_too(self) -> None:
        feed = "import bigcommerce\n\ndef pull():\n    return get('/v2/customers')\n"
        assert rules({"feeds/pull.py": feed}) == ["api-version-deprecated"]


def workflow(runs_on: str, step: str, more: str = "") -> dict[str, str]:
    text = f"""
        on: push
        jobs:
          train:
            runs-on: {runs_on}
            {more or "name: x"}
            steps:
              - run: {step}
    """
    return {".github/workflows/train.yml": text, **training("pass")}


class TestGpuRunners:
    def test_a_machine_of_ones_own_without_a_container(self) -> None:
        finding = only(workflow("[self-hosted, linux, gpu]", "python src/train.py"))
        assert finding.rule == "gpu-runner-without-container"
        assert finding.location.symbol == "train"
        assert "self-hosted, linux, gpu" in finding.message

    @pytest.mark.parametrize(
        ("runs_on", "step", "more"),
        [
            ("ubuntu-latest", "python src/train.py", ""),
            ("[self-hosted, linux]", "python src/train.py", ""),
            ("4-core-ubuntu-gpu-t4", "python src/train.py", ""),  # GitHub's own, named by a team
            ("[self-hosted, gpu]", "python src/train.py", "container: nvidia/cuda:12.4.1-base"),
            ("[self-hosted, gpu]", "docker run --gpus all train:1", ""),
            ("[self-hosted, gpu]", "python src/train.py", "if: false"),
        ],
    )
    def test_what_is_described_or_never_runs(self, runs_on: str, step: str, more: str) -> None:
        assert rules(workflow(runs_on, step, more)) == []

    def test_the_name_of_the_job_can_tell(self) -> None:
        files = workflow("self-hosted", "python src/train.py")
        text = files[".github/workflows/train.yml"].replace("train:\n", "train-gpu:\n")
        named = {**files, ".github/workflows/train.yml": text}
        assert rules(files) == []
        assert rules(named) == ["gpu-runner-without-container"]

    def test_gitlab(self) -> None:
        job = "train:\n  tags: [gpu]\n  script: [python src/train.py]\n"
        plain = {".gitlab-ci.yml": job, **training("pass")}
        assert rules(plain) == ["gpu-runner-without-container"]
        assert rules({**plain, ".gitlab-ci.yml": job + "  image: nvidia/cuda:12.4.1-base\n"}) == []
        assert rules({**plain, ".gitlab-ci.yml": "image: {name: cuda:12}\n" + job}) == []
        hosted = job.replace("gpu", "saas-linux-medium-amd64-gpu-standard")
        assert rules({**plain, ".gitlab-ci.yml": hosted}) == []


OPTIONS = """
    import argparse
    from sklearn.linear_model import Ridge

    def options():
        parser = argparse.ArgumentParser()
        parser.add_argument("--alpha", type=float)
        parser.add_argument("--n-cpu", type=int)
        return parser.parse_args()

    def main():
        args = options()
        {use}
        return Ridge(alpha=args.alpha).fit(x, y)

    if __name__ == "__main__":
        main()
"""


class TestOptions:
    def test_an_option_that_nothing_reads(self) -> None:
        finding = only({"train.py": OPTIONS.replace("{use}", "logger.info(args)")})
        assert finding.rule == "option-unused"
        assert finding.title == "1 option of train.py that nothing reads"
        assert finding.evidence[0].detail == "declares --n-cpu"
        assert finding.confidence < 0.5

    @pytest.mark.parametrize("use", ["build(args)", "net.args = args", "x = args.n_cpu"])
    def test_options_that_leave_the_file_may_be_read_there(self, use: str) -> None:
        assert rules({"train.py": OPTIONS.replace("{use}", use)}) == []

    def test_another_file_that_parses_with_it_may_read_all(self) -> None:
        other = """
            from train import options

            def start():
                return options().n_cpu
        """
        files = {"train.py": OPTIONS.replace("{use}", "pass"), "start.py": other}
        assert rules(files) == []

    def test_an_option_of_click_is_a_parameter_and_stays_in_its_function(self) -> None:
        code = """
            import click
            from sklearn.linear_model import Ridge

            @click.command()
            @click.option("--alpha", default=1.0)
            @click.option("--n-cpu", default=8)
            def main(alpha, n_cpu):
                return Ridge(alpha=alpha).fit(x, y)

            if __name__ == "__main__":
                main()
        """
        finding = only({"train.py": code, "start.py": "from train import main\n"})
        assert finding.rule == "option-unused"
        assert finding.evidence[0].detail == "declares --n-cpu"


class TestSettings:
    def test_keys_that_no_code_mentions(self) -> None:
        keys = tuple(UnreadKey(f"train.key_{number}", number) for number in range(1, 8))
        unread = UnreadSettings("config/train.yaml", keys, ("src/train.py:3",), 9)
        facts = replace(repository_of(training("pass")), unread_settings=(unread,))
        [finding] = detect(facts, Settings()).findings
        assert finding.rule == "setting-unread"
        assert finding.title == "7 keys of train.yaml that no code mentions"
        assert "`train.key_5` and 2 more" in finding.message
        assert finding.location.line == 1
        assert finding.evidence[0].ref == "src/train.py:3"

    def test_a_secret_as_a_key_is_masked(self) -> None:
        secret = "ghp_" + "a1B2c3D4e5F6g7H8i9" * 2
        unread = UnreadSettings("a.json", (UnreadKey(secret, None),), ("train.py",), 4)
        facts = replace(repository_of(training("pass")), unread_settings=(unread,))
        [finding] = detect(facts, Settings()).findings
        assert secret not in f"{finding.message} {finding.evidence}"
        assert finding.evidence[1].ref == "a.json"


DATA = "path:\n  corpus: /home/ming/data/speech\n  seed: 1\n"


class TestPathsInSettings:
    def test_files_with_the_folder_of_one_person_are_one_finding(self) -> None:
        files = {"config/a.yaml": DATA, "config/b.json": '{"x": "/home/ming/data/b"}'}
        finding = only({**training("pass"), **files})
        assert finding.rule == "hard-coded-path"
        assert finding.title == "Paths below /home/ming in a.yaml and 1 more settings file"
        assert (finding.location.path, finding.location.line) == ("config/a.yaml", 2)
        assert [one.detail for one in finding.evidence] == [
            "path.corpus: /home/ming/data/speech",
            "x: /home/ming/data/b",
        ]
        assert finding.confidence == 0.6

    def test_a_file_that_code_names_is_surer(self) -> None:
        code = training('config = yaml.safe_load(open("config/a.yaml"))')
        longer = DATA + "  epochs: 1\n  rate: 0.1\n"
        finding = only({**code, "config/a.yaml": longer})
        assert finding.title == "A path below /home/ming in a.yaml"
        assert finding.confidence == 0.75
        assert finding.evidence[-1].detail == "names the file"

    def test_two_persons_are_two_findings(self) -> None:
        files = {"a.yaml": DATA, "b.yaml": DATA.replace("ming", "ann")}
        assert rules({**training("pass"), **files}) == ["hard-coded-path"] * 2

    @pytest.mark.parametrize(
        ("path", "text"),
        [
            ("config/a.yaml", DATA.replace("/home/ming", "/home/your_name")),
            ("config/a.yaml", DATA.replace("/home/ming", "/mnt/disk")),
            ("config/a.yaml", DATA.replace("/home/ming/data/speech", "/home/ming:/data")),
            ("config/a.yaml", DATA.replace("/home/ming/data/speech", "/home/ming")),
            ("k8s/driver.yaml", "apiVersion: v1\n" + DATA),
            ("many.yaml", "a: 1\n---\napiVersion: v1\n" + DATA),
            ("docker-compose.yml", "services:\n  web: {env_file: /home/ming/web/.env}\n"),
            (".vscode/settings.json", '{"python": "/home/ming/venv/bin/python"}'),
            ("tests/a.yaml", DATA),
            ("examples/a.yaml", DATA),
        ],
    )
    def test_what_is_no_folder_of_a_person_or_no_setting_of_the_program(
        self, path: str, text: str
    ) -> None:
        assert rules({**training("pass"), path: text}) == []

    def test_a_project_that_trains_nothing_owes_nothing(self) -> None:
        assert rules({"a.yaml": DATA, "a.py": "x = 1\n"}) == []


def test_thresholds_of_one_function_are_one_finding() -> None:
    finding = only(serving("level = 2 if row.score > 0.7 else 1 if row.score > 0.4 else 0"))
    assert finding.title == "2 unexplained thresholds in serve.py"


def test_a_cut_and_what_is_beside_it_are_one_threshold_and_an_epsilon_is_none() -> None:
    finding = only(serving("level = 1 if row.score > 0.1 else 0 if row.score <= 0.1 else None"))
    assert finding.title == "An unexplained threshold in serve.py"
    assert "with other numbers" not in finding.message
    assert rules(serving("kept = [row for row in x if row.score > 1e-5]")) == []


def test_status() -> None:
    assert audit({"README.md": "# x"}).status.status is Status.NOT_APPLICABLE
    assert audit(training("pass")).status.status is Status.COMPLETE
    broken = audit({**training("pass"), "old.py": "print 'x'"})
    assert broken.status.status is Status.PARTIAL
    assert "old.py" in (broken.status.reason or "")
    assert broken.scan is SCAN
