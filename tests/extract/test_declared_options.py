"""Options that a file declares and does not read: what counts as a use, and what is left out."""

import pytest

from debtaudit.extract.declared_options import unread_options

HEAD = """
import argparse

parser = argparse.ArgumentParser()
"""
TAIL = """
args = parser.parse_args()
train(args.epochs)
"""


def unread(options: str, tail: str = TAIL) -> list[tuple[str, str, int]]:
    source = (HEAD + options + tail).encode()
    return [(one.text, one.name, one.line) for one in unread_options(source)]


def test_an_option_that_nothing_reads() -> None:
    options = (
        "parser.add_argument('--epochs', type=int)\nparser.add_argument('--n-cpu', default=8)\n"
    )
    assert unread(options) == [("--n-cpu", "n_cpu", 6)]


def test_short_names_and_destinations() -> None:
    assert unread("parser.add_argument('-n', '--n-cpu')\n") == [("--n-cpu", "n_cpu", 5)]
    assert unread("parser.add_argument('--epochs-long', dest='epochs')\n") == []
    assert unread("parser.add_argument('--x', dest='other_x')\n") == [("--x", "other_x", 5)]


@pytest.mark.parametrize(
    "use",
    [
        "print(args.n_cpu)",
        "getattr(args, 'n_cpu')",
        "x = namespace['n_cpu']",
        "# kept for args.n_cpu of old scripts",
    ],
)
def test_every_mention_is_a_use(use: str) -> None:
    assert unread("parser.add_argument('--n-cpu')\n", TAIL + use + "\n") == []


@pytest.mark.parametrize(
    "way",
    [
        "run(**vars(args))",
        "run(**args)",
        "save(args.__dict__)",
        "known, rest = parser.parse_known_args()",
        "for name in names: getattr(args, name)",
        "parser = argparse.ArgumentParser(parents=[base])",
    ],
)
def test_who_hands_all_options_on_may_use_each(way: str) -> None:
    assert unread("parser.add_argument('--n-cpu')\n", TAIL + way + "\n") == []


@pytest.mark.parametrize(
    "option",
    [
        "parser.add_argument('--version', action='version', version='1')",
        "parser.add_argument('--n-cpu', help='deprecated')",
        "parser.add_argument('--n-cpu', help='ignored, for compatibility')",
        "parser.add_argument('--n-cpu', help=argparse.SUPPRESS)",
        "parser.add_argument('--n-cpu', action=Custom)",
        "# parser.add_argument('--n-cpu')",
        "parser.add_argument('files')",
    ],
)
def test_options_that_need_no_reader(option: str) -> None:
    assert unread(option + "\n") == []


def test_a_file_that_only_declares_for_others_is_left_out() -> None:
    assert unread("parser.add_argument('--n-cpu')\n", "") == []


def test_a_flag_counts() -> None:
    assert unread("parser.add_argument('--fast', action='store_true')\n") == [("--fast", "fast", 5)]


def test_many_options_cost_no_more_than_their_text() -> None:
    options = "".join(f"parser.add_argument('--o{n}')\n" for n in range(3_000))
    assert len(unread(options)) == 20
