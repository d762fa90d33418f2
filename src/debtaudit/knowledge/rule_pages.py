"""The pages of the rules: docs/rules/ of the source, packaged beside this file in a wheel."""

from pathlib import Path

from debtaudit.domain.errors import WrongCallError


def rule_page(rule_id: str) -> str:
    """Return the Markdown page of a rule.

    Raises `WrongCallError`, with the nearest id, for a rule that has none.
    """
    folder = Path(__file__).parent / "rules"
    if not folder.is_dir():
        folder = Path(__file__).parents[3] / "docs" / "rules"
    pages = {page.stem: page for page in sorted(folder.glob("*.md"))}
    if rule_id not in pages:
        from difflib import get_close_matches

        near = get_close_matches(rule_id, pages, n=1, cutoff=0.4)
        hint = f"did you mean {near[0]}?" if near else "`debtaudit rules` lists them"
        raise WrongCallError(f"{rule_id}: no such rule; {hint}")
    return pages[rule_id].read_text(encoding="utf-8")
