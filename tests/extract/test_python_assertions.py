"""What assertions compare, as facts of the definition that makes them."""

import pytest

from debtaudit.extract.python_source import python_facts


def compared(source: str) -> list[tuple[str, str, str]]:
    """Return the comparisons of a function with these statements."""
    body = "".join(f"    {line}\n" for line in source.splitlines())
    facts = python_facts(f"def test():\n{body}".encode())
    return [(one.left, one.operator, one.right) for one in facts.definitions[1].assertions]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("assert losses[-1] < losses[0]", [("losses[]", "<", "losses[]")]),
        ("assert stats['auc']['micro'] > 0.5", [("stats[auc][micro]", ">", "0.5")]),
        ("assert run()['loss'][-1].item() < 1", [("run()[loss][].item()", "<", "1")]),
        ("assert a[name] > b['two words']", [("a[]", ">", "b[]")]),
        ("assert 0.5 <= score < 1", [("0.5", "<=", "score"), ("score", "<", "1")]),
        ("assert a == b and c != d", [("a", "==", "b"), ("c", "!=", "d")]),
        ("assert a or b", [("?", "", "")]),
        ("assert torch.equal(a, b)", [("torch.equal()", "", "")]),
        ("assert not broken", [("?", "", "")]),
        ("assert float(loss) < 0.9 * first.loss", [("loss", "<", "first.loss")]),
        ("assert abs(a - b) < 1e-6", [("a", "<", "1e-06")]),
        ("assert model.score(x, y) > 0.8, 'bad'", [("model.score()", ">", "0.8")]),
        ("assert x in 'text'", [("x", "in", "?")]),
        ("assert n == " + "0x" + "f" * 5000, [("n", "==", "?")]),
        ("pass", []),
    ],
)
def test_what_is_compared(source: str, expected: list[tuple[str, str, str]]) -> None:
    assert compared(source) == expected


def test_lines_and_the_number_of_assertions() -> None:
    source = b"def test():\n    assert a\n\n    assert b < 1\nassert c\n"
    module, test = python_facts(source).definitions
    assert [one.line for one in test.assertions] == [2, 4]
    assert [one.left for one in module.assertions] == ["c"]


def test_very_many_assertions_are_counted_and_not_all_kept() -> None:
    facts = python_facts(b"assert a\n" * 5000).definitions[0]
    assert facts.asserts == 5000
    assert len(facts.assertions) == 40
