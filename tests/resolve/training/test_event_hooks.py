"""Plugins run when an event of their method's name is triggered."""

from textwrap import dedent

from tests.resolve.drawing import picture_of

PLUGINS = """
    import torch


    class Distill:
        def after_epoch(self, strategy):
            for batch in strategy.batches:
                strategy.loss(batch).backward()
                self.optimizer.step()


    class Unheard:
        def after_weekend(self, strategy):
            for batch in strategy.batches:
                strategy.loss(batch).backward()
                self.optimizer.step()
"""

BY_NAME = """
    def trigger(strategy, event, **more):
        for plugin in strategy.plugins:
            if hasattr(plugin, event):
                getattr(plugin, event)(strategy, **more)
"""

BY_HAND = """
    def trigger(strategy, event, **more):
        print(getattr(strategy, event))
"""

STRATEGY = """
    from events import trigger


    class Strategy:
        def __init__(self, plugins):
            self.plugins = plugins

        def run(self):
            trigger(self, "after_epoch")
"""

TEST = """
    from plugins import Distill, Unheard
    from strategy import Strategy


    def test_it():
        Strategy([Distill(), Unheard()]).run()
"""


def statuses(events: str) -> dict[str, str]:
    files = {"plugins.py": PLUGINS, "events.py": events, "strategy.py": STRATEGY}
    found = picture_of({**files, "tests/test_it.py": dedent(TEST)}).entry_points
    return {each.symbol: each.tested for each in found}


def test_the_method_of_a_triggered_event_runs_where_its_object_is_made() -> None:
    assert statuses(BY_NAME) == {
        "Distill.after_epoch": "tested",
        "Unheard.after_weekend": "untested",
    }


def test_a_function_that_only_looks_at_an_attribute_triggers_nothing() -> None:
    assert set(statuses(BY_HAND).values()) == {"untested"}
