"""Components: as configured, or as the folders suggest, and what their criticality does."""

import pytest
from msgspec.structs import replace

from debtaudit.domain.files import FileFacts, OwnerRule
from debtaudit.domain.settings import ComponentSettings, Settings
from debtaudit.domain.totals import Criticality, SeverityCounts
from debtaudit.resolve.components import component_map
from debtaudit.risk.components import component_rows
from debtaudit.risk.score import score
from tests.risk.findings import facts, finding, result, source

FILES = {
    "src/pricing/fit.py": source(10),
    "src/pricing/serve.py": source(10),
    "src/tools/clean.py": source(10),
    "setup.py": source(1),
    "CODEOWNERS": FileFacts(owners=(OwnerRule("src/pricing/", ("@pricing",), 1),)),
}


def configured(criticality: Criticality | None) -> Settings:
    pricing = ComponentSettings(
        name="pricing", paths=("src/pricing/",), owner="@p", criticality=criticality
    )
    rest = ComponentSettings(name="rest", paths=("*",))
    return Settings(component=(pricing, rest))


def test_the_first_component_whose_paths_match_has_the_file() -> None:
    components = component_map(facts(files=FILES), configured("revenue"))
    assert components.configured
    pricing, rest = components.of("src/pricing/fit.py"), components.of("src/tools/clean.py")
    assert pricing is not None and rest is not None
    assert (pricing.name, pricing.criticality, pricing.owner) == ("pricing", "revenue", "@p")
    assert (rest.name, rest.criticality) == ("rest", None)


def test_without_configuration_folders_owners_and_what_runs_suggest_them() -> None:
    made = facts({"src/pricing/serve.py": ("serving",)}, files=FILES)
    components = component_map(made, Settings())
    pricing, top = components.of("src/pricing/fit.py"), components.of("setup.py")
    assert pricing is not None and top is not None
    assert (pricing.name, pricing.owner, pricing.criticality) == ("pricing", "@pricing", None)
    assert pricing.because == "its folder and CODEOWNERS, serving run through it"
    assert top.name == "(top folder)"
    assert components.of("docs/index.md") is None


@pytest.mark.parametrize(
    ("criticality", "impact", "factor"),
    [
        ("revenue", 0.7, "earns-money"),
        ("customer-facing", 0.6, "customer-facing"),
        ("internal", 0.5, "internal"),
        ("experimental", 0.3, "experimental"),
        (None, 0.5, None),
    ],
)
def test_criticality_is_impact(
    criticality: Criticality | None, impact: float, factor: str | None
) -> None:
    made, settings = facts(files=FILES), configured(criticality)
    (one,) = score(
        [result(finding("src/pricing/fit.py"))],
        made,
        settings,
        components=component_map(made, settings),
    )
    assert (one.component, one.risk.impact) == ("pricing", impact)
    names = [each.name for each in one.risk.factors]
    assert factor is None or factor in names
    assert one.owner == "@pricing"  # CODEOWNERS knows it better than the component


def test_who_answers_for_a_component_answers_for_files_that_codeowners_does_not_name() -> None:
    made, settings = facts(files={"src/pricing/fit.py": source(10)}), configured(None)
    (one,) = score(
        [result(finding("src/pricing/fit.py"))],
        made,
        settings,
        components=component_map(made, settings),
    )
    assert one.owner == "@p"


def test_the_debt_of_each_component_is_added_up() -> None:
    made, settings = facts(files=FILES), configured("revenue")
    components = component_map(made, settings)
    found = score(
        [
            result(
                finding("src/pricing/fit.py"),
                finding("src/tools/clean.py", minutes=90),
                finding("src/pricing/serve.py", key="waived", likelihood=0.1),
                finding(None, likelihood=0.2),
            )
        ],
        made,
        settings,
        components=components,
    )
    found = tuple(
        replace(one, status="suppressed")
        if one.location.path == "src/pricing/serve.py"
        else replace(one, status="new" if one.component == "pricing" else "existing")
        for one in found
    )
    rows = component_rows(found, list(FILES)[:4], components, compared=True)
    assert [row.name for row in rows] == ["pricing", "rest"]
    assert (rows[0].files, rows[0].new_findings, rows[0].risk_total) == (2, 1, 56.0)
    assert (rows[0].criticality, rows[0].owner, rows[0].because) == (
        "revenue",
        "@p",
        "the configuration",
    )
    assert rows[0].findings == SeverityCounts(high=1)
    assert (rows[1].files, rows[1].effort_hours, rows[1].new_findings) == (2, 1.5, 0)
    alone = component_rows(found, (), components, compared=False)
    assert [(row.name, row.files, row.new_findings) for row in alone] == [
        ("pricing", 0, None),
        ("rest", 0, None),
    ]


def test_of_components_with_equal_risk_the_names_decide() -> None:
    files = {"b/x.py": source(1), "a/x.py": source(1)}
    rows = component_rows(
        (), list(files), component_map(facts(files=files), Settings()), compared=False
    )
    assert [row.name for row in rows] == ["a", "b"]
