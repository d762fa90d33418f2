"""The repository as one picture: who imports and calls whom, and who reaches what.

Built by `resolve/`; every detector and the checklist stand on it. A node is `path::symbol`, with
the symbol of `domain.python_facts.Definition` (`src/train.py::main`, `src/train.py::<module>`).
"""

from collections.abc import Mapping

from msgspec import Struct

from debtaudit.domain.inventory_model import InventoryModel
from debtaudit.domain.report_rows import EntryPoint, Role, TestReference
from debtaudit.domain.reported_finding import Evidence


class ResolvedCall(Struct, frozen=True, array_like=True, gc=False):
    """A call whose name was resolved through imports: `torch.optim.Adam`, or a node.

    It stands under the node that calls; with it in each call the picture is half as large again.
    """

    target: str
    line: int
    internal: bool


class Reach(Struct, frozen=True):
    """The nodes and files that one role of the program reaches, with one witness each.

    `because` maps a path to the path of the file through which it is reached (itself for a root).
    """

    nodes: frozenset[str]
    because: Mapping[str, str]


class TrainingEvidence(Struct, frozen=True):
    """What is known of an entry point besides its row: the calls that fit, tests that do not count.

    `sites` name the calls that fit the model; `refused` are tests that get there and prove nothing
    (skipped, mocked), each with the reason; `confidence` says how sure it is that this trains;
    `smoke` are the CI steps that run it. `named_in` are the places of tests, of settings that tests
    read or of code that they reach where the name of its class stands as a text: where no test was
    found, one may still run it by that name.
    """

    sites: tuple[Evidence, ...]
    refused: tuple[TestReference, ...]
    confidence: float
    smoke: tuple[TestReference, ...] = ()
    named_in: tuple[str, ...] = ()


class Picture(Struct, frozen=True):
    """What `resolve/` makes of all files together.

    `calls` maps a node to its resolved calls; `module_names` a path to the dotted module names it
    can be imported by; `reach` a role to what it reaches; `roles` a path to its roles, in the
    order training, serving, test, other; `distributions` a normalised distribution name (PEP 503)
    to the roles of the files that import it; `classes` a class node to its resolved bases, direct
    and inherited (`torch.nn.Module`); `training` the node of an entry point (`path::<module>` for
    a notebook) to what is known besides its row; `outside` an imported module of others (dotted)
    to the paths that import it; `elsewhere` are the jobs whose training code is not in the
    repository; `models` those of the inventory, without the days that only the history knows;
    `ordering` the paths of code that orders a training from a cloud. `roles` holds `test` for
    test code only, while `reach["test"]` holds all that tests reach.
    """

    module_names: Mapping[str, tuple[str, ...]]
    calls: Mapping[str, tuple[ResolvedCall, ...]]
    classes: Mapping[str, tuple[str, ...]]
    reach: Mapping[Role, Reach]
    roles: Mapping[str, tuple[Role, ...]]
    distributions: Mapping[str, tuple[Role, ...]]
    entry_points: tuple[EntryPoint, ...]
    training: Mapping[str, TrainingEvidence] = {}
    outside: Mapping[str, tuple[str, ...]] = {}
    elsewhere: tuple[EntryPoint, ...] = ()
    models: tuple[InventoryModel, ...] = ()
    ordering: frozenset[str] = frozenset()
