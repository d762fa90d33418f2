"""`debtaudit inventory` as Markdown: a table to send, and the places behind it."""

from debtaudit.domain.inventory import Inventory
from debtaudit.domain.inventory_model import InventoryModel
from debtaudit.domain.markdown_text import code, inline, prose, row
from debtaudit.domain.quantities import plural


def inventory_document(found: Inventory) -> str:
    """Return the whole document."""
    before = found.not_dated
    parts = [
        f"# Model inventory of {inline(found.audit.repository)}",
        f"{plural(len(found.models), 'model')}, as of {found.audit.as_of}.",
    ]
    if found.models:
        lines = [
            row("Model", "Kind", "Owner", "Last change", "Last retraining", "Card", "Use"),
            row(*["---"] * 7),
        ]
        lines += [_row(model, before) for model in found.models]
        parts += ["\n".join(lines), *(_model(model) for model in found.models)]
    return "\n\n".join(parts) + "\n"


def _row(model: InventoryModel, before: str) -> str:
    trained = model.kind == "trained"
    return row(
        code(model.name),
        f"{model.kind} ({inline(model.framework)})" if model.framework else model.kind,
        inline(model.owner or "nobody"),
        inline(model.last_change or (before if trained else "")),
        inline(model.last_retraining or (before if model.artefacts else "")),
        code(model.card) if model.card else "none",
        model.use,
    )


def _model(model: InventoryModel) -> str:
    lines = [f"## {inline(model.name)}", "", f"{model.use}: {prose(model.because)}", ""]
    for label, places in (
        ("Trained by", model.trained_by),
        ("Saved at", model.saved_at),
        ("Loaded at", model.loaded_at),
        ("Stored as", model.artefacts),
        ("Registered as", model.registered_as),
    ):
        if places:
            lines.append(f"- {label}: {', '.join(code(place) for place in places)}")
    return "\n".join(lines).rstrip()
