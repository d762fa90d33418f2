"""Facts of doctest examples, parsed only where a repository runs its doctests."""

from debtaudit.domain.python_facts import PythonFacts
from debtaudit.extract.not_parsed import NotParsedError
from debtaudit.extract.python_source import facts_of_tree, parse


def facts_of_examples(examples: tuple[str, ...]) -> PythonFacts | None:
    """Return the facts of the examples of one text as those of a file; None where none parses.

    An example that is no Python (a magic of IPython) is left out, and the others stay.
    """
    try:
        return _facts(examples)
    except NotParsedError:
        good = tuple(each for each in examples if _parses(each))
    return _facts(good) if good and len(good) < len(examples) else None


def _facts(examples: tuple[str, ...]) -> PythonFacts:
    source = "\n".join(examples)
    return facts_of_tree(parse(source), source.count("\n") + 1)


def _parses(example: str) -> bool:
    try:
        parse(example)
    except NotParsedError:
        return False
    return True
