"""Records of the OSV format: what is kept of them, and what is none."""

import pytest
from msgspec import json

from debtaudit.domain.advisories import Advisory, Affected
from debtaudit.extract.not_parsed import NotParsedError
from debtaudit.extract.osv_record import read_osv_record


def test_only_releases_of_the_python_index_are_kept() -> None:
    record = {
        "schema_version": "1.6.0",
        "id": "GHSA-aaaa",
        "modified": "2025-01-02T00:00:00Z",
        "published": "2024-03-01T10:00:00Z",
        "withdrawn": "2025-01-01T00:00:00Z",
        "aliases": ["PYSEC-2", "CVE-2024-1"],
        "summary": "Loading a file\nruns code",
        "database_specific": {"severity": "MODERATE", "cwe_ids": ["CWE-1"]},
        "affected": [
            {
                "package": {"ecosystem": "PyPI", "name": "My_Package"},
                "ranges": [
                    {"type": "GIT", "repo": "x", "events": [{"introduced": "abc"}]},
                    {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0"}]},
                ],
                "versions": ["1.0"],
                "ecosystem_specific": {"anything": [1, 2]},
            },
            {"package": {"ecosystem": "npm", "name": "my-package"}, "versions": ["9"]},
        ],
    }
    assert read_osv_record(json.encode(record)) == Advisory(
        "GHSA-aaaa",
        ("CVE-2024-1", "PYSEC-2"),
        "Loading a file",
        "2024-03-01",
        "2025-01-01",
        "moderate",
        (Affected("my-package", ((("introduced", "0"), ("fixed", "2.0")),), ("1.0",)),),
    )


def test_a_record_without_a_summary_is_told_by_the_first_line_of_its_details() -> None:
    data = json.encode({"id": "PYSEC-1", "details": "Bad thing.\nMore.", "published": "soon"})
    assert read_osv_record(data) == Advisory("PYSEC-1", summary="Bad thing.")


def test_hostile_words_are_one_line_without_secrets_and_control_characters() -> None:
    summary = "\x1b[2J" + "token at https://me:hunter22@host.invalid/" + "x" * 5000
    advisory = read_osv_record(json.encode({"id": "A\x00B", "summary": summary}))
    assert advisory.summary.isprintable()
    assert advisory.id.isprintable()
    assert "hunter22" not in advisory.summary
    assert len(advisory.summary) < 300


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{}", b'{"id": 1}', b'{"id": "a", "affected": {}}', b"[" * 100_000, b"\xff"],
)
def test_what_is_no_record_says_so(data: bytes) -> None:
    with pytest.raises(NotParsedError, match="no OSV record"):
        read_osv_record(data)
