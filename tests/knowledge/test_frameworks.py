"""The rows that say what trains and what serves."""

import pytest

from debtaudit.knowledge.frameworks import (
    ServingKind,
    pattern_of,
    serving_mark,
    serving_marks,
    training_call,
    training_calls,
    training_packages,
)
from debtaudit.knowledge.vocabulary import vocabulary


@pytest.mark.parametrize(
    ("name", "framework", "kind"),
    [
        ("sklearn.linear_model.LogisticRegression.fit", "sklearn", "training"),
        ("sklearn.model_selection.GridSearchCV.fit", "sklearn", "training"),
        ("sklearn.preprocessing.StandardScaler.fit", "sklearn", "preprocessing"),
        ("sklearn.compose.ColumnTransformer.fit", "sklearn", "preprocessing"),
        ("sklearn.compose.TransformedTargetRegressor.fit", "sklearn", "training"),
        ("sklearn.cluster.KMeans.fit", "sklearn", "auxiliary"),
        ("sklearn.covariance.MinCovDet.fit", "sklearn", "auxiliary"),
        ("sklearn.covariance.EllipticEnvelope.fit", "sklearn", "training"),
        ("pykalman.KalmanFilter.em", "pykalman", "auxiliary"),
        ("sklearn.base.TransformerMixin.fit", "sklearn", "preprocessing"),
        ("sklearn.base.clone.fit", "sklearn", "training"),
        ("xgboost.XGBClassifier.fit", "xgboost", "training"),
        ("xgboost.train", "xgboost", "training"),
        ("tensorflow.keras.models.Sequential.fit", "keras", "training"),
        ("tensorflow.keras.preprocessing.text.Tokenizer.fit", "keras", "preprocessing"),
        ("keras.Model.fit", "keras", "training"),
        ("pytorch_lightning.Trainer.fit", "lightning", "training"),
        ("transformers.Seq2SeqTrainer.train", "transformers", "training"),
        ("transformers.AutoModel.from_pretrained.train", "transformers", "mode"),
        ("pyspark.ml.Pipeline.fit", "spark", "training"),
        ("pyspark.ml.feature.StringIndexer.fit", "spark", "preprocessing"),
        ("gensim.models.Word2Vec", "gensim", "constructor"),
        ("tfx.v1.components.Trainer", "tfx", "stage"),
        ("statsmodels.tsa.arima.model.ARIMA.fit", "statsmodels", "training"),
    ],
)
def test_the_longest_pattern_decides(name: str, framework: str, kind: str) -> None:
    row = training_call(name)
    assert row is not None
    assert (row.framework, row.kind) == (framework, kind)


@pytest.mark.parametrize(
    "name",
    ["torch.nn.Module.train", "matplotlib.pyplot.fit", "xgboost.Booster.predict", "fit", "", "..."],
)
def test_other_calls_match_no_row(name: str) -> None:
    assert training_call(name) is None


def test_every_row_is_well_formed_and_stands_once() -> None:
    rows = [row for rows in training_calls().values() for row in rows]
    kinds = {"training", "constructor", "preprocessing", "mode", "stage", "auxiliary"}
    assert {row.kind for row in rows} == kinds
    patterns = [row.pattern for row in rows]
    assert len(patterns) == len(set(patterns))
    for member, its in training_calls().items():
        assert member.isidentifier(), f"the last part of {its[0].pattern} holds a star"


def test_two_stars_are_refused() -> None:
    with pytest.raises(ValueError, match="one \\* at most"):
        pattern_of("a.*.b.*.fit")


def test_a_pattern_may_stand_for_nothing_between_its_dots() -> None:
    pattern = pattern_of("keras.*.fit")
    assert pattern.matches("keras.fit")
    assert pattern.matches("keras.models.Model.fit")
    assert not pattern.matches("keras.fits")
    assert not pattern.matches("keras")


def test_packages_name_their_framework() -> None:
    packages = training_packages()
    assert packages["torch"] == "pytorch"
    assert packages["fbprophet"] == "prophet"
    assert "category_encoders" not in packages


@pytest.mark.parametrize(
    ("kind", "name", "what"),
    [
        ("call", "fastapi.FastAPI", "FastAPI application"),
        ("call", "streamlit.title", "Streamlit application"),
        ("base", "ts.torch_handler.base_handler.BaseHandler", "TorchServe handler"),
        ("decorator", "ray.serve.deployment", "Ray Serve deployment"),
        ("handler", "lambda_handler(event,context)", "AWS Lambda handler"),
        ("class", "TritonPythonModel", "Triton model"),
        ("file", "predict", "prediction script"),
    ],
)
def test_serving_marks(kind: ServingKind, name: str, what: str) -> None:
    kinds = {mark.kind for mark in serving_marks("call")}
    assert kinds == {"call"}
    mark = serving_mark(kind, name)
    assert mark is not None
    assert mark.what == what


def test_word_lists_hold_words_and_an_unknown_list_is_an_error() -> None:
    assert "fit" in vocabulary("training-verbs")
    assert all(word and "\t" not in word for word in vocabulary("model-names"))
    with pytest.raises(KeyError):
        vocabulary("no-such-list")
