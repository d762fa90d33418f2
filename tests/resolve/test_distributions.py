"""From imported names to distributions."""

import pytest

from debtaudit.resolve.distributions import distributions_of


@pytest.mark.parametrize(
    ("module", "first"),
    [
        ("PIL.Image", "pillow"),
        ("cv2", "opencv-python"),
        ("sklearn.linear_model", "scikit-learn"),
        ("yaml", "pyyaml"),
        ("bs4", "beautifulsoup4"),
        ("google.cloud.storage", "google-cloud-storage"),
        ("google.cloud.bigquery.table", "google-cloud-bigquery"),
        ("torch.nn.functional", "torch"),
        ("pytorch_lightning.callbacks", "pytorch-lightning"),
        ("Some_Package.part", "some-package"),
        ("mpl_toolkits.mplot3d", "matplotlib"),
        ("skimage.io", "scikit-image"),
        ("azure.storage.blob", "azure-storage-blob"),
    ],
)
def test_modules_and_their_distributions(module: str, first: str) -> None:
    assert distributions_of(module)[0] == first


def test_several_distributions_can_bring_one_module() -> None:
    assert "opencv-python-headless" in distributions_of("cv2")
    assert "tensorflow-gpu" in distributions_of("tensorflow.keras")


def test_a_relative_import_has_none() -> None:
    assert distributions_of("") == ()
