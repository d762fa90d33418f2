"""Stale dependencies: what is shown is true, one debt is one finding, and nothing is guessed."""

from collections.abc import Mapping
from datetime import date

import msgspec
import pytest

from debtaudit.detectors.stale_dependencies import RULES, SCAN, detect
from debtaudit.domain.facts import LineDates, RepositoryFacts
from debtaudit.domain.findings import Finding, ScanResult, Status
from debtaudit.domain.history import HistoryFacts
from debtaudit.domain.report_rows import Dependency, Role
from debtaudit.domain.settings import DependencySettings, Settings
from debtaudit.knowledge.pypi_snapshot import newest_release, taken
from tests.resolve.manifest_tree import repository

TRAINS: Mapping[str, tuple[Role, ...]] = {"train.py": ("training",)}
USED: Mapping[str, tuple[Role, ...]] = {
    "torch": ("training", "serving"),
    "pandas": ("training",),
    "scikit-learn": ("training",),
    "numpy": ("training",),
    "gym": ("training",),
}


def _detect(facts: RepositoryFacts, stale_libyears: float = 2.0) -> ScanResult:
    settings = Settings(dependencies=DependencySettings(stale_libyears=stale_libyears))
    return detect(facts, settings)


def _rows(result: ScanResult) -> list[Dependency]:
    return [row for row in result.rows if isinstance(row, Dependency)]


def _row(result: ScanResult, name: str) -> Dependency:
    found = [row for row in _rows(result) if row.name == name]
    assert len(found) == 1
    return found[0]


def _of(result: ScanResult, rule: str) -> list[Finding]:
    return [finding for finding in result.findings if finding.rule == rule]


def _rules(result: ScanResult) -> list[str]:
    return [finding.rule for finding in result.findings]


def test_an_old_pin_is_stale_by_at_least_the_years_since_its_line_was_edited() -> None:
    result = _detect(repository({"requirements.txt": "# x\ntorch==1.13.1\n"}, used_by=USED))
    newest = newest_release("torch")
    assert newest is not None
    row = _row(result, "torch")
    expected = (date.fromisoformat(f"{newest.month}-01") - date(2023, 1, 10)).days / 365.25
    assert row.libyears_at_least == pytest.approx(expected, abs=0.006)
    assert (row.line, row.kind, row.status, row.problems) == (2, "pinned", "stale", ("stale",))
    assert (row.libyears, row.released, row.vulnerabilities) == (None, None, None)
    assert (row.last_edited, row.newest_version) == ("2023-01-10", newest.version)
    assert (row.newest_released, row.knowledge, row.knowledge_date) == (
        newest.month,
        "snapshot",
        taken(),
    )
    finding = result.findings[0]
    assert finding.rule == "dependency-stale"
    assert finding.title == (
        f"torch 1.13.1 is at least {expected:.1f} years behind {newest.version}, "
        "and training and serving stand on it"
    )
    assert finding.location.line == 2
    assert finding.evidence[0].ref == "requirements.txt:2"
    assert taken() in finding.evidence[-1].ref
    assert "last 1.x" not in finding.remedy
    assert {factor.name for factor in finding.factors} == {"age", "dependency", "used-by-serving"}


def test_the_newest_release_is_fresh_and_its_age_is_known() -> None:
    newest = newest_release("torch")
    assert newest is not None
    result = _detect(repository({"requirements.txt": f"torch=={newest.version}\n"}))
    row = _row(result, "torch")
    assert (row.status, row.libyears, row.libyears_at_least) == ("fresh", 0.0, None)
    assert row.released == newest.month
    assert result.findings == ()


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("torch>=1.0", "fresh"),
        ("torch", "fresh"),
        ("torch<2", "unknown"),
        ("torch==1.*", "unknown"),
        ("torch~=1.4", "unknown"),
        ("torch>=1.0,<1.99", "unknown"),
        ("torch==9999.0", "fresh"),
        ("not-a-known-package-x==1.0", "unknown"),
        ("torch @ https://host.example/torch-1.0-py3-none-any.whl", "unknown"),
        ("./local", "unknown"),
    ],
)
def test_a_range_is_never_called_stale(text: str, status: str) -> None:
    result = _detect(repository({"requirements.txt": f"{text}\n"}, edited="2015-01-01"))
    assert [(row.status, row.libyears, row.libyears_at_least) for row in _rows(result)] == [
        (status, None, None)
    ]
    assert result.findings == ()


