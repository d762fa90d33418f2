"""The pages: templates filled with a report, in an environment that escapes whatever they show.

Everything that a template writes goes through `_shown`: characters that cannot be seen become
visible escapes, then Jinja2's autoescape makes it text. The page may load nothing and run nothing:
its policy (https://www.w3.org/TR/CSP3/) allows its own style sheet by digest, and no more.
"""

import functools
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from debtaudit.domain import checklist_digest, digest, plain_words, quantities
from debtaudit.domain.change_log import ClassifiedCommits, ModelChangeLog
from debtaudit.domain.report import Report
from debtaudit.domain.review import review
from debtaudit.domain.rules import Rule
from debtaudit.domain.text import visible
from debtaudit.reports.html.figures import dependency_ages, hotspot_maps, share
from debtaudit.reports.html.selection import select

_Shown = str | int | float | Markup | None


def whole_report(report: Report) -> str:
    """Return the report as one page."""
    return _page(
        "report.html",
        title=f"Technical debt of {report.audit.repository}",
        report=report,
        by_id={finding.id: finding for finding in report.findings},
        changes=review(report),
        selected=select(report),
        maps=hotspot_maps(report),
        ages=dependency_ages(report),
    )


def checklist(report: Report) -> str:
    """Return the checklist of a report as one page."""
    title = f"Checklist of {report.audit.repository}"
    return _page("checklist_page.html", title=title, report=report)


def change_log(log: ModelChangeLog) -> str:
    """Return the model change log as one page, newest change first."""
    title = f"Model changes of {log.audit.repository}"
    return _page("change_log_page.html", title=title, log=log)


def commit_table(commits: ClassifiedCommits) -> str:
    """Return classified commits as one page."""
    return _page("commits_page.html", title="Classified commits", commits=commits.commits)


def rule_tables(rules: Sequence[Rule]) -> str:
    """Return the rules, by scan, as one page."""
    by_scan = [
        (question, [rule for rule in rules if rule.scan.value == scan])
        for scan, question in digest.RULE_GROUPS
    ]
    return _page("rules_page.html", title="Rules of debtaudit", by_scan=by_scan)


def _page(template: str, **values: object) -> str:
    made = _environment().get_template(template).render(**values)
    # Blank lines are what is left of the templates' own lines; they tell a reader nothing.
    return "\n".join(line.strip() for line in made.split("\n") if line.strip()) + "\n"


@functools.cache
def _environment() -> Environment:
    loader = PackageLoader("debtaudit.reports.html")
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    sheet, _, _ = loader.get_source(environment, "style.css")
    style = "\n".join(line.strip() for line in sheet.split("\n") if line.strip())
    environment.filters["prose"] = _prose
    environment.globals.update(
        style=Markup(style),
        style_digest=b64encode(sha256(style.encode()).digest()).decode(),
        digest=digest,
        lists=checklist_digest,
        quantities=quantities,
        words=plain_words,
        share=share,
    )
    return environment


def _prose(text: str) -> Markup:
    """Return a text of ours, in which what stands in backticks is code."""
    parts = visible(text).split("`")
    if len(parts) % 2 == 0:  # one backtick without its second is a backtick
        return escape("`".join(parts))
    code = Markup("<code>{}</code>")
    return Markup("").join(code.format(part) if at % 2 else part for at, part in enumerate(parts))


def _shown(value: _Shown) -> _Shown:
    """Return what a template shows of a value: no character that cannot be seen."""
    if value is None:
        return ""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
