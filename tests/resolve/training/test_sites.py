"""What fits a model, and what only looks like it."""

import pytest

from tests.resolve.drawing import notebook, points_of

TRAINS = {
    "sklearn": (
        "from sklearn.svm import SVC\n\ndef run(x, y):\n    return SVC().fit(x, y)\n",
        "sklearn",
    ),
    "pipeline of sklearn": (
        """
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler
        from sklearn.svm import SVC

        def run(x, y):
            pipe = make_pipeline(StandardScaler(), SVC())
            pipe.fit(x, y)
        """,
        "sklearn",
    ),
    "unknown receiver with a model's name": (
        "from sklearn import svm\n\ndef run(model, x, y):\n    model.fit(x, y)\n",
        "sklearn",
    ),
    "unknown receiver with two arguments": (
        "import xgboost\n\ndef run(thing, x, y):\n    thing.fit(x, y)\n",
        "xgboost",
    ),
    "keras by its keywords": (
        "from tensorflow import keras\n\ndef run(m, d):\n    m.fit(d, epochs=3)\n",
        "tensorflow",
    ),
    "keras sequential": (
        """
        from tensorflow.keras import Sequential

        def run(x, y):
            m = Sequential()
            m.compile("adam")
            m.fit(x, y)
        """,
        "keras",
    ),
    "xgboost": ("import xgboost as xgb\n\ndef run(d):\n    return xgb.train({}, d)\n", "xgboost"),
    "lightgbm": ("import lightgbm as lgb\n\ndef run(d):\n    lgb.train({}, d)\n", "lightgbm"),
    "torch loop": (
        """
        import torch

        def run(model, data, optimizer):
            for x, y in data:
                loss = model(x, y)
                loss.backward()
                optimizer.step()
        """,
        "pytorch",
    ),
    "torch with a scaler and accelerate": (
        """
        from accelerate import Accelerator

        def run(model, data, scaler, optim):
            accelerator = Accelerator()
            for x in data:
                accelerator.backward(model(x))
                scaler.step(optim)
        """,
        "pytorch",
    ),
    "a tape of tensorflow": (
        """
        import tensorflow as tf

        def run(model, data, optimizer):
            for x in data:
                with tf.GradientTape() as tape:
                    loss = model(x)
                grads = tape.gradient(loss, model.trainable_variables)
                optimizer.apply_gradients(zip(grads, model.trainable_variables))
        """,
        "tensorflow",
    ),
    "jax and optax": (
        """
        import jax
        import optax

        def run(params, loss, opt, state, data):
            for batch in data:
                grads = jax.grad(loss)(params, batch)
                updates, state = opt.update(grads, state)
                params = optax.apply_updates(params, updates)
        """,
        "jax",
    ),
    "lightning": (
        "import pytorch_lightning as pl\n\ndef run(m):\n    pl.Trainer(max_epochs=1).fit(m)\n",
        "lightning",
    ),
    "transformers": (
        """
        from transformers import Trainer

        def run(model):
            trainer = Trainer(model)
            trainer.train()
        """,
        "transformers",
    ),
    "a trainer that derives from transformers": (
        """
        from transformers import Trainer

        class MyTrainer(Trainer):
            def compute_loss(self, model, inputs):
                return model(inputs)

        def run(model):
            MyTrainer(model).train()
        """,
        "transformers",
    ),
    "jax without a library": (
        """
        import jax

        def run(params, rows):
            def update(params, row):
                grads = jax.grad(loss)(params, row)
                return jax.tree_util.tree_map(lambda p, g: p - 0.1 * g, params, grads)

            for row in rows:
                params = update(params, row)
        """,
        "jax",
    ),
    "flax nnx": (
        """
        from flax import nnx

        def run(model, optimizer, rows):
            for row in rows:
                grads = nnx.grad(loss)(model, row)
                optimizer.update(grads)
        """,
        "jax",
    ),
    "statsmodels": (
        "import statsmodels.api as sm\n\ndef run(x, y):\n    return sm.OLS(y, x).fit()\n",
        "statsmodels",
    ),
    "prophet": (
        "from prophet import Prophet\n\ndef run(d):\n    m = Prophet()\n    m.fit(d)\n",
        "prophet",
    ),
    "spark": (
        """
        from pyspark.ml.classification import LogisticRegression

        def run(d):
            return LogisticRegression().fit(d)
        """,
        "spark",
    ),
    "word2vec trains when it is made with data": (
        "from gensim.models import Word2Vec\n\ndef run(s):\n    return Word2Vec(s)\n",
        "gensim",
    ),
    "fastai": (
        "from fastai.vision.all import *\n\ndef run(d):\n    vision_learner(d).fit_one_cycle(1)\n",
        "fastai",
    ),
    "trl": (
        "from trl import SFTTrainer\n\ndef run(m):\n    SFTTrainer(m).train()\n",
        "trl",
    ),
    "super().fit beside other work": (
        """
        from sklearn.ensemble import BaggingClassifier

        class run(BaggingClassifier):
            def fit(self, x, y):
                self.check(x)
                return super().fit(x, y)
        """,
        "sklearn",
    ),
    "an estimator of one's own": (
        """
        class run:
            def fit(self, rows):
                for row in rows:
                    self.counts.update(row)

            def predict(self, row):
                return self.counts.most_common(1)
        """,
        "own code",
    ),
    "backward and step in two methods": (
        """
        import torch

        class run:
            def compute(self):
                self.loss.backward()

            def fit(self):
                for batch in self.data:
                    self.compute()
                    self.optimizer.step()
        """,
        "pytorch",
    ),
    "a filter whose parameters are learned": (
        "from pykalman import KalmanFilter\n\n"
        "class run:\n    def fit(self, x):\n        self.kalman = KalmanFilter()\n"
        "        return self.kalman.em(x)\n",
        "pykalman",
    ),
    "a detector of scikit-learn's covariances": (
        "from sklearn.covariance import EllipticEnvelope\n\n"
        "def run(x):\n    return EllipticEnvelope().fit(x)\n",
        "sklearn",
    ),
    "a class of own code that trains and scores": (
        "import numpy as np\n\nclass run:\n    def fit(self, x):\n"
        "        self.mean, self.spread = np.mean(x), np.std(x)\n\n"
        "    def score(self, x):\n        return (x - self.mean) / self.spread\n",
        "own code",
    ),
    "own code that tells a tracker of it": (
        "import mlflow\nimport numpy as np\n\nclass run:\n    def fit(self, x):\n"
        "        self.mean = np.mean(x)\n        mlflow.log_metric('mean', self.mean)\n\n"
        "    def predict(self, x):\n        return self.mean\n",
        "own code",
    ),
}


