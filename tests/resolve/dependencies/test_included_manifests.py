"""Includes of manifests: resolved in the repository, refused out of it."""

from debtaudit.resolve.dependencies.included_manifests import included_manifests, reached
from tests.resolve.manifest_tree import repository


def test_paths_are_relative_to_the_file_that_includes() -> None:
    facts = repository(
        {
            "requirements.txt": "-r requirements/base.txt\n-c constraints.txt\n",
            "requirements/base.txt": "-r ../requirements-more.txt\nnumpy\n",
            "requirements-more.txt": "pandas\n",
            "constraints.txt": "numpy==1.0\n",
        }
    )
    found = included_manifests(facts.facts)
    assert found.files == {
        "requirements.txt": ("requirements/base.txt",),
        "requirements/base.txt": ("requirements-more.txt",),
    }
    assert found.constraints == {"requirements.txt": ("constraints.txt",)}
    assert found.problems == ()
    assert "requirements-more.txt" in reached(found.files, ["requirements.txt"])


def test_what_leads_out_or_nowhere_or_back_is_a_problem() -> None:
    facts = repository(
        {
            "a/requirements.txt": "-r ../../etc/passwd\n-r gone.txt\n-r requirements-b.txt\n",
            "a/requirements-b.txt": "-r requirements.txt\n",
        }
    )
    assert included_manifests(facts.facts).problems == (
        ("a/requirements-b.txt", "includes itself"),
        ("a/requirements.txt", "includes itself"),
        ("a/requirements.txt", "line 1: includes a file outside the repository"),
        ("a/requirements.txt", "line 2: included file is not there"),
    )


def test_a_dockerfile_means_the_file_beside_it_at_the_root_or_the_only_one() -> None:
    files = {
        "docker/Dockerfile": "FROM x:1\nRUN pip install -r requirements.txt\n",
        "requirements.txt": "numpy\n",
        "other/requirements.txt": "numpy\n",
    }
    assert included_manifests(repository(files).facts).files == {
        "docker/Dockerfile": ("requirements.txt",)
    }
    files["docker/requirements.txt"] = "numpy\n"
    assert included_manifests(repository(files).facts).files == {
        "docker/Dockerfile": ("docker/requirements.txt",)
    }
    del files["docker/requirements.txt"], files["requirements.txt"]
    assert included_manifests(repository(files).facts).files == {
        "docker/Dockerfile": ("other/requirements.txt",)
    }


def test_a_file_that_an_image_is_given_from_elsewhere_is_no_problem() -> None:
    files = {"Dockerfile": "FROM x:1\nRUN pip install -r /opt/base/requirements.txt\n"}
    found = included_manifests(repository(files).facts)
    assert (found.files, found.problems) == ({}, ())
