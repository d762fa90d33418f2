"""`debtaudit inventory` on a terminal: one block a model."""

from debtaudit.domain.inventory import Inventory
from debtaudit.domain.inventory_model import InventoryModel
from debtaudit.domain.quantities import plural
from debtaudit.reports.terminal.ink import MARGIN, Ink

_FEW = 3
_LABEL = 11
_ROLES = {"served": "good", "orphaned": "bad", "unknown": "dim"}


def inventory_list(found: Inventory, ink: Ink, verbose: bool) -> list[str]:
    """Return the models: trained ones first, then weights, then those of hubs."""
    title = plural(len(found.models), "model")
    lines = [ink.heading(title, ink.cut(found.audit.repository, ink.width - len(title) - 2))]
    if not found.models:
        return [*lines, *ink.paragraph("No training code, no weights and no hub model was found.")]
    for model in found.models:
        lines += ["", *_model(model, found.not_dated, ink, verbose)]
    return lines


def _model(model: InventoryModel, before: str, ink: Ink, verbose: bool) -> list[str]:
    kind = f"{model.kind}, {model.framework}" if model.framework else model.kind
    lines = [ink.two_sides(model.name, kind, MARGIN, role="link")]
    for label, places in (
        ("trained by", model.trained_by),
        ("saved at", model.saved_at),
        ("loaded at", model.loaded_at),
        ("stored as", model.artefacts),
        ("registered", model.registered_as),
    ):
        shown = places if verbose else places[:_FEW]
        for number, place in enumerate(shown):
            lines += _labelled("" if number else label, place, ink)
        if len(places) > len(shown):
            lines += _labelled("", f"and {len(places) - len(shown)} more", ink)
    if model.kind != "artefact":
        lines += _labelled("changed", model.last_change or before, ink)
    if model.artefacts:
        lines += _labelled("retrained", model.last_retraining or before, ink)
    if model.kind != "pretrained":
        lines += _labelled("card", model.card or "none", ink)
    lines += _labelled("owner", model.owner or "nobody (no CODEOWNERS)", ink)
    return [*lines, *_labelled("use", f"{model.use}: {model.because}", ink, _ROLES[model.use])]


def _labelled(label: str, text: str, ink: Ink, role: str | None = None) -> list[str]:
    indent = MARGIN + " " * (_LABEL + 2)
    first, *rest = ink.paragraph(text, indent, role)
    return [MARGIN * 2 + ink.paint(f"{label:<{_LABEL}}", "dim") + first[len(indent) :], *rest]