@pytest.mark.parametrize("name", TRAINS)
def test_code_that_trains(name: str) -> None:
    text, framework = TRAINS[name]
    found = points_of({"train.py": text})
    symbols = [point.symbol for point in found.values()]
    assert symbols in (["run"], ["run.fit"]), symbols
    assert [point.framework for point in found.values()] == [framework]


DOES_NOT_TRAIN = {
    "a gradient that moves no parameters": (
        "import jax\n\ndef sensitivity(x):\n    grads = jax.grad(f)(x)\n"
        "    found = {}\n    found.update(a=grads)\n"
        "    return jax.tree_util.tree_map(abs, grads)\n"
    ),
    "a scaler": (
        "from sklearn.preprocessing import StandardScaler\n"
        "from sklearn.svm import SVC\n\ndef run(x):\n    StandardScaler().fit(x)\n"
    ),
    "a scaler of which only the name is known": (
        "import sklearn.svm\n\ndef run(scaler, x):\n    scaler.fit(x)\n"
    ),
    "an encoder with labels": (
        "import sklearn\n\ndef run(target_encoder, x, y):\n    target_encoder.fit(x, y)\n"
    ),
    "a vectoriser": (
        "from sklearn.feature_extraction.text import TfidfVectorizer\n\n"
        "def run(x):\n    v = TfidfVectorizer()\n    v.fit(x)\n"
    ),
    "principal components alone": (
        "from sklearn.decomposition import PCA\n\ndef run(x):\n    PCA(2).fit(x)\n"
    ),
    "a tokeniser": (
        "from tensorflow.keras.preprocessing.text import Tokenizer\n"
        "import keras\n\ndef run(tokenizer, x):\n    tokenizer.fit(x)\n"
    ),
    "the training mode of a module": (
        "import torch\n\ndef run(model, data):\n    model.train()\n    model.train(False)\n"
    ),
    "the training mode of a pretrained model": (
        "from transformers import AutoModel\n\n"
        "def run():\n    model = AutoModel.from_pretrained('x')\n    model.train()\n"
    ),
    "gradients without a step": (
        "import torch\n\ndef run(model, x):\n    model(x).backward()\n    return x.grad\n"
    ),
    "an environment and a scheduler": (
        "import torch\n\ndef run(env, scheduler, loss):\n"
        "    loss.backward()\n    env.step(1)\n    scheduler.step()\n"
    ),
    "an evaluation loop": (
        "import torch\n\ndef run(model, data):\n    model.eval()\n"
        "    for x in data:\n        model(x)\n"
    ),
    "fit of something without a framework": (
        "import matplotlib\n\ndef run(model, x, y):\n    model.fit(x, y)\n"
    ),
    "a minimiser of scipy": (
        "from scipy import optimize\nimport tensorflow\n\n"
        "def run(f):\n    for x in range(3):\n        optimize.minimize(f, x)\n"
    ),
    "a graph that is only built": (
        "import tensorflow as tf\n\n"
        "def run(loss):\n    return tf.train.AdamOptimizer().minimize(loss)\n"
    ),
    "a resampler that looks for neighbours": (
        "from sklearn.neighbors import NearestNeighbors\n\n"
        "class Sampler:\n    def _fit_resample(self, x):\n        NearestNeighbors().fit(x)\n"
    ),
    "clusters inside a layer": (
        "import torch\nfrom sklearn.cluster import KMeans\n\n"
        "def update_layer(x):\n    KMeans(2).fit(x)\n"
    ),
    "an abstract method": (
        "class Base:\n    def fit(self, x):\n        raise NotImplementedError()\n\n"
        "    def predict(self, x):\n        raise NotImplementedError()\n"
    ),
    "a method that only hands on": (
        "class Base:\n    def fit(self, x):\n        return self.inner.fit(x)\n\n"
        "    def predict(self, x):\n        return self.inner.predict(x)\n"
    ),
    "a step that lightning calls": (
        "import pytorch_lightning as pl\n\nclass M(pl.LightningModule):\n"
        "    def training_step(self, b):\n        self.manual_backward(b)\n"
        "        self.optimizers().step()\n"
    ),
    "an optimiser that hands gradients on": (
        "import tensorflow as tf\n\nclass Both:\n    def apply_gradients(self, pairs):\n"
        "        for optimizer in self.optimizers:\n            optimizer.apply_gradients(pairs)\n"
    ),
    "gradients of an embedding": (
        "import tensorflow as tf\n\nclass Layer:\n    def trap(self, grads):\n"
        "        self.table.apply_gradients(grads)\n"
    ),
    "a covariance inside the scoring of a detector": (
        "import torch\nfrom sklearn.covariance import MinCovDet\n\nclass Window:\n"
        "    def score(self, x):\n        return MinCovDet().fit(x).mahalanobis(x)\n"
    ),
    "smoothing of what is missing": (
        "from pykalman import KalmanFilter\n\n"
        "def filled(x):\n    return KalmanFilter().em(x).smooth(x)\n"
    ),
    "the hooks of a tracker": (
        "import comet_ml\nimport logging\nimport os\n\nlogger = logging.getLogger()\n\n"
        "class Comet:\n    def train(self, path):\n        self.run = comet_ml.Experiment()\n"
        "        self.note(os.path.basename(path))\n\n"
        "    def train_model(self, model):\n        self.note('model')\n\n"
        "    def note(self, text):\n        logger.info(text)\n        self.run.log_html(text)\n\n"
        "    def predict(self, path):\n        self.note(path)\n"
    ),
    "fit in prose and comments": '"""model.fit(x, y)"""\nimport sklearn\n# model.fit(x, y)\n',
    "word2vec that is loaded": (
        "from gensim.models import Word2Vec\n\ndef run(s):\n    return Word2Vec.load('m')\n"
    ),
}


