"""The pytest files that `debtaudit scaffold-test` starts from, one template a kind of training."""

from debtaudit.knowledge.packaged import packaged_text

PROGRAM = "program"
"""The template for what is run as a program: a script, a notebook, a DVC stage."""


def template_for(framework: str) -> str:
    """Return the name of the template for a function that trains with this framework."""
    for line in packaged_text("scaffolds.tsv").splitlines():
        known, _, template = line.partition("\t")
        if known == framework:
            return template
    return "generic"


def template(name: str) -> str:
    """Return the text of a template, with the `$placeholders` of `string.Template`."""
    return packaged_text(f"scaffolds/{name}.txt")
