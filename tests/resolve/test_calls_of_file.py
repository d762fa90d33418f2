"""Calls that were resolved before are taken over as long as they hold, and no longer."""

from collections.abc import Mapping, Sequence
from hashlib import sha1

import msgspec
import pytest
from msgspec.structs import replace

from debtaudit.domain.files import FileFacts
from debtaudit.resolve.calls import Before
from debtaudit.resolve.calls_of_file import AskedModules, CallsOfFile
from debtaudit.resolve.lookup import Lookup, lookup_of
from debtaudit.resolve.modules import ModuleIndex
from debtaudit.resolve.picture import draw
from tests.resolve.drawing import facts_of, targets

FILES = {
    "lib/__init__.py": "from lib.fitting import fit\n",
    "lib/fitting.py": "from sklearn.svm import SVC\n\ndef fit(x, y):\n    return SVC().fit(x, y)\n",
    "lib/nets.py": "class Base:\n    def forward(self, x):\n        return x\n",
    "models.py": "from lib.nets import Base\n\nclass Net(Base):\n    pass\n",
    "train.py": "from lib import fit\n\nfit([[0], [1]], [0, 1])\n",
    "serve.py": (
        "from models import Net\n\ndef answer(x):\n    net = Net()\n    return net.forward(x)\n"
    ),
    "other.py": "import json\n\njson.dumps({})\n",
}