def test_a_pin_that_was_edited_after_the_newest_release_has_no_bound() -> None:
    result = _detect(repository({"requirements.txt": "torch==1.0\n"}, edited="2026-11-20"))
    row = _row(result, "torch")
    assert (row.libyears_at_least, row.status) == (None, "unknown")


def test_without_a_day_nothing_is_said_of_the_age() -> None:
    result = _detect(repository({"requirements.txt": "torch==1.0\n"}, edited=None))
    assert (_row(result, "torch").last_edited, _rules(result)) == (None, [])


def test_the_threshold_is_a_setting() -> None:
    facts = repository({"requirements.txt": "torch==1.13.1\n"})
    assert _rules(_detect(facts, stale_libyears=3.0)) == ["dependency-stale"]
    result = _detect(facts, stale_libyears=30.0)
    assert result.findings == ()
    assert _row(result, "torch").libyears_at_least is not None


def test_equal_declarations_are_one_finding_with_all_places() -> None:
    files = {f"week_{week}/requirements.txt": "torch==1.13.1\n" for week in range(12)}
    result = _detect(repository(files))
    assert _rules(result) == ["dependency-stale"]
    places = [one.ref for one in result.findings[0].evidence if one.kind == "declaration"]
    assert sorted(places) == sorted(f"{path}:1" for path in files)
    assert "in 12 manifests" in result.findings[0].message
    assert len(result.rows) == 12


def test_the_same_version_by_pip_and_by_conda_is_one_debt() -> None:
    conda = "dependencies:\n  - python=3.11\n  - pytorch==1.13.1\n  - pandas==1.0\n"
    files = {"requirements.txt": "torch==1.13.1\npandas==1.1\n", "environment.yml": conda}
    result = _detect(repository(files, used_by=USED))
    stale = _of(result, "dependency-stale")
    torch = [one for one in stale if "torch" in one.title]
    assert [one.title.partition(" is at least")[0] for one in torch] == ["pytorch 1.13.1"]
    refs = {one.ref for one in torch[0].evidence if one.kind == "declaration"}
    assert refs == {"requirements.txt:1", "environment.yml:3"}
    assert len([one for one in stale if "pandas" in one.title]) == 2


@pytest.mark.parametrize(
    ("text", "used_by", "minutes", "remedy"),
    [
        ("pandas==0.25.1\n", USED, 240, "Move to the last 0.x, then to 1.x"),
        ("pandas==0.25.1\n", {}, 30, "Move to 3."),
        ("black==19.10b0\n", {"black": ("test",)}, 120, "Move to 2"),
        ("fastapi==0.63.0\n", {"fastapi": ("serving",)}, 120, "Move to 0."),
        ("torch==1.13.1\n", USED, 120, "Move to 2."),
        ("uvicorn==0.13.3\n", {}, 30, "Move to 0."),
        ("pytest==6.0.2\n", {}, 30, "Move to"),
    ],
)
def test_what_an_update_costs_and_how_it_begins(
    text: str, used_by: Mapping[str, tuple[Role, ...]], minutes: int, remedy: str
) -> None:
    (finding,) = _of(
        _detect(repository({"requirements.txt": text}, used_by=used_by)), "dependency-stale"
    )
    assert finding.effort_minutes == minutes
    assert finding.remedy.startswith(remedy)
    together = "together with what needs it: no file here imports it by a known name"
    assert (together in finding.remedy) is (text.startswith("pandas") and not used_by)


