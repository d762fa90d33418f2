"""Methods that only record: hooks of experiment trackers that are named like what they watch.

    class Tracker:
        def train(self, config):
            self.run = comet_ml.Experiment()
            self.run.log_parameters(config)

Such a class often has a `predict` too, as an estimator has; what it calls is a tracker and the
standard library, and nothing that could compute a model.
"""

import sys

from debtaudit.knowledge.vocabulary import vocabulary
from debtaudit.resolve.calls import CallGraph

_TRACKERS = frozenset(vocabulary("tracking-packages"))
_PLAIN = _TRACKERS | sys.stdlib_module_names


def only_records(graph: CallGraph, name: str) -> bool:
    """Tell a method that hands what it is given to a tracker and does nothing else."""
    owner = name.rpartition(".")[0]
    records = False
    queue, seen = [name], {name}
    while queue:
        each = queue.pop()
        if graph.suspects.get(each):
            return False
        for call in graph.resolved.get(each, ()):
            if call.internal:
                if owner not in (call.target, call.target.rpartition(".")[0]):
                    return False
                if call.target not in seen:
                    seen.add(call.target)
                    queue.append(call.target)
                continue
            top = call.target.partition(".")[0]
            if top not in _PLAIN:
                return False
            records |= top in _TRACKERS
    return records