@pytest.mark.parametrize("name", DOES_NOT_TRAIN)
def test_code_that_does_not_train(name: str) -> None:
    assert points_of({"work.py": DOES_NOT_TRAIN[name]}) == {}


def test_a_framework_that_an_imported_file_brings_counts_as_evidence() -> None:
    files = {
        "models.py": "from sklearn.svm import SVC\n\ndef build():\n    return SVC()\n",
        "run.py": (
            "from models import build\n\ndef main(x):\n    model = build()\n    model.fit(x)\n"
        ),
    }
    assert list(points_of(files)) == ["run.py::main"]


HANDED = {
    "models.py": """
        from sklearn.svm import SVC

        class Model:
            def train(self, rows):
                self.svc = SVC().fit(rows.x, rows.y)
    """,
    "cv.py": """
        def main(rows):
            cv_train(load(rows), rows)

        def cv_train(model, rows):
            model.train(rows)
    """,
}


def test_a_function_that_trains_the_model_it_is_handed_needs_no_framework() -> None:
    assert list(points_of(HANDED)) == ["cv.py::main", "models.py::Model.train"]


@pytest.mark.parametrize(
    "text",
    [
        HANDED["cv.py"].replace("cv_train", "call"),
        HANDED["cv.py"].replace("model", "bird"),
        HANDED["cv.py"].replace("model.train(rows)", "model.train(True)"),
        HANDED["cv.py"].replace("model.train(rows)", "model.fit(rows)"),
        HANDED["cv.py"].replace("cv_train(load(rows), rows)", "load(rows)"),
    ],
    ids=["its name", "the parameter's name", "no data", "no such method", "called by nothing"],
)
def test_without_one_of_its_signs_it_is_no_training(text: str) -> None:
    assert list(points_of({**HANDED, "cv.py": text})) == ["models.py::Model.train"]


def test_a_function_that_only_tests_call_is_no_training_of_the_program() -> None:
    text = "def timed_fit(model, rows):\n    model.train(rows)\n"
    test = "from cv import timed_fit\n\ndef test_it():\n    timed_fit(make(), [1])\n"
    found = points_of({**HANDED, "cv.py": text, "tests/test_it.py": test})
    assert list(found) == ["models.py::Model.train"]


def test_magics_do_not_hide_the_training_of_a_notebook() -> None:
    text = notebook(
        "%matplotlib inline\n!pip install scikit-learn",
        "from sklearn.svm import SVC",
        "def go(x, y):\n    return SVC().fit(x, y)",
        "go(1, 2)",
    )
    found = points_of({"explore.ipynb": text})
    assert list(found) == ["explore.ipynb::<notebook>"]


def test_preprocessing_in_a_notebook_is_no_training() -> None:
    text = notebook(
        "from sklearn.preprocessing import StandardScaler", "StandardScaler().fit([[1]])"
    )
    assert points_of({"explore.ipynb": text}) == {}
