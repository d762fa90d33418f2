"""The repository as one picture: who imports and calls whom, and who reaches what.

Built by `resolve/`; every detector and the checklist stand on it. A node is `path::symbol`, with
the symbol of `domain.python_facts.Definition` (`src/train.py::main`, `src/train.py::<module>`).
"""

from collections.abc import Mapping

from msgspec import Struct

from debtaudit.domain.report import EntryPoint, Role


class ResolvedCall(Struct, frozen=True, gc=False):
    """A call whose name was resolved through imports: `torch.optim.Adam`, or a node."""

    caller: str
    target: str
    line: int
    internal: bool


class Reach(Struct, frozen=True):
    """The nodes and files that one role of the program reaches, with one witness each.

    `because` maps a path to the path of the file through which it is reached (itself for a root).
    """

    nodes: frozenset[str]
    because: Mapping[str, str]


class Picture(Struct, frozen=True):
    """What `resolve/` makes of all files together.

    `calls` maps a node to its resolved calls; `module_names` a path to the dotted module names it
    can be imported by; `reach` a role to what it reaches; `roles` a path to its roles, in the
    order training, serving, test, other; `distributions` a normalised distribution name (PEP 503)
    to the roles of the files that import it; `classes` a class node to its resolved bases, direct
    and inherited (`torch.nn.Module`).
    """

    module_names: Mapping[str, tuple[str, ...]]
    calls: Mapping[str, tuple[ResolvedCall, ...]]
    classes: Mapping[str, tuple[str, ...]]
    reach: Mapping[Role, Reach]
    roles: Mapping[str, tuple[Role, ...]]
    distributions: Mapping[str, tuple[Role, ...]]
    entry_points: tuple[EntryPoint, ...]
