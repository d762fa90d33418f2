"""The tables of instruments, randomness and checklist items are whole and say things once."""

from debtaudit.domain.distribution_names import normalised
from debtaudit.knowledge.checklist_items import InstrumentRule
from debtaudit.knowledge.checklists import default_items
from debtaudit.knowledge.instruments import by_distribution, by_root, instruments, watching
from debtaudit.knowledge.randomness import EVERY_SOURCE, sources_of_randomness


def test_every_instrument_stands_once_and_is_named_as_it_is_compared() -> None:
    modules = [(one.module, purpose) for one in instruments() for purpose in one.purposes]
    assert len(modules) == len(set(modules))
    for one in instruments():
        assert one.purposes
        assert one.distributions
        assert all(normalised(name) == name for name in one.distributions)


def test_every_purpose_that_the_checklist_asks_for_has_instruments() -> None:
    purposes = {purpose for one in instruments() for purpose in one.purposes}
    asked = {r.of for item in default_items() for r in item.rules if isinstance(r, InstrumentRule)}
    assert asked <= purposes


def test_a_distribution_that_holds_much_else_tells_nothing() -> None:
    assert "sagemaker" not in {
        name for name, rows in by_distribution().items() if "drift" in rows[0].purposes
    }
    assert "drift" in by_distribution()["evidently"][0].purposes


def test_the_longest_module_of_a_root_comes_first() -> None:
    lengths = [len(one.module) for one in by_root()["google"]]
    assert lengths == sorted(lengths, reverse=True)


def test_what_seeds_a_source_is_no_draw_from_it() -> None:
    sources = {one.source: one for one in sources_of_randomness()}
    assert sources["torch"].is_drawn_by("torch.nn.Linear")
    assert not sources["torch"].is_drawn_by("torch.save")
    assert sources["random"].is_drawn_by("random.shuffle")
    assert not sources["random"].is_drawn_by("random.seed")
    assert "numpy.random.default_rng" in sources["numpy"].seeds_with_argument
    assert not sources[EVERY_SOURCE].is_drawn_by("torch.nn.Linear")


def test_what_watches_a_model_or_a_service() -> None:
    assert {"evidently", "prometheus-client", "opentracing", "raven"} <= watching()
    assert not {"torch", "mlflow"} & watching()
