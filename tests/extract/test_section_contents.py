"""What sections hold: terms of use, links to weights."""

import pytest

from debtaudit.extract.documents import document_facts

ZOO = "Accuracy 0.9, [weights](https://example.org/files/resnet.pth)."


def holds(heading: str, body: str, name: str = "README.md") -> tuple[str, ...]:
    """Return what the section of a README holds."""
    text = f"# A project\n\nOn data and models.\n\n## {heading}\n\n{body}\n\n## More\n\nx\n"
    section = document_facts(name, text.encode()).headings[1]
    assert section.text == heading
    return section.holds


@pytest.mark.parametrize(
    ("heading", "body"),
    [
        ("Data", "The tables are published under the Open Government Licence."),
        ("The dataset", "Images are licensed under CC BY 4.0."),
        ("Training corpus", "It is in the public domain."),
        ("Data", "See the [terms and conditions](https://example.org) of its owner."),
        ("License", "The code is MIT; the model weights are released under CC-BY-NC 4.0."),
        ("Licence", "Code and data are subject to the licence of the ministry."),
    ],
)
def test_terms_of_data_and_models_are_found(heading: str, body: str) -> None:
    assert holds(heading, body) == ("terms",)


@pytest.mark.parametrize(
    ("heading", "body"),
    [
        ("Data", "Whoever downloads it must comply with its original license."),
        ("Adding a dataset", "The license should permit the intended usage."),
        ("License", "[MIT](https://example.org/serving-models/LICENSE)"),
        ("License", "MIT, see LICENSE."),
        ("Installation", "The data set is licensed under MIT."),
    ],
)
def test_words_that_name_no_terms_are_none(heading: str, body: str) -> None:
    assert holds(heading, body) == ()


def test_links_to_weights_are_found_in_deeper_sections_too() -> None:
    assert holds("Pretrained models", f"Ours:\n\n### Large\n\n{ZOO}") == ("weights",)
    assert holds("Models", f"<a href='https://example.org/a.ckpt'>x</a> {ZOO}") == ("weights",)


@pytest.mark.parametrize(
    ("heading", "body"),
    [
        ("Pretrained models", "See `resnet.pth` in the folder."),
        ("Pretrained models", "[paper](https://example.org/resnet.pdf)"),
        ("Results", ZOO),
        ("Pretrained model", f"{ZOO} Download it and put it into `data/`."),
    ],
)
def test_weights_elsewhere_or_to_start_from_are_none(heading: str, body: str) -> None:
    assert holds(heading, body) == ()


def test_the_title_of_a_readme_is_no_section() -> None:
    title = document_facts("README.md", f"# Models\n\n{ZOO}\n\n## Use\n\nx\n".encode())
    assert [one.holds for one in title.headings] == [(), ()]


def test_only_readmes_and_the_like_are_looked_into() -> None:
    assert holds("Models", ZOO, "MODEL_ZOO.md") == ("weights",)
    assert holds("Models", ZOO, "notes.md") == ()


def test_sections_of_restructured_text_count_too() -> None:
    text = b"Project\n=======\n\nData\n----\n\nLicensed under CC BY.\n\nMore\n----\n\nx\n"
    found = document_facts("README.rst", text).headings
    assert [(one.text, one.holds) for one in found] == [
        ("Project", ()),
        ("Data", ("terms",)),
        ("More", ()),
    ]
