"""Facts of a small repository from its texts, by the real extractors and the real picture."""

from collections.abc import Mapping
from datetime import date

from msgspec.structs import replace

from debtaudit.checklist.evaluate import evaluate
from debtaudit.checklist.plan import Plan, default_plan
from debtaudit.domain.checklist_report import ChecklistItem
from debtaudit.domain.facts import RepositoryFacts
from debtaudit.domain.files import FileEntry
from debtaudit.domain.findings import ReportRow, ScanResult, ScanStatus, Status
from debtaudit.domain.history import HistoryFacts
from debtaudit.domain.rules import Scan
from debtaudit.extract.file_facts import extract
from debtaudit.extract.path_class import UNREAD, path_class
from debtaudit.resolve.picture import draw

TRAIN = """\
import torch
from torch import nn


def main():
    model = nn.Linear(2, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(3):
        loss = model(torch.rand(4, 2)).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    torch.save(model.state_dict(), "model.pt")


if __name__ == "__main__":
    main()
"""
ML = {"src/train.py": TRAIN, "requirements.txt": "torch==2.1.0\n"}
SERVE = """\
from fastapi import FastAPI

app = FastAPI()


@app.get("/predict")
def predict(x: float) -> float:
    return x
"""


def facts_of(texts: Mapping[str, str]) -> RepositoryFacts:
    """Return the facts of a repository that holds these files."""
    files = tuple(FileEntry(path, path, path_class(path)) for path in sorted(texts))
    facts = {
        entry.path: extract(
            entry.path_class, entry.path.rpartition("/")[2], texts[entry.path].encode()
        )
        for entry in files
        if entry.path_class not in UNREAD
    }
    return RepositoryFacts(
        name="x",
        as_of=date(2026, 1, 1),
        files=files,
        facts=facts,
        history=HistoryFacts(),
        picture=draw(files, facts),
        comparisons={},
        line_dates={},
        diagnostics=(),
    )


def scan(
    which: Scan,
    *rows: ReportRow,
    status: Status = Status.COMPLETE,
    reason: str | None = None,
) -> ScanResult:
    """Return the result of a scan with these rows."""
    return ScanResult(which, ScanStatus(status, reason), rows=rows)


def items(texts: Mapping[str, str], *results: ScanResult) -> dict[str, ChecklistItem]:
    """Return the checklist of a service that holds these files, by item."""
    return by_id(texts, replace(default_plan(), profile="service"), *results)


def by_id(texts: Mapping[str, str], plan: Plan, *results: ScanResult) -> dict[str, ChecklistItem]:
    """Return the rows of a plan's checklists for a repository that holds these files, by item."""
    return {item.id: item for item in evaluate(facts_of(texts), results, plan).items}


def status(item: str, texts: Mapping[str, str], *results: ScanResult) -> str:
    """Return the status of one item."""
    return items(texts, *results)[item].status


def refs(item: str, texts: Mapping[str, str], *results: ScanResult) -> tuple[str, ...]:
    """Return where the evidence of one item stands."""
    return tuple(one.ref for one in items(texts, *results)[item].evidence)
