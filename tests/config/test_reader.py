"""Configuration: read from one place, and every mistake named with its cure."""

from datetime import date

import pytest

from debtaudit.config.reader import read_settings
from debtaudit.domain.errors import ConfigurationError, ExitCode
from debtaudit.domain.settings import Settings

RULES = ("dependency-stale", "model-change-undocumented")
ITEMS = ("containers", "seeds")


def _items(_settings: Settings) -> tuple[str, ...]:
    return ITEMS


def read(text: str, name: str = "debtaudit.toml") -> Settings:
    return read_settings([(name, text.encode())], RULES, _items)


def error_of(text: str, name: str = "debtaudit.toml") -> str:
    with pytest.raises(ConfigurationError) as caught:
        read(text, name)
    assert caught.value.exit_code is ExitCode.WRONG_CALL
    message = str(caught.value)
    assert "\n" not in message and "$" not in message
    return message


def test_without_any_configuration_the_defaults_hold() -> None:
    assert read_settings([], RULES, _items) == Settings()
    assert read('[project]\nname = "x"\n', "pyproject.toml") == Settings()
    assert read("", "debtaudit.toml") == Settings()


def test_a_pyproject_without_a_word_on_debtaudit_is_not_even_parsed() -> None:
    assert read("no toml at all [", "pyproject.toml") == Settings()


def test_settings_of_every_kind_are_read() -> None:
    settings = read(
        """
        exclude = ["third_party/"]
        scans = ["hotspots"]
        select = ["dependency-stale"]
        cost-per-hour = 90
        [gate]
        fail-on = "never"
        max-findings = {medium = 10}
        max-debt-ratio = 0.05
        required-checklist = ["seeds"]
        on-incomplete = "warn"
        [limits]
        python-bytes = 10
        """
    )
    assert settings.exclude == ("third_party/",)
    assert settings.scans == ("hotspots",)
    assert settings.cost_per_hour == 90
    assert settings.gate.fail_on == "never"
    assert settings.gate.max_findings == {"medium": 10}
    assert settings.gate.required_checklist == ("seeds",)
    assert settings.limits.python_bytes == 10
    assert settings.limits.text_bytes == Settings().limits.text_bytes


def test_lists_of_tables_are_read() -> None:
    settings = read(
        """
        [[component]]
        name = "pricing"
        paths = ["src/pricing/"]
        criticality = "revenue"
        [[waiver]]
        rule = "ruff:S101"
        reason = "tests of the vendor"
        until = 2027-03-01
        [[gate.path]]
        paths = ["src/serving/"]
        owner = "@serving"
        max-findings = {total = 3}
        """
    )
    assert [one.name for one in settings.component] == ["pricing"]
    assert settings.waiver[0].until == date(2027, 3, 1)
    assert settings.gate.path[0].max_findings == {"total": 3}
    assert settings.gate.path[0].fail_on == "never"


