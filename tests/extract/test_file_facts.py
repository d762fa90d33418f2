"""One file in, all of its facts out, whatever it holds."""

import msgspec
import pytest

from debtaudit.domain.files import FileFacts, PathClass
from debtaudit.domain.manifests import ManifestFacts
from debtaudit.extract.file_facts import extract, prepare
from debtaudit.extract.path_class import UNREAD


def test_python_gives_python_facts_with_either_engine() -> None:
    source = b"import torch\n\ndef train():\n    for x in range(3):\n        torch.step(x)\n"
    fused = extract(PathClass.PYTHON, "train.py", source, "fused")
    radon = extract(PathClass.PYTHON, "train.py", source, "radon")
    assert fused == radon
    assert fused.python is not None
    assert [one.name for one in fused.python.definitions] == ["<module>", "train"]


def test_setup_py_is_code_and_manifest() -> None:
    facts = extract(
        PathClass.SETUP_PY,
        "setup.py",
        b"from setuptools import setup\nsetup(name='x', install_requires=['torch==1.13.1'])\n",
    )
    assert facts.python is not None
    assert facts.manifest is not None
    assert [one.name for one in facts.manifest.declarations] == ["torch"]


def test_a_workflow_is_steps_and_manifest() -> None:
    facts = extract(
        PathClass.WORKFLOW,
        "ci.yml",
        b"on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: pip install torch==1.0\n",
    )
    assert facts.workflow is not None and facts.workflow.triggers == ("push",)
    assert facts.manifest is not None
    assert [one.name for one in facts.manifest.declarations] == ["torch"]


def test_a_conda_environment_is_settings_and_manifest() -> None:
    facts = extract(
        PathClass.YAML, "environment.yml", b"name: x\ndependencies:\n  - python=3.8\n  - numpy\n"
    )
    assert facts.manifest is not None and facts.manifest.format == "conda"
    assert facts.settings[0].key == "name"


def test_a_notebook_declares_what_it_installs() -> None:
    notebook = (
        b'{"cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": 1,'
        b'"source": ["!pip install torch==1.0\\n", "import torch"]}],'
        b'"metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    )
    facts = extract(PathClass.NOTEBOOK, "a.ipynb", notebook)
    assert facts.python is not None and facts.python.shell
    assert facts.manifest is not None and facts.manifest.declarations[0].name == "torch"


def test_documents_scripts_and_owners() -> None:
    assert extract(PathClass.DOCUMENT, "a.md", b"# Title\n").document is not None
    assert extract(PathClass.SHELL, "a.sh", b"python train.py\n").workflow is not None
    assert extract(PathClass.CODEOWNERS, "CODEOWNERS", b"* @ml\n").owners[0].owners == ("@ml",)


@pytest.mark.parametrize("kind", [PathClass.PYTHON, PathClass.POINTER, PathClass.YAML])
def test_a_git_lfs_pointer_in_any_place(kind: PathClass) -> None:
    pointer = (
        b"version https://git-lfs.github.com/spec/v1\n"
        b"oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n"
    )
    facts = extract(kind, "x", pointer)
    assert facts == FileFacts(
        pointer="sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393"
    )


def test_a_dvc_pointer() -> None:
    data = b"outs:\n- md5: a304afb96060aad90176268345e10355\n  size: 5\n  path: model.pt\n"
    assert extract(PathClass.POINTER, "model.pt.dvc", data).pointer == (
        "a304afb96060aad90176268345e10355"
    )


def test_what_was_found_stays_where_another_reader_fails() -> None:
    facts = extract(PathClass.WORKFLOW, "ci.yml", b"run: pip install torch==1.0\na: b: c\n")
    assert facts.problem == "not parsed: broken YAML (line 2)"
    assert facts.manifest is not None


HOSTILE = [
    b"",
    b"\0",
    b"\0" * 5_000,
    b"\xff\xfe\x00",
    b"\xef\xbb\xbf",
    "ä = 1\n# ü".encode("latin-1"),
    "a = 1\n".encode("utf-16"),
    "a = 1\n".encode("utf-32"),
    b"[" * 100_000,
    b"(" * 5_000 + b")" * 5_000,
    b'{"a":' * 100_000,
    b"- " * 20_000,
    b"x = " + b"-" * 50_000 + b"1",
    b"a." * 4_000 + b"a = 1",
    b"if x:\n  pass\n" + b"elif x:\n  pass\n" * 4_000,
    b"\t" * 100_000,
    b"\n" * 300_000,
    b" " * 300_000 + b"x",
    b"a" + b" " * 100 + b"x",
    b'"' + b'\\"' * 100_000,
    b"/*" * 90_000,
    b"sh '''\n" * 20_000,
    b"cron\n" + b"\n" * 200_000,
    b"<<EOF\n" * 50_000,
    b"#" * 200_000,
    b"=\n" * 100_000,
    b"a: &a [*a]\nb: {<<: *a}",
    b"{{ x }}\n{% if y %}\n: :\n",
    b"\r" * 10_000,
    b"\x1b[31m: \x07\n\xe2\x80\xae",
    b"<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> x\n",
    b"%YAML 9.9\n---\n!<tag:x> a\n",
    b'{"cells": null}',
    b'{"cells": [1, null, {"source": 5}]}',
]


@pytest.mark.parametrize("kind", [one for one in PathClass if one not in UNREAD])
@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_no_bytes_raise_in_any_class_and_problems_are_one_line(
    kind: PathClass, number: int
) -> None:
    facts = extract(kind, "file.txt", HOSTILE[number])
    assert isinstance(facts, FileFacts)
    if facts.problem is not None:
        assert facts.problem.startswith("not parsed: ")
        assert facts.problem.isprintable()
    # what was extracted travels through the cache and comes back the same
    packed = msgspec.msgpack.encode(facts)
    assert msgspec.msgpack.decode(packed, type=FileFacts) == facts


def test_preparing_is_only_about_speed() -> None:
    prepare(PathClass)
    prepare(())


def test_facts_of_a_file_without_anything_are_empty() -> None:
    assert extract(PathClass.INI, "a.ini", b"") == FileFacts()
    requirements = extract(PathClass.REQUIREMENTS, "requirements.txt", b"")
    assert isinstance(requirements.manifest, ManifestFacts)
