"""Options of click and typer that their function does not use."""

import pytest

from debtaudit.extract.command_functions import unused_parameters

CLICK = """
import click


@click.command()
@click.option("--epochs", default=1, help="Number of epochs")
{option}
{head}
    train(epochs)
"""
TYPER = """
import typer


def main(
    epochs: int = typer.Option(1),
    {option}
):
    train(epochs)
{more}
"""


def unused(source: str) -> list[tuple[str, str, int]]:
    return [(one.text, one.name, one.line) for one in unused_parameters(source.encode())]


def click(option: str, head: str = "def main(epochs, n_cpu):") -> list[tuple[str, str, int]]:
    return unused(CLICK.format(option=option, head=head))


def test_an_option_of_click_that_its_function_does_not_use() -> None:
    assert click('@click.option("-n", "--n-cpu", default=8, help="n_cpu to use")') == [
        ("--n-cpu", "n_cpu", 7)
    ]
    several = '@click.option(\n    "--cpus",\n    "n_cpu",\n    default=8,\n)'
    assert click(several) == [("--cpus", "n_cpu", 7)]


def test_a_parameter_in_a_line_of_its_own() -> None:
    head = "def main(\n    epochs: int,\n    n_cpu: int = 8,\n) -> None:"
    assert click('@click.option("--n-cpu/--no-cpu")', head) == [("--n-cpu", "n_cpu", 7)]


@pytest.mark.parametrize(
    ("option", "head"),
    [
        ('@click.option("--n-cpu")', "def main(epochs, n_cpu):\n    run(n_cpu)"),
        ('@click.option("--n-cpu")', "def main(epochs, n_cpu):  # n_cpu is for later"),
        ('@click.option("--n-cpu")', "def main(epochs, **kwargs):\n    run(kwargs)"),
        ('@click.option("--n-cpu")', "def main(epochs, **kwargs):\n    run(Box(kwargs).n_cpu)"),
        ('@click.option("--n-cpu")', "def main(epochs, n_cpu):\n    run(locals())"),
        ('@click.option("--n-cpu", callback=check)', "def main(epochs, n_cpu):"),
        ('@click.option("--n-cpu", expose_value=False)', "def main(epochs):"),
        ('@click.option("--n-cpu", help="Deprecated.")', "def main(epochs, n_cpu):"),
        ('@click.option("--n-cpu", hidden=True)', "def main(epochs, n_cpu):"),
        ('# @click.option("--n-cpu")', "def main(epochs, n_cpu):"),
        ('@click.argument("n_cpu")', "def main(epochs, n_cpu):"),
    ],
)
def test_what_may_be_used_or_is_kept_is_left_out(option: str, head: str) -> None:
    assert click(option, head) == []


@pytest.mark.parametrize(
    ("option", "more", "found"),
    [
        ("n_cpu: int = typer.Option(8),", "", [("--n-cpu", "n_cpu", 7)]),
        ("n_cpu: Annotated[int, typer.Option()] = 8,", "", [("--n-cpu", "n_cpu", 7)]),
        ("n_cpu: int = typer.Option(8),", "    run(n_cpu)", []),
        ("n_cpu: int = typer.Option(8, hidden=True),", "", []),
        ("n_cpu: int = typer.Option(8),", "    run(**ctx.params)", []),
        ("n_cpu: int = 8,", "", []),
    ],
)
def test_options_of_typer(option: str, more: str, found: list[tuple[str, str, int]]) -> None:
    assert unused(TYPER.format(option=option, more=more)) == found


def test_a_function_of_ones_own_called_option_is_none_of_click() -> None:
    own = CLICK.replace("click", "ours").format(
        option='@ours.option("--n-cpu")', head="def main(epochs, n_cpu):"
    )
    assert unused(own) == []


def test_a_file_with_many_options_is_read_in_time() -> None:
    many = "".join(f'@click.option("--x{n}")\n' for n in range(2_000))
    assert unused(f"import click\n{many}") == []