def test_pyproject_holds_them_below_tool_debtaudit() -> None:
    settings = read('[tool.debtaudit.gate]\nfail-on = "low"\n', "pyproject.toml")
    assert settings.gate.fail_on == "low"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("gat = 1", ["gat: no such setting", 'did you mean "gate"?', "known are exclude"]),
        ('[gate]\nfail_on = "high"', ["gate.fail_on", 'did you mean "fail-on"?']),
        (
            '[gate]\nfail-on = "hihg"',
            ["gate.fail-on", '"hihg"', 'did you mean "high"?', '"critical", "high"'],
        ),
        ("[gate.max-findings]\nmediun = 3", ["gate.max-findings.mediun", '"medium"?']),
        ("[gate.max-findings]\nmedium = -3", ["gate.max-findings", "-3", "0 or more"]),
        ("[gate]\nmax-debt-ratio = 5", ["gate.max-debt-ratio", "5", "from 0 to 1"]),
        ("[gate]\non-incomplete = true", ["gate.on-incomplete", "true", '"fail", "warn"']),
        ("gate = 3", ["gate: must be a table", "3"]),
        ("[gate.fail-on]\n", ["gate.fail-on: {} is not allowed", '"critical", "high"']),
        ("[exclude]\na = []\n", ["exclude", "a list of texts"]),
        ("[[gate]]\na = 1", ["gate: must be a table"]),
        ('exclude = "a"', ["exclude", '"a"', "a list of texts"]),
        ('exclude = ["a", 3]', ["exclude", "3 is not allowed", "a list of texts"]),
        ('exclude = ["!a"]', ["exclude", "negation"]),
        ('exclude = [""]', ["exclude", "empty"]),
        ('scans = ["hotspot"]', ["scans", 'did you mean "hotspots"?']),
        ('select = ["dependency-stal"]', ["select", 'no rule "dependency-stal"', "-stale"]),
        ('ignore = ["x"]', ["ignore", 'no rule "x"', "known are dependency-stale"]),
        ('[gate]\nrequired-checklist = ["seed"]', ["gate.required-checklist", '"seeds"?']),
        ("cost-per-hour = inf", ["cost-per-hour", "finite"]),
        ('cost-per-hour = "x"', ["cost-per-hour", "a number, 0 or more"]),
        ("[limits]\npython-bytes = 1.5", ["limits.python-bytes", "a whole number"]),
        ('currency = ""', ["currency", "1 to 10 characters"]),
        ("[dependencies]\nstale-libyears = 0", ["dependencies.stale-libyears", "above 0"]),
        ("[tool.debtaudit.gate]\n", ["tool", "top level", "[gate]"]),
        ("[gate]\nfail-on = high\n", ["no valid TOML", "line 2"]),
        ('[[component]]\nname = "a"', ["component: each entry needs `paths`"]),
        ('[component]\nname = "a"', ["component: write [[component]] for each entry"]),
        (
            '[[component]]\nname = "a"\npaths = ["a"]\ncriticality = "revenu"',
            ["component.criticality", '"revenu"', 'did you mean "revenue"?'],
        ),
        ('[[component]]\nname = "a"\npath = ["a"]', ["component.path: no such", '"paths"?']),
        ('[[gate.path]]\npaths = ["a", 3]', ["gate.path.paths", "3 is not", "a list of texts"]),
        ('[[gate.path]]\npaths = ["!a"]', ["gate.path.paths", "negation"]),
        ('[[gate.path]]\npaths = ["a"]\nmax-risk = inf', ["gate.path.max-risk", "finite"]),
        ('[[gate.rule]]\nrule = "dependency-stal"', ["gate.rule.rule", '"dependency-stale"?']),
        ('[gate]\nbaseline = "../x"', ["gate.baseline", "inside of the repository"]),
        ('[gate]\nbaseline = "/etc/x"', ["gate.baseline", "inside of the repository"]),
        ('[[waiver]]\nreason = "x"', ["waiver: each entry needs `rule` or `finding`"]),
        ('[[waiver]]\nrule = "x"', ["waiver.rule", 'no rule "x"']),
        ('[[waiver]]\nfinding = "x"\nuntil = "soon"', ["waiver.until", "a day like 2027-03-01"]),
        ('"\\u001b[31m" = 1', ["\\x1b[31m", "no such setting"]),
    ],
)
def test_a_mistake_names_file_key_what_is_allowed_and_the_nearest_key(
    text: str, parts: list[str]
) -> None:
    message = error_of(text)
    assert message.startswith("debtaudit.toml: ")
    for part in parts:
        assert part in message
    assert message.isprintable()


def test_in_pyproject_the_whole_key_is_named() -> None:
    message = error_of('[tool.debtaudit.gate]\nfail-onn = "low"', "pyproject.toml")
    assert message.startswith("pyproject.toml: tool.debtaudit.gate.fail-onn: no such setting")
    assert error_of("[tool]\ndebtaudit = 3", "pyproject.toml").endswith("a table of settings")


def test_settings_in_two_files_are_refused_by_both_names() -> None:
    sources = [
        ("pyproject.toml", b'[tool.debtaudit]\ncurrency = "USD"\n'),
        ("debtaudit.toml", b"exclude = []\n"),
    ]
    with pytest.raises(ConfigurationError, match=r"pyproject\.toml .* and debtaudit\.toml"):
        read_settings(sources, RULES, _items)


def test_a_file_of_comments_is_no_second_opinion() -> None:
    sources = [
        ("pyproject.toml", b'[tool.debtaudit]\ncurrency = "USD"\n'),
        ("debtaudit.toml", b"# exclude = []\n[gate]\n# nothing\n"),
    ]
    assert read_settings(sources, RULES, _items).currency == "USD"


def test_nesting_that_overflows_the_parser_is_an_error_of_the_file() -> None:
    assert "no valid TOML" in error_of("x = " + "[" * 100_000)
