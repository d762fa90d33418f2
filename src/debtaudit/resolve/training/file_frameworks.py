"""Which training framework a file works with, by its imports."""

from debtaudit.knowledge.frameworks import training_packages
from debtaudit.resolve.calls import CallGraph
from debtaudit.resolve.imports import Source
from debtaudit.resolve.modules import is_internal, split_node


class FileFrameworks:
    """Tells the frameworks of files, each file once."""

    def __init__(self, graph: CallGraph) -> None:
        self.graph = graph
        self._known: dict[str, str | None] = {}

    def of(self, source: Source) -> str | None:
        """Return the first training framework that the file imports, itself or at one remove."""
        if source.path not in self._known:
            self._known[source.path] = self.direct(source) or self._at_one_remove(source)
        return self._known[source.path]

    def direct(self, source: Source) -> str | None:
        """Return the framework that the file itself imports, scikit-learn only beside no other."""
        packages = training_packages()
        weak = None
        for each in source.facts.imports:
            top = each.module.partition(".")[0]
            if not each.level and top in packages:
                if packages[top] != "sklearn":
                    return packages[top]
                weak = "sklearn"
        return weak

    def _at_one_remove(self, source: Source) -> str | None:
        for each in source.facts.imports:
            value = self.graph.names.imported(source.path, each)
            if value is not None and is_internal(value):
                other = self.graph.sources.get(split_node(value)[0])
                framework = self.direct(other) if other is not None else None
                if framework is not None:
                    return framework
        return None
