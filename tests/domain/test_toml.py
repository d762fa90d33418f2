"""TOML is read with one parser, and what overflows or stalls it is refused."""

import pytest

from debtaudit.domain.files import PathClass
from debtaudit.domain.toml import BrokenTomlError, read_toml
from debtaudit.extract.manifests.dispatch import manifest_facts

STALLING = b"a." * 20_000 + b"a = 1\n"


def test_values_are_read_with_and_without_a_byte_order_mark() -> None:
    for data in (b"a = 1\n", b"\xef\xbb\xbfa = 1\n", b"a = 1\r\n"):
        assert read_toml(data) == {"a": 1}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a = = 1\n", "line 1"),
        (b"\xff = 1\n", "utf-8"),
        (b"a = " + b"[" * 100_000, "nested too deeply"),
        (b"a = 2026-13-40\n", "."),
        (STALLING, "more than 200 parts"),
    ],
)
def test_what_is_no_toml_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(BrokenTomlError, match=said):
        read_toml(data)


@pytest.mark.parametrize(
    ("path_class", "name"),
    [(PathClass.PIPFILE, "Pipfile"), (PathClass.PYPROJECT, "pyproject.toml")],
)
def test_a_manifest_with_a_key_that_stalls_the_parser_is_named(
    path_class: PathClass, name: str
) -> None:
    facts = manifest_facts(path_class, name, b"[project]\nname = 'x'\n" + STALLING)
    assert facts is not None
    assert facts.problems == ("not TOML: a key of more than 200 parts",)