def test_a_lock_with_upload_times_gives_the_age_itself() -> None:
    lock = (
        '[[package]]\nname = "torch"\nversion = "2.0.0"\n'
        'sdist = { url = "x", upload-time = "2023-03-15T10:00:00Z" }\n'
    )
    project = '[project]\nname = "x"\ndependencies = ["torch>=2"]\n'
    result = _detect(repository({"pyproject.toml": project, "uv.lock": lock}, used_by=USED))
    row = _row(result, "torch")
    assert (row.locked_version, row.released, row.kind) == ("2.0.0", "2023-03-15", "bounded")
    assert row.libyears is not None
    assert row.libyears > 3
    assert row.libyears_at_least is None
    assert (row.knowledge, row.knowledge_date) == ("lock", taken())
    assert "at least" not in result.findings[0].title
    assert any(one.kind == "lock" and one.ref == "uv.lock:2" for one in result.findings[0].evidence)


def test_a_lock_without_times_bounds_by_the_day_of_its_line() -> None:
    lock = '[[package]]\nname = "torch"\nversion = "2.0.0"\n'
    project = '[tool.poetry.dependencies]\ntorch = "^2.0"\n'
    result = _detect(repository({"pyproject.toml": project, "poetry.lock": lock}))
    row = _row(result, "torch")
    assert row.locked_version == "2.0.0"
    assert row.libyears_at_least is not None


@pytest.mark.parametrize(
    ("asked", "bounded"),
    [
        ("^2.0.0", "range"),
        (">=2.0.0,<3", "range"),
        ("~2.0.0", "range"),
        ("^2.0", "lock"),  # (any 2.0.x may have been there)
        (">1.9,<=2.0.0", "lock"),
        ("<2.0.1", "lock"),
        (">=1.13.0", "lock"),
    ],
)
def test_a_range_that_begins_with_the_locked_version_is_as_old_as_its_line(
    asked: str, bounded: str
) -> None:
    lock = '[[package]]\nname = "torch"\nversion = "2.0.0"\n'
    files = {
        "pyproject.toml": f'[tool.poetry.dependencies]\ntorch = "{asked}"\n',
        "poetry.lock": lock,
    }
    facts = repository(files, used_by=USED)
    days = {"pyproject.toml": "2023-03-20", "poetry.lock": "2024-01-10"}
    facts = msgspec.structs.replace(
        facts,
        line_dates={path: LineDates(dict.fromkeys(range(1, 4), day)) for path, day in days.items()},
    )
    result = _detect(facts)
    newest = newest_release("torch")
    assert newest is not None
    since = date.fromisoformat(days["pyproject.toml" if bounded == "range" else "poetry.lock"])
    expected = (date.fromisoformat(f"{newest.month}-01") - since).days / 365.25
    assert _row(result, "torch").libyears_at_least == pytest.approx(expected, abs=0.006)
    (finding,) = [one for one in result.findings if one.rule == "dependency-stale"]
    how = {
        "range": "this range, which begins with the locked version, was written on 2023-03-20",
        "lock": "the lock of 2.0.0 was written on 2024-01-10",
    }
    assert how[bounded] in finding.message


def test_an_audit_of_the_past_knows_no_later_release() -> None:
    facts = repository({"requirements.txt": "torch==1.13.1\n"}, as_of=date(2023, 6, 1))
    row = _row(_detect(facts), "torch")
    assert (row.newest_version, row.status, row.knowledge) == (None, "unknown", None)


def test_conda_names_are_those_of_the_index_and_libraries_have_no_age() -> None:
    text = (
        "channels:\n- pytorch\ndependencies:\n- pytorch=1.13\n- cudatoolkit=10.2\n- graphviz=2.40\n"
    )
    result = _detect(repository({"environment.yml": text}, used_by=USED))
    newest = newest_release("torch")
    assert newest is not None
    row = _row(result, "pytorch")
    assert (row.newest_version, row.used_by) == (newest.version, ("training", "serving"))
    assert _row(result, "cudatoolkit").newest_version is None
    assert _row(result, "graphviz").newest_version is None
    assert _rules(result) == ["dependency-stale"]


