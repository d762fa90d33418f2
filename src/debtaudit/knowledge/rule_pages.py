"""The pages of the rules: docs/rules/ of the source, packaged beside this file in a wheel."""

from pathlib import Path

from debtaudit.domain.errors import WrongCallError


def rule_page(rule_id: str) -> str:
    """Return the Markdown page of a rule.

    Raises `WrongCallError`, with the nearest id, for a rule that has none.
    """
    page = find_rule_page(rule_id)
    if page is None:
        from difflib import get_close_matches

        near = get_close_matches(rule_id, sorted(_pages()), n=1, cutoff=0.4)
        hint = f"did you mean {near[0]}?" if near else "`debtaudit rules` lists them"
        raise WrongCallError(f"{rule_id}: no such rule; {hint}")
    return page


def find_rule_page(rule_id: str) -> str | None:
    """Return the Markdown page of a rule, or None where there is none (rules of other tools)."""
    page = _pages().get(rule_id)
    return None if page is None else page.read_text(encoding="utf-8")


def _pages() -> dict[str, Path]:
    folder = Path(__file__).parent / "rules"
    if not folder.is_dir():
        folder = Path(__file__).parents[3] / "docs" / "rules"
    return {page.stem: page for page in folder.glob("*.md")}
