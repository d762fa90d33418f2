"""In which release a commit came out first, by the tags of the repository."""

from collections.abc import Sequence

from debtaudit.gather.git_process import GitFailedError
from debtaudit.gather.repository import Repository

_MOST_COMMITS = 5_000


def releases_of(repository: Repository, commits: Sequence[str]) -> dict[str, str]:
    """Return commit -> the oldest tag that holds it; commits of no release are left out.

    One call of `git name-rev`, which knows the tag nearest to each commit (git-name-rev(1)).
    Tags that cannot be read are no tags.
    """
    asked = list(commits[:_MOST_COMMITS])
    if not asked:
        return {}
    try:
        answer = repository.run("name-rev", "--tags", "--always", "--name-only", *asked)
    except GitFailedError:
        return {}
    names = answer.decode("utf-8", "replace").splitlines()
    found = {}
    for commit, name in zip(asked, names, strict=False):
        tag = name.removeprefix("tags/").partition("~")[0].partition("^")[0]
        if tag not in {"", "undefined"} and not commit.startswith(tag):
            found[commit] = tag
    return found


def release_days(repository: Repository) -> dict[str, str]:
    """Return tag -> its day, that of an annotated tag or of the commit; unread tags have none."""
    try:
        answer = repository.run(
            "for-each-ref", "--format=%(creatordate:short) %(refname:lstrip=2)", "refs/tags"
        )
    except GitFailedError:
        return {}
    rows = (line.partition(" ") for line in answer.decode("utf-8", "replace").splitlines())
    return {tag: day for day, _, tag in rows if tag and day}
