"""One requirement: the quick way equals packaging, and the odd ones are told from the broken."""

from itertools import product

import pytest
from packaging.requirements import InvalidRequirement
from packaging.requirements import Requirement as Reference
from packaging.utils import canonicalize_name

from debtaudit.extract.manifests import requirement
from debtaudit.extract.manifests.requirement import (
    NotARequirementError,
    declare,
    is_fixed,
    kind_of,
    parse,
)

NAMES = ("torch", "scikit-learn", "ruamel.yaml", "a", "zope_x", "Jinja2")
EXTRAS = ("", "[gpu]", "[ a , b-c ]", "[]")
SPECIFIERS = (
    *(
        "",
        "==1.2",
        "== 1.2.3",
        "==1.2.*",
        "!=1.0",
        ">=1,<2",
        ">=1.0 , < 2.0",
        "~=1.4.2",
        "<=2.0rc1",
    ),
    *("==1.13.1+cu117", ">1.0.post1", "==1.0.dev3", ">=2,!=2.9.0.*,<2.16", "==v1.2", "(>=1.0)"),
    *("===1.0", "~=1.4", "==1!2.0", ">=1.0.alpha1", "==1.0-1", "~=1.0rc1"),
)
MARKERS = (
    "",
    '; python_version < "3.9"',
    ';sys_platform=="win32"',
    "; python_version >= '3.8' and extra == 'x'",
)
BROKEN = (
    *("", "torch==", "torch=1.2", "-torch", "torch-", "torch 1.2", "torch>=1.0.*", "torch~=1"),
    *("torch[", "torch]", "torch[a", "torch==1.2;", "torch; python", "torch==1.*.2", "torch,numpy"),
    *("torch>=1.0+local", "torch<1.0+cu11", "torch==1.2.3.*.*", "torch @", "torch; a == 'b'"),
)


def _reference(text: str) -> tuple[str, set[str], set[str], bool] | None:
    try:
        known = Reference(text)
    except InvalidRequirement:
        return None
    clauses = {str(clause) for clause in known.specifier}
    return known.name, {canonicalize_name(x) for x in known.extras}, clauses, known.marker is None


@pytest.mark.parametrize(("name", "extras"), list(product(NAMES, EXTRAS)))
def test_agrees_with_packaging(name: str, extras: str) -> None:
    for specifier, marker in product(SPECIFIERS, MARKERS):
        text = f"{name}{extras}{specifier}{marker}"
        expected = _reference(text)
        assert expected is not None, text
        found = parse(text)
        clauses = {str(clause) for clause in Reference(f"x{found.specifier}").specifier}
        got = (
            found.name,
            {canonicalize_name(extra) for extra in found.extras},
            clauses,
            found.marker is None,
        )
        assert got == expected, text


@pytest.mark.parametrize(
    "text",
    [
        *("x @ git+https://h.example/a/b.git@main", "x[a,b]@https://h.example/x.whl#sha256=0"),
        "x @ file:///opt/x.whl ; os_name == 'nt'",
    ],
)
def test_direct_references_agree_with_packaging(text: str) -> None:
    expected, found = Reference(text), parse(text)
    assert (found.name, found.url) == (expected.name, expected.url)
    assert set(found.extras) == expected.extras
    assert (found.marker is None) == (expected.marker is None)


@pytest.mark.parametrize("text", BROKEN)
def test_the_quick_way_takes_nothing_that_packaging_refuses(text: str) -> None:
    assert _reference(text) is None
    assert requirement._PLAIN.match(text) is None


@pytest.mark.parametrize("text", ["torch=1.2", "torch[", "what is this", "===", "torch==", "{%x%}"])
def test_a_line_that_is_no_requirement_is_refused(text: str) -> None:
    with pytest.raises(NotARequirementError):
        parse(text)