def test_a_retired_package_is_one_finding_with_its_successor() -> None:
    result = _detect(repository({"requirements.txt": "gym==0.21.0\n"}, used_by=USED))
    row = _row(result, "gym")
    assert row.status == "retired"
    assert "retired" in row.problems
    assert _rules(result) == ["dependency-retired"]
    finding = result.findings[0]
    assert "gymnasium" in finding.remedy
    assert finding.title.endswith("and training stands on it")
    assert any(one.ref.startswith("https://") for one in finding.evidence)


@pytest.mark.parametrize(
    ("name", "successor"),
    [
        ("opentracing", "opentelemetry-api"),
        ("applicationinsights", "azure-monitor-opentelemetry"),
        ("raven", "sentry-sdk"),
        ("scikit-multiflow", "river"),
    ],
)
def test_what_watches_and_is_given_up_itself_weighs_more(name: str, successor: str) -> None:
    def of(package: str) -> Finding:
        result = _detect(repository({"requirements.txt": f"{package}\n"}, used_by=USED))
        [finding] = _of(result, "dependency-retired")
        return finding

    watching, other = of(name), of("gym")
    assert successor in watching.remedy
    assert "watches-the-model" in {factor.name for factor in watching.factors}
    assert "watches-the-model" not in {factor.name for factor in other.factors}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("requirements.txt", 'enum34; python_version < "3.4"\n'),
        ("environment.yml", "channels: [x]\ndependencies:\n- pytorch\n- tensorflow-gpu\n"),
        ("requirements.txt", "gym @ git+https://host.example/mine/gym@v1.0\n"),
    ],
)
def test_what_only_looks_retired(path: str, text: str) -> None:
    assert _of(_detect(repository({path: text})), "dependency-retired") == []


def test_a_package_is_retired_from_its_month_on() -> None:
    facts = repository({"requirements.txt": "gym\n"}, as_of=date(2022, 9, 30))
    assert _of(_detect(facts), "dependency-retired") == []


def test_support_ends_of_packages_images_interpreters_and_requires_python() -> None:
    files = {
        "Dockerfile": "FROM python:3.7-slim\n",
        "environment.yml": "channels: [x]\ndependencies:\n- python=3.6\n",
        "requirements.txt": "numpy==1.21.2\n",
        "setup.cfg": "[options]\npython_requires = >=3.6,<3.9\n",
    }
    result = _detect(repository(files, used_by=USED))
    found = {one.location.path: one.title for one in _of(result, "dependency-end-of-life")}
    assert found == {
        "Dockerfile": "Python 3.7 is unsupported since 2023-06-27",
        "environment.yml": "Python 3.6 is unsupported since 2021-12-23",
        "requirements.txt": "NumPy 1.21 is unsupported since 2023-06-23, and training stands on it",
        "setup.cfg": "Python 3.8 is the newest that setup.cfg admits, unsupported since 2024-10-07",
    }
    assert _of(result, "dependency-stale") == []
    assert _row(result, "numpy").problems == ("stale", "end-of-life")
    assert _row(result, "numpy").status == "end-of-life"
    ecosystems = {row.path: row.ecosystem for row in _rows(result)}
    assert ecosystems["Dockerfile"] == "docker"
    assert ecosystems["environment.yml"] == "python"


def test_a_matrix_with_a_supported_interpreter_is_no_debt() -> None:
    workflow = 'jobs:\n  t:\n    python-version: ["3.7", "3.8", "3.13"]\n'
    result = _detect(repository({".github/workflows/ci.yml": workflow}))
    assert result.findings == ()
    assert [row.status for row in _rows(result)] == ["unknown"] * 3
    assert all(row.problems == () for row in _rows(result))
    workflow = 'jobs:\n  t:\n    python-version: ["3.7", "3.8"]\n'
    result = _detect(repository({".github/workflows/ci.yml": workflow}))
    assert [one.title for one in result.findings] == ["Python 3.8 is unsupported since 2024-10-07"]


def test_a_cap_for_old_interpreters_is_no_debt() -> None:
    text = 'numpy<1.25; python_version < "3.9"\ntorch==1.0; python_version <= "3.6"\n'
    assert _detect(repository({"requirements.txt": text})).findings == ()


