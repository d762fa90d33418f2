"""Training code that a job or pipeline stage names by its file, to run it somewhere else.

`Trainer(module_file="src/runner.py")` of TFX or `PyTorch(entry_point="train.py").fit()` of
SageMaker train nothing here: the file that they name does, and they start it.
"""

from collections.abc import Iterator, Mapping

from debtaudit.domain.python_facts import MODULE
from debtaudit.knowledge.vocabulary import vocabulary
from debtaudit.resolve.calls import CallGraph
from debtaudit.resolve.calls_of_file import CallEdge
from debtaudit.resolve.imports import Source
from debtaudit.resolve.modules import node, split_node
from debtaudit.resolve.training.sites import Site
from debtaudit.resolve.training.started_by import StarterFinder

_SERVICES = frozenset(vocabulary("job-services"))
_CALLED_FUNCTIONS = vocabulary("called-by-services")


def submitted_jobs(
    graph: CallGraph, sites: Mapping[str, Site], starters: StarterFinder
) -> list[CallEdge]:
    """Return an edge from each definition that submits a job to the training code that it names.

    Only code of this repository that fits a model counts. A notebook stays what a person starts.
    """
    return [
        CallEdge(name, target, site.line)
        for name, site in sites.items()
        if is_submission(site)
        for target in _named(graph, name, starters)
        if _trains(graph, split_node(target)[0], sites)
    ]


def is_submission(site: Site) -> bool:
    """Tell a site that hands the training over: to a service, or to a stage of a pipeline."""
    return site.stage or site.framework in _SERVICES


def _named(graph: CallGraph, name: str, starters: StarterFinder) -> Iterator[str]:
    path, symbol = split_node(name)
    source = graph.sources[path]
    if source.is_notebook:
        return
    definition = source.definitions[symbol]
    texts = [
        *definition.strings,
        *(call.text for call in definition.calls),
        *source.definitions[MODULE].strings,
    ]
    for text in dict.fromkeys(texts):
        file = starters.file(text, source.folder) if text.endswith(".py") else None
        if file is not None and file != path and file in graph.sources:
            yield from _started(graph.sources[file])


def _started(source: Source) -> Iterator[str]:
    """Yield what a service runs of a file: the function that it knows by name, or the script."""
    known = [name for name in _CALLED_FUNCTIONS if name in source.definitions]
    for name in known or [MODULE]:
        yield node(source.path, name)


def _trains(graph: CallGraph, path: str, sites: Mapping[str, Site]) -> bool:
    """Tell whether a file fits a model, or calls a function of another file that does."""
    if any(split_node(name)[0] == path for name in sites):
        return True
    return any(
        target in sites
        for definition in graph.sources[path].definitions
        for target in graph.targets(node(path, definition))
    )