@pytest.mark.parametrize(
    ("text", "specifier", "odd"),
    [
        ("six>=1.*", ">=1.*", True),
        ("pytz>dev", ">dev", True),
        ("torch==${TORCH_VERSION}", "==${TORCH_VERSION}", False),
        ("kedro[jupyter]~={{ cookiecutter.version }}", "~={{cookiecutter.version}}", False),
    ],
)
def test_what_pip_took_once_and_templates_keep_their_name(
    text: str, specifier: str, odd: bool
) -> None:
    found = parse(text)
    assert (found.specifier, found.odd) == (specifier, odd)
    assert found.name == text[: len(found.name)]


def test_clauses_stay_in_the_order_of_the_author() -> None:
    assert parse(
        "tensorflow>=2.8.4,!=2.9.0.*,<2.16 ; python_version<='3.8' and os_name=='nt'"
    ).specifier == (">=2.8.4,!=2.9.0.*,<2.16")


@pytest.mark.parametrize(
    ("specifier", "kind"),
    [
        ("", "unbounded"),
        ("==1.2", "pinned"),
        ("===1.2", "pinned"),
        ("!=1.3,==1.2", "pinned"),
        ("==1.27.*", "bounded"),
        (">=1", "bounded"),
        ("~=1.4", "bounded"),
        ("!=1.0", "bounded"),
    ],
)
def test_kinds_are_those_of_the_report_contract(specifier: str, kind: str) -> None:
    assert kind_of(specifier) == kind


@pytest.mark.parametrize(
    ("text", "name", "kind", "fixed"),
    [
        ("git+https://host.example/a/detectron2.git", None, "url", False),
        ("git+https://host.example/a/b.git@main#egg=pkg[x]", "pkg", "url", False),
        ("git+https://host.example/a/b.git@v1.2#egg=pkg&subdirectory=p", "pkg", "url", True),
        ("git+ssh://git@host.example/a/b.git@0123abc", None, "url", True),
        ("pkg @ git+https://host.example/a/b@2f9a6c1d", "pkg", "url", True),
        ("pkg@ git+https://host.example/a/b", "pkg", "url", False),
        ("https://host.example/torch-1.4.0-cp37-cp37m-linux_x86_64.whl", "torch", "url", True),
        ("https://host.example/a/b/archive/master.zip", None, "url", False),
        ("https://host.example/a/b/archive/refs/heads/dev.tar.gz", None, "url", False),
        ("https://host.example/a/b/archive/v1.0.tar.gz", None, "url", True),
        ("https://host.example/a/b/archive/master.zip#sha256=0f", None, "url", True),
        ("./libs/mine", None, "local", True),
        ("../other[dev]", None, "local", True),
        ("file:///opt/x-1.0.tar.gz", "x", "local", True),
        ("wheels/mine-0.1-py3-none-any.whl", "mine", "local", True),
        (".", None, "local", True),
    ],
)
def test_urls_and_paths(text: str, name: str | None, kind: str, fixed: bool) -> None:
    found = declare(text, 3)
    assert (found.name, found.kind, found.fixed) == (name, kind, fixed)


def test_credentials_of_a_url_are_masked() -> None:
    found = declare("pkg @ git+https://me:s3cr3tpassword@host.example/a/b.git@v1.0", 1)
    assert "s3cr3tpassword" not in found.specifier
    assert found.specifier.endswith("@host.example/a/b.git@v1.0")
    assert found.fixed


def test_extras_of_a_local_path_are_kept_apart() -> None:
    found = declare(".[test,dev]", 1)
    assert (found.specifier, found.extras) == (".", ("dev", "test"))


@pytest.mark.parametrize("branch", ["main", "master", "develop", "feature/x", ""])
def test_a_branch_is_not_fixed(branch: str) -> None:
    assert not is_fixed(f"git+https://host.example/a/b.git@{branch}")


def test_a_user_in_the_address_is_no_revision() -> None:
    assert not is_fixed("git+ssh://git@host.example/a/b1.git")
    assert not is_fixed("git+https://token123@host.example/a/b.git")
