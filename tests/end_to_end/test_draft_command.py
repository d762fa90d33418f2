"""The draft of a real repository: by its tags, in the style of the changelog that it has."""

from datetime import date

import pytest

from debtaudit.audit.draft import draft_entries
from debtaudit.audit.request import AuditRequest
from debtaudit.gather.builder import RepositoryBuilder
from debtaudit.reports.markdown.draft import changelog_entries

TRAIN = (
    "import torch\n\n\ndef fit(net):\n    return torch.optim.SGD(net.parameters(), lr={rate})\n\n\n"
    "if __name__ == '__main__':\n    fit(torch.nn.Linear(1, 1))\n"
)
PAGE = """What's new
##########

Version 0.9.0 (2025-11-01)
==========================

- First version (:gh:`1`)
- Second (:gh:`2`)
"""


def drafted(builder: RepositoryBuilder) -> str:
    request = AuditRequest(path=builder.folder, as_of=date(2026, 11, 26), use_cache=False, jobs=1)
    return changelog_entries(draft_entries(request))


def change(builder: RepositoryBuilder, rate: str, subject: str) -> str:
    return builder.commit(subject, {"train.py": TRAIN.format(rate=rate)})


@pytest.mark.parametrize("path", ["CHANGES.rst", "docs/source/whats_new.rst"])
def test_a_page_of_sphinx_is_followed_wherever_it_stands(
    builder: RepositoryBuilder, path: str
) -> None:
    builder.commit("Train", {"train.py": TRAIN.format(rate="0.1"), path: PAGE})
    change(builder, "0.2", "Learn twice as fast (#7)")
    builder.tag("v1.0.0")
    change(builder, "0.3", "Learn faster again")
    text = drafted(builder)
    assert text.startswith("Unreleased\n==========\n\n- Learn faster again: ``lr`` ``0.2`` -> ")
    assert "\n\nVersion 1.0.0 (" in text
    assert "- Learn twice as fast: ``lr`` ``0.1`` -> ``0.2`` :gh:`7`\n" in text


def test_without_tags_and_changelog_there_are_months(builder: RepositoryBuilder) -> None:
    change(builder, "0.1", "Train")
    change(builder, "0.2", "Learn twice as fast")
    text = drafted(builder)
    assert text.startswith("## 20")
    assert "undefined" not in text
    assert "- Learn twice as fast: `lr` `0.1` -> `0.2` (" in text


def test_a_merged_request_is_known_by_its_title(builder: RepositoryBuilder) -> None:
    change(builder, "0.1", "Train")
    builder.branch("faster")
    change(builder, "0.2", "wip")
    builder.checkout("main")
    builder.merge("faster", "Merge pull request #12 from ada/faster\n\nLearn twice as fast")
    assert "- Learn twice as fast: `lr` `0.1` -> `0.2` (#12)" in drafted(builder)
