"""Examples of doctests: which are cut out, and what is known of them."""

from textwrap import dedent

import pytest

from debtaudit.domain.files import PathClass
from debtaudit.domain.python_facts import Doctest
from debtaudit.extract.example_facts import facts_of_examples
from debtaudit.extract.examples import examples_of
from debtaudit.extract.file_facts import extract


def cut(text: str) -> tuple[str, ...]:
    return examples_of(dedent(text))


def test_examples_with_their_continued_lines_and_without_their_output() -> None:
    text = """
        Fits it.

        >>> model = Net()
        >>> for _ in range(2):
        ...     model.fit([[1]],
        ...               [1])
        <Net>
        >>>
        Prose with >>> in it, and >>>model.fit() without the blank.
    """
    assert cut(text) == (
        "model = Net()",
        "for _ in range(2):\n    model.fit([[1]],\n              [1])",
        "",
    )


@pytest.mark.parametrize(
    "example",
    [
        ">>> fit()  # doctest: +SKIP",
        ">>> fit()  # doctest: +ELLIPSIS, +SKIP",
        ">>> fit()  # doctest:+SKIP +ELLIPSIS",
        ">>> fit()  # xdoctest: +SKIP",
        ">>> fit(\n... )  # doctest: +SKIP",
        ">>> fit()\nTraceback (most recent call last):\n    ...\nValueError: no rows",
    ],
)
def test_examples_that_train_nothing(example: str) -> None:
    assert examples_of(f">>> a = 1\n{example}\n") == ("a = 1",)


@pytest.mark.parametrize(
    "line",
    ["fit()  # doctest: +ELLIPSIS", "fit()  # doctest: -SKIP", "fit('doctest: +SKIP')", "fit()"],
)
def test_examples_that_do_run(line: str) -> None:
    assert examples_of(f">>> {line}") == (line,)


def test_a_text_of_endless_examples_is_cut() -> None:
    assert len(examples_of(">>> fit()\n" * 100_000)) == 200
    assert examples_of("#doctest:" * 100_000 + ">>> fit()") == ()


def test_the_docstrings_of_a_file() -> None:
    source = '''
        """About it.

        >>> import net
        """

        class Net:
            """>>> Net()"""

            kind = 1
            """>>> 'of an attribute'"""

            def fit(self):
                """Nothing to run: >> 1."""
                """>>> 'no docstring'"""

            async def learn(self):
                r""">>> Net().learn()"""
    '''
    facts = extract(PathClass.PYTHON, "net.py", dedent(source).encode())
    assert facts.python is not None
    assert facts.python.doctests == (
        Doctest("<module>", ("import net",)),
        Doctest("Net", ("Net()",)),
        Doctest("Net.learn", ("Net().learn()",)),
    )


def test_examples_of_documents() -> None:
    for name in ("a.md", "a.rst"):
        facts = extract(PathClass.DOCUMENT, name, b"Title\n=====\n\n>>> fit()\n1\n")
        assert facts.document is not None
        assert facts.document.examples == ("fit()",)


def test_the_facts_of_examples() -> None:
    facts = facts_of_examples(("from net import Net", "n = Net()", "n.fit(\n    1)"))
    assert facts is not None
    module = facts.definitions[0]
    assert [call.name for call in module.calls] == ["Net", "n.fit"]
    assert [each.name for each in facts.imports] == ["Net"]


def test_an_example_that_is_no_python_spoils_only_itself() -> None:
    facts = facts_of_examples(("%matplotlib inline", "fit()", "print 'old'"))
    assert facts is not None
    assert [call.name for call in facts.definitions[0].calls] == ["fit"]
    assert facts_of_examples(("%time fit()",)) is None


def test_lone_surrogates_can_be_cached() -> None:
    source = '"""\\n>>> fit("\\ud800")\\n"""\n'
    facts = extract(PathClass.PYTHON, "a.py", source.encode())
    assert facts.python is not None
    assert facts.python.doctests[0].examples == ('fit("?")',)