def test_a_program_that_leaves_versions_open() -> None:
    text = "pandas\nscikit-learn\ntorch>=2\npytest\nsetuptools\n"
    result = _detect(repository({"requirements.txt": text}, roles=TRAINS, used_by=USED))
    assert _rules(result) == ["dependency-unpinned"]
    finding = result.findings[0]
    assert finding.title == "requirements.txt leaves 2 versions open: pandas, scikit-learn"
    assert finding.message.startswith("It stands beside or above train.py (training), and")
    assert [one.ref for one in finding.evidence] == ["requirements.txt:1", "requirements.txt:2"]
    assert [row.status for row in _rows(result)] == ["unpinned", "unpinned"] + ["fresh"] * 3


@pytest.mark.parametrize(
    "more",
    [
        {"setup.py": "from setuptools import setup\nsetup(name='x')\n"},
        {"poetry.lock": '[[package]]\nname = "pandas"\nversion = "1"\n'},
        {"requirements.txt": "-c constraints.txt\npandas\n", "constraints.txt": "pandas==1\n"},
    ],
)
def test_libraries_and_locked_programs_may_leave_versions_open(more: dict[str, str]) -> None:
    files = {"requirements.txt": "pandas\n", **more}
    facts = repository(files, roles=TRAINS, used_by=USED, edited="2026-11-20")
    assert _of(_detect(facts), "dependency-unpinned") == []


@pytest.mark.parametrize(
    "path", ["requirements-dev.txt", "docs/requirements.txt", "requirements/test.txt", "tox.ini"]
)
def test_files_of_development_may_leave_versions_open(path: str) -> None:
    text = "[testenv]\ndeps = pandas\n" if path == "tox.ini" else "pandas\n"
    facts = repository({path: text}, roles={"train.py": ("training",), "docs/x.py": ("training",)})
    assert _detect(facts).findings == ()


def test_a_library_that_an_image_installs_counts() -> None:
    files = {
        "setup.py": "from setuptools import setup\nsetup(name='x')\n",
        "requirements.txt": "-r base.txt\n",
        "base.txt": "",
        "requirements-base.txt": "pandas\n",
        "Dockerfile": "FROM x@sha256:0\nRUN pip install -r requirements-base.txt\n",
    }
    result = _detect(repository(files, used_by=USED))
    found = _of(result, "dependency-unpinned")
    assert [one.location.path for one in found] == ["requirements-base.txt"]
    assert "Dockerfile installs it" in found[0].message


def test_an_image_of_the_repositorys_own_package_may_take_its_newest_release() -> None:
    files = {"Dockerfile": "FROM x@sha256:0\nRUN pip install my-tool pandas\n"}
    facts = repository(files, used_by=USED)
    names = {"src/my_tool/__init__.py": ("my_tool",), "pandas/x.py": ("pandas.x",)}
    picture = msgspec.structs.replace(facts.picture, module_names=names)
    facts = msgspec.structs.replace(facts, picture=picture)
    (finding,) = _of(_detect(facts), "dependency-unpinned")
    assert finding.title == "Dockerfile leaves the version of pandas open"


@pytest.mark.parametrize(
    ("revision", "moves"), [("@${COMMIT}", False), ("@main", True), ("", True)]
)
def test_a_revision_that_a_variable_names_may_be_a_commit(revision: str, moves: bool) -> None:
    source = f"git+https://h.example/a/b.git{revision}"
    text = f"FROM x@sha256:0\nARG COMMIT\nRUN pip install {source}\n"
    found = _of(_detect(repository({"Dockerfile": text})), "dependency-source-unfixed")
    assert bool(found) is moves


def test_images_that_move() -> None:
    files = {"Dockerfile": "FROM ubuntu\nFROM a/b:latest\nFROM c/d:1.2\nFROM e:$TAG\n"}
    result = _detect(repository(files))
    assert [one.title for one in result.findings] == [
        "Dockerfile leaves 2 versions open: ubuntu, a/b"
    ]
    assert result.findings[0].remedy == "Name a numbered tag or the digest of the image."
    both = "FROM ubuntu\nRUN pip install torch\n"
    (mixed,) = _of(_detect(repository({"Dockerfile": both}, used_by=USED)), "dependency-unpinned")
    assert mixed.remedy.startswith("Name a numbered tag or the digest of the image. Lock the ver")