class Drawing:
    """Draws one version of the files after the other, with all that is kept of those before."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], bytes] = {}
        self.facts: dict[tuple[str, str], FileFacts] = {}
        self.lookup: Lookup | None = None

    def read(self, files: Mapping[str, str]) -> set[str]:
        """Draw, compare with a picture drawn from nothing, and return what was read anew."""
        entries, facts = facts_of(files)
        entries = tuple(
            replace(one, blob=sha1(files[one.path].encode()).hexdigest()) for one in entries
        )
        blobs = {one.path: one.blob for one in entries}
        facts = {path: self.facts.setdefault((path, blobs[path]), facts[path]) for path in facts}
        calls = {
            path: msgspec.msgpack.decode(self.known[path, blob], type=CallsOfFile)
            for path, blob in blobs.items()
            if (path, blob) in self.known
        }
        read: dict[str, CallsOfFile] = {}
        self.lookup = lookup_of(entries, facts, self.lookup)
        picture = draw(entries, facts, Before(self.lookup, blobs, calls, read.__setitem__))
        expected = draw(entries, facts)
        assert picture == expected
        assert list(picture.calls) == list(expected.calls)
        for path, part in read.items():
            self.known[path, blobs[path]] = msgspec.msgpack.encode(part)
        return set(read)


def test_nothing_is_read_again_where_nothing_changed() -> None:
    drawing = Drawing()
    assert drawing.read(FILES) == set(FILES)
    assert drawing.read(FILES) == set()


NETS = FILES["lib/nets.py"]
CHANGES: Sequence[tuple[str, dict[str, str | None], set[str]]] = [
    (
        "an own file",
        {"other.py": "import json\n\njson.loads('1')\n"},
        {"other.py"},
    ),
    (
        "what a file imports through a package",
        {"lib/fitting.py": "fit = print\n"},
        {"lib/__init__.py", "lib/fitting.py", "train.py"},
    ),
    (
        "the base of a base",
        {"lib/nets.py": "class Base:\n    def call(self, x):\n        return x\n"},
        {"lib/nets.py", "models.py", "serve.py"},
    ),
    (
        "lines and calls in the body of what others call",
        {
            "lib/fitting.py": FILES["lib/fitting.py"].replace(
                "    return", "    log(x)\n    return"
            ),
            "lib/nets.py": "\n\n"
            + NETS.replace("        return", "        log(x)\n        return"),
        },
        {"lib/fitting.py", "lib/nets.py"},
    ),
    (
        "a name that nobody asked for",
        {"lib/nets.py": NETS + "\nclass Other:\n    pass\n"},
        {"lib/nets.py"},
    ),
    (
        "a base of the base",
        {"lib/nets.py": "from torch.nn import Module\n" + NETS.replace("Base:", "Base(Module):")},
        {"lib/nets.py", "models.py", "serve.py"},
    ),
    (
        "a decorator of an inherited method",
        {"lib/nets.py": NETS.replace("    def", "    @property\n    def")},
        {"lib/nets.py", "models.py", "serve.py"},
    ),
    (
        "a name that comes with a star import",
        {"lib/nets.py": "from lib.fitting import *\n" + NETS.replace("Base", "Other")},
        {"lib/nets.py", "models.py", "serve.py"},
    ),
    (
        "a name that another import brings",
        {"lib/__init__.py": "from lib.nets import Base as fit\n"},
        {"lib/__init__.py", "train.py"},
    ),
    (
        "a file that is gone",
        {"lib/nets.py": None},
        {"models.py", "serve.py"},
    ),
    (
        "a file that takes the place of a library",
        {"json.py": "def dumps(x):\n    return x\n"},
        {"json.py", "other.py"},
    ),
    (
        "a package that stands nearer",
        {"lib/models.py": "", "lib/json/__init__.py": ""},
        {"lib/models.py", "lib/json/__init__.py"},
    ),
]


@pytest.mark.parametrize(
    ("change", "read"), [one[1:] for one in CHANGES], ids=[one[0] for one in CHANGES]
)
def test_what_a_change_touches_is_read_again(change: dict[str, str | None], read: set[str]) -> None:
    drawing = Drawing()
    drawing.read(FILES)
    after = {path: text for path, text in (FILES | change).items() if text is not None}
    assert drawing.read(after) == read
    assert drawing.read(FILES) <= set(FILES)  # and back
    assert drawing.read(FILES) == set()


def test_an_argument_becomes_a_callback_where_a_function_of_that_name_comes() -> None:
    files = {
        "run.py": "def run(step):\n    pass\n",
        "loop.py": (
            "from run import run\n\ndef main():\n    def turn():\n        pass\n"
            "    step = turn\n    run(step)\n"
        ),
        "far.py": "def unrelated():\n    pass\n",
    }
    drawing = Drawing()
    drawing.read(files)
    assert "loop.py" in drawing.read(files | {"far.py": "def step():\n    pass\n"})
    assert "loop.py" in drawing.read(files | {"far.py": "def another():\n    pass\n"})


def test_other_files_have_no_say_in_what_a_circle_of_imports_means() -> None:
    """Packages that import all of each other: whoever is read first, the answer is the same."""
    circle = {
        "a/__init__.py": "from b import *\nfrom c import *\n",
        "b/__init__.py": "from a import *\n",
        "c.py": "def work():\n    pass\n",
        "use_b.py": "from b import work\n\nwork()\n",
        "use_a.py": "from a import work\n\nwork()\n",
    }
    drawing = Drawing()
    drawing.read(circle)
    assert drawing.read(circle | {"use_b.py": circle["use_b.py"] + "work()\n"}) == {"use_b.py"}
    assert drawing.read(circle | {"zz.py": "import a\n"}) == {"zz.py"}
    entries, facts = facts_of(circle)
    assert targets(draw(entries, facts), "use_a.py::<module>") == ["c.py::work"]


def test_what_was_read_of_a_file_is_kept_under_its_path() -> None:
    """The same bytes at two places import different files."""
    twin = "from model import Net\n\nNet()\n"
    files = {"one/model.py": "class Net:\n    pass\n", "one/use.py": twin, "two/use.py": twin}
    drawing = Drawing()
    drawing.read(files)
    entries, facts = facts_of(files)
    picture = draw(entries, facts)
    assert targets(picture, "one/use.py::<module>") == ["one/model.py::Net"]
    assert drawing.read(files | {"two/model.py": "class Net:\n    pass\n"}) >= {"two/use.py"}


def test_answers_of_modules_are_confirmed_or_not() -> None:
    index = ModuleIndex(["a/b.py", "c.py"], [""], frozenset())
    right = ("a", ".b", "a/b.py::<module>"), ("", "/c", "c.py::<module>"), ("", "gone.x", "gone.x")
    assert index.confirms(right)
    assert index.confirms(right[1:])
    assert not index.confirms((*right, ("", "/d", "d.py::<module>")))
    assert not index.confirms((("a", ".b", None),))
    assert index.confirms(())


def test_questions_are_asked_again_as_they_were_asked() -> None:
    index = ModuleIndex(["a/b.py", "a/__init__.py", "c.py"], [""], frozenset())
    asked = AskedModules(index)
    assert asked.relative("a/b.py", "b", 1) == "a/b.py::<module>"
    assert asked.relative("a/b.py", "c", 2) == "c.py::<module>"
    assert asked.relative("c.py", "", 1) is None
    assert asked.absolute("c.py", "a.b") == "a/b.py::<module>"
    assert asked.inside("a", "b") == "a/b.py::<module>"
    assert asked.inside("", "c") == "c.py::<module>"
    assert {key: index.answer(*key) for key in asked.answers} == asked.answers
    assert len(asked.answers) == 6


def test_the_digest_of_an_index_tells_files_roots_and_declarations_apart() -> None:
    digests = {
        ModuleIndex(["a.py"], [""], frozenset()).digest,
        ModuleIndex(["b.py"], [""], frozenset()).digest,
        ModuleIndex(["a.py"], ["sub"], frozenset()).digest,
        ModuleIndex(["a.py"], [""], frozenset(["torch"])).digest,
    }
    assert len(digests) == 4


def test_what_a_function_of_another_file_returns_is_looked_up_again() -> None:
    files = {
        "make.py": "from nets import Net\n\ndef make():\n    return Net()\n",
        "nets.py": "class Net:\n    def fit(self):\n        pass\n",
        "use.py": "from make import make\n\nmake().fit()\n",
    }
    drawing = Drawing()
    drawing.read(files)
    silent = "def make():\n    pass\n"
    assert drawing.read(files | {"make.py": silent}) == {"make.py", "use.py"}
    assert drawing.read(files | {"make.py": silent, "nets.py": ""}) == {"nets.py"}
