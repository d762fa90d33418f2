"""conda recipes, which are YAML only after a template engine went over them."""

from debtaudit.extract.manifests.conda_recipe import read
from tests.extract.manifests.expected import grouped

META = b"""\
{% set version = "1.2.0" %}
{% set numpy = "1.21" %}
package:
  name: demand
  version: {{ version }}
build:
  number: 0
requirements:
  build:
    - {{ compiler('cxx') }}
    - cmake >=3.18  # [unix]
  host:
  - python
  - numpy {{ numpy }}
  run:
    - python >=3.8
    - {{ pin_compatible('numpy') }}
    - scipy >=1.5,<2
  run_constrained:
    - pytorch >=1.10
test:
  imports:
    - demand
  requires:
    - pytest
about:
  summary: 'requirements: none'
"""

RECIPE = b"""\
package:
  name: x
outputs:
  - package:
      name: core
    requirements:
      host:
        - if: linux
          then: libgomp
      run:
        - numpy >=1.20
        - ${{ pin_subpackage('x') }}
        - cross-python_${{ target_platform }}
    tests:
      - requirements:
          run:
            - pytest
"""


def test_the_lists_of_a_recipe_are_told_apart() -> None:
    facts = read(META)
    assert grouped(facts) == [
        (11, "cmake", "build"),
        (13, "python", "build"),
        (14, "numpy", "build"),
        (16, "python", None),
        (18, "scipy", None),
        (20, "pytorch", "run_constrained"),
        (25, "pytest", "test"),
    ]
    assert facts is not None
    assert [(one.specifier, one.kind) for one in facts.declarations[2:5]] == [
        ("1.21", "pinned"),
        (">=3.8", "bounded"),
        (">=1.5,<2", "bounded"),
    ]
    assert (facts.packaged, facts.problems, facts.format) == (True, (), "conda-recipe")


def test_a_recipe_with_outputs_and_conditions() -> None:
    assert grouped(read(RECIPE)) == [
        (9, "libgomp", "build"),
        (11, "numpy", None),
        (17, "pytest", "test"),
    ]


def test_a_broken_item_costs_one_problem_and_other_yaml_nothing() -> None:
    facts = read(META.replace(b"- scipy >=1.5,<2", b"- scipy ?? 2"))
    assert facts is not None
    assert facts.problems == ("line 18: not a dependency: scipy ?? 2",)
    assert len(facts.declarations) == 6
    assert read(b"requirements:\n  - x\n") is None
    assert read(b"package: x\nrequirements:\n  other:\n    - y\n") is None