def test_many_manifests_are_told_as_one() -> None:
    files = {f"ex{n}/requirements.txt": f"pandas\nextra{n}\n" for n in range(6)}
    roles: dict[str, tuple[Role, ...]] = {f"ex{n}/train.py": ("training",) for n in range(6)}
    result = _detect(repository(files, roles=roles, used_by=USED))
    assert [one.title for one in result.findings] == [
        "ex0/requirements.txt and 5 more files leave 12 versions open: "
        "pandas, extra0, extra1 and 4 more"
    ]


def test_ranges_without_a_lock_in_a_program() -> None:
    text = "torch>=2\npandas>=1\nscikit-learn>=1\n"
    facts = repository({"requirements.txt": text}, roles=TRAINS, used_by=USED)
    assert _rules(_detect(facts)) == ["lock-file-missing"]
    facts = repository({"requirements.txt": text}, used_by=USED)
    assert _rules(_detect(facts)) == []


def test_sources_that_move() -> None:
    text = (
        "git+https://me:hunter2secret@host.example/a/panopticapi.git\n"
        "b @ git+https://host.example/a/b@v1.0\n"
        "https://host.example/a/c/archive/master.zip\n"
    )
    result = _detect(repository({"requirements.txt": text, "requirements-dev.txt": text}))
    found = _of(result, "dependency-source-unfixed")
    assert [one.location.line for one in found] == [1, 3]
    assert found[0].title.startswith("panopticapi is installed from a source that moves")
    assert "hunter2secret" not in repr(result)


def test_no_manifest_is_not_applicable() -> None:
    result = _detect(repository({}))
    assert result.status.status is Status.NOT_APPLICABLE
    assert result.status.cure


def test_an_old_snapshot_is_said_once() -> None:
    facts = repository({"requirements.txt": "torch==1.0\n"}, as_of=date(2028, 3, 1))
    status = _detect(facts).status
    assert status.status is Status.PARTIAL
    assert taken() in (status.reason or "")


def test_missing_history_makes_the_scan_partial() -> None:
    history = HistoryFacts(available=False, problem="no git", cure="clone")
    facts = repository({"requirements.txt": "torch==1.0\n"}, edited=None, history=history)
    assert _detect(facts).status.status is Status.PARTIAL
    broken = {"requirements.txt": LineDates({}, "shallow clone", "git fetch --unshallow")}
    facts = msgspec.structs.replace(
        repository({"requirements.txt": "torch==1.0\n"}), line_dates=broken
    )
    status = _detect(facts).status
    assert (status.status, status.cure) == (Status.PARTIAL, "git fetch --unshallow")


def test_includes_that_lead_out_and_broken_lines_are_noted() -> None:
    result = _detect(repository({"requirements.txt": "-r ../../x.txt\n%!\nnumpy\n"}))
    assert result.notes == (
        "requirements.txt: line 2: not a requirement: %!",
        "requirements.txt: line 1: includes a file outside the repository",
    )
    assert [row.name for row in _rows(result)] == ["numpy"]
    prose = repository({"requirements.txt": "The user must be able to log in.\n" * 5000})
    assert len(_detect(prose).notes) == 21


def test_a_lock_of_several_environments_is_judged_by_the_newest() -> None:
    lock = "".join(f'[[package]]\nname = "numpy"\nversion = "{v}"\n' for v in ("1.24.0", "2.5.5"))
    project = '[project]\nname = "x"\ndependencies = ["numpy>=1.20"]\n'
    result = _detect(repository({"pyproject.toml": project, "uv.lock": lock}))
    assert _row(result, "numpy").locked_version == "2.5.5"
    assert result.findings == ()


