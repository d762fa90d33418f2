"""Support ends: only where everything that a declaration admits is over."""

import pytest

from debtaudit.domain.manifests import Declaration
from debtaudit.extract.manifests.conda_spec import declare_conda
from debtaudit.extract.manifests.dockerfile import image_declaration
from debtaudit.extract.manifests.requirement import declare
from debtaudit.resolve.dependencies.support import ended_range, ended_support

DAY = "2026-11-22"


def _cycle(declaration: Declaration | None, day: str = DAY) -> str | None:
    assert declaration is not None
    ended = ended_support(declaration, None, day)
    return f"{ended.title} {ended.cycle}" if ended else None


@pytest.mark.parametrize(
    ("text", "cycle"),
    [
        ("numpy==1.21.2", "NumPy 1.21"),
        ("numpy==2.5.1", None),
        ("numpy<2", "NumPy 1.26"),
        ("numpy==1.24.*", "NumPy 1.24"),
        ("numpy>=1.20", None),
        ("numpy", None),
        ("numpy==0.9", None),
        ("numpy==1.9.1", "NumPy 1.9.1"),
        ("Django==3.2", "Django 3.2"),
        ("pyspark==2.4.8", "Apache Spark 2.4"),
        ("pyspark>=3.3,<4", None),
        ("apache-airflow==2.5.0", "Apache Airflow 2"),
        ("python==3.6", None),
        ("torch==1.0", None),
    ],
)
def test_packages(text: str, cycle: str | None) -> None:
    assert _cycle(declare(text, 1)) == cycle


@pytest.mark.parametrize(
    ("image", "cycle"),
    [
        ("python:3.7-slim", "Python 3.7"),
        ("python:3.13", None),
        ("python:3.13-slim-buster", "Debian 10"),
        ("python:3", None),
        ("python", None),
        ("library/ubuntu:18.04", "Ubuntu 18.04"),
        ("ubuntu:bionic", "Ubuntu 18.04"),
        ("ubuntu:24.04", None),
        ("debian:stretch-slim", "Debian 9"),
        ("debian:bookworm", None),
        ("nvidia/cuda:11.0-cudnn8-devel-ubuntu18.04", "Ubuntu 18.04"),
        ("nvidia/cuda:12.4.1-runtime-ubuntu22.04", None),
        ("somebody/python:3.6", None),
        ("alpine:3.12", "Alpine Linux 3.12"),
        ("centos:7", "CentOS 7"),
        ("node:14", "Node.js 14"),
        ("pytorch/pytorch:1.5-cuda10.1-cudnn7-runtime", None),
    ],
)
def test_images(image: str, cycle: str | None) -> None:
    assert _cycle(image_declaration(image, 1, None)) == cycle


@pytest.mark.parametrize(
    ("text", "cycle"),
    [
        ("python=3.7", "Python 3.7"),
        ("python 3.6.*", "Python 3.6"),
        ("python>=3.6", None),
        ("python=3.13", None),
        ("python<3.9", "Python 3.8"),
        ("python", None),
        ("python=3", None),
    ],
)
def test_interpreters_of_conda(text: str, cycle: str | None) -> None:
    assert _cycle(declare_conda(text, 1, None)) == cycle


@pytest.mark.parametrize(
    ("specifier", "cycle"),
    [
        (">=3.6", None),
        (">=3.6,<3.9", "3.8"),
        ("==3.7.*", "3.7"),
        ("^3.7", None),
        ("~3.8", "3.8"),
        (">=3.6,<3.14", None),
        (">=2.7,!=3.0.*", None),
        ("<4", None),
        ("", None),
        ("nonsense", None),
    ],
)
def test_ranges_of_interpreters(specifier: str, cycle: str | None) -> None:
    ended = ended_range("python", specifier, DAY)
    assert (ended.cycle if ended else None) == cycle


def test_the_day_of_the_audit_decides() -> None:
    assert _cycle(declare("numpy==1.26.4", 1), "2025-09-17") is None
    assert _cycle(declare("numpy==1.26.4", 1), "2025-09-18") == "NumPy 1.26"