def test_the_order_does_not_depend_on_the_order_of_the_files() -> None:
    files = {
        "b/requirements.txt": "torch==1.0\npandas==1.0\ngym\n",
        "a/requirements.txt": "torch==1.0\nnumpy==1.20\n",
        "Dockerfile": "FROM python:3.6\nRUN pip install gym\n",
    }
    one = _detect(repository(files, used_by=USED))
    other = _detect(repository(dict(reversed(files.items())), used_by=USED))
    assert one == other
    assert [row.path for row in _rows(one)] == sorted(row.path for row in _rows(one))


def test_every_rule_is_of_this_scan_and_every_finding_of_a_rule() -> None:
    assert {rule.scan for rule in RULES} == {SCAN}
    files = {"requirements.txt": "torch==1.0\ngym\nnumpy==1.20\ngit+https://h.example/a/b\n"}
    result = _detect(repository(files, roles=TRAINS))
    assert set(_rules(result)) <= {rule.id for rule in RULES}
    for finding in result.findings:
        assert finding.evidence
        assert {factor.on for factor in finding.factors} == {"likelihood", "impact"}
        assert 0 < finding.confidence <= 1
        assert finding.effort_minutes > 0


def test_a_version_is_not_open_where_the_same_file_pins_the_package() -> None:
    image = "FROM python:3.13.1\nRUN pip install torch==2.1.0 'torch[opt]' lightgbm\n"
    result = _detect(repository({"Dockerfile": image}))
    (finding,) = _of(result, "dependency-unpinned")
    assert finding.title == "Dockerfile leaves the version of lightgbm open"


def test_the_reason_names_which_of_several_packages_training_imports() -> None:
    text = "pandas\nscikit-learn\nflask\n"
    result = _detect(repository({"requirements.txt": text}, roles=TRAINS, used_by=USED))
    because = [factor.because for factor in result.findings[0].factors]
    assert "training imports pandas and scikit-learn" in because


def test_a_trial_run_of_training_is_asked_where_training_imports_the_package() -> None:
    result = _detect(repository({"requirements.txt": "torch==1.0\nflask==1.0\n"}, used_by=USED))
    remedies = {one.title.split()[0]: one.remedy for one in result.findings}
    assert "one training run" in remedies["torch"]
    assert "training" not in remedies["flask"]


def test_many_projects_that_require_the_same_old_interpreter_are_one_debt() -> None:
    pipfile = '[packages]\nnumpy = "*"\n[requires]\npython_version = "3.8"\n'
    few = {f"week{number}/Pipfile": pipfile for number in range(3)}
    many = {f"week{number}/Pipfile": pipfile for number in range(5)}
    assert len(_of(_detect(repository(few)), "dependency-end-of-life")) == 3
    (finding,) = _of(_detect(repository(many)), "dependency-end-of-life")
    assert finding.title.startswith("Python 3.8 is the newest that week0/Pipfile and 4 more admit,")
    assert sum(one.kind == "declaration" for one in finding.evidence) == 5


def test_groups_that_try_the_oldest_versions_are_tools_of_development() -> None:
    old = '[feature.min-dependencies.dependencies]\nnumpy = "==1.20.0"\n'
    (finding,) = _of(
        _detect(repository({"pixi.toml": old}, used_by=USED)), "dependency-end-of-life"
    )
    assert "development-only" in {factor.name for factor in finding.factors}
    plain = '[dependencies]\nnumpy = "==1.20.0"\n'
    (finding,) = _of(
        _detect(repository({"pixi.toml": plain}, used_by=USED)), "dependency-end-of-life"
    )
    assert "used-by-training" in {factor.name for factor in finding.factors}


def test_features_of_old_interpreters_beside_supported_ones_are_a_matrix() -> None:
    features = "".join(
        f'[feature.py3{minor}.dependencies]\npython = "3.{minor}.*"\n' for minor in (8, 13)
    )
    assert _of(_detect(repository({"pixi.toml": features})), "dependency-end-of-life") == []
    result = _detect(repository({"pixi.toml": '[dependencies]\npython = "3.8"\n'}))
    assert len(_of(result, "dependency-end-of-life")) == 1
