"""The rules of stale dependencies, with the words that `debtaudit rules` shows."""

from debtaudit.domain.rules import Rule, Scan
from debtaudit.resolve.dependencies.wording import LOCK

SCAN = Scan.DEPENDENCIES
RULES = (
    Rule(
        "dependency-stale",
        SCAN,
        "A dependency is years behind its newest release",
        "Fixes and wheels for new interpreters and drivers come for new releases only; the further "
        "behind, the more majors must be crossed at once.",
        "Move to the next major release, run the tests and a training run, and go on from there.",
    ),
    Rule(
        "dependency-retired",
        SCAN,
        "A dependency was renamed, merged or given up by its makers",
        "It gets no fixes any more, and one day it no longer installs.",
        "Replace it by its successor.",
    ),
    Rule(
        "dependency-end-of-life",
        SCAN,
        "An interpreter, base image or framework is past its support end",
        "Security fixes have stopped, and other packages drop their support for it.",
        "Move to a cycle that is supported.",
    ),
    Rule(
        "dependency-unpinned",
        SCAN,
        "A deployed program leaves versions open",
        "The next build can train or serve with other versions than the last, and nobody sees why "
        "a metric moved.",
        LOCK,
    ),
    Rule(
        "dependency-source-unfixed",
        SCAN,
        "A dependency is installed from a branch or a URL that can change",
        "What is installed depends on the day; nobody can rebuild an older model.",
        "Name a commit or a numbered tag, or add the hash.",
    ),
    Rule(
        "lock-file-missing",
        SCAN,
        "A deployed program gives ranges and has no lock file",
        "A range admits versions that nobody has trained or served with.",
        LOCK,
    ),
    Rule(
        "dependency-conflict",
        SCAN,
        "Two files declare one package so that no version fits both",
        "What is installed depends on which file is read last, and one of the two is never what "
        "was tested.",
        "Declare the package in one place, and let the other file include or repeat it.",
    ),
    Rule(
        "dependency-lock-contradicted",
        SCAN,
        "The lock file fixes a version that the manifest does not admit",
        "Whoever installs from the lock runs something else than whoever installs from the "
        "manifest.",
        "Make the lock file anew, or correct the declaration.",
    ),
    Rule(
        "dependency-yanked",
        SCAN,
        "A version is in use that its makers took back",
        "Its makers hold a yanked release for broken or dangerous, and an installer "
        "takes it only where it is pinned.",
        "Move to the nearest release that stands, and run the tests.",
    ),
    Rule(
        "dependency-vulnerable",
        SCAN,
        "A version is in use that has known vulnerabilities",
        "Whoever can reach the program, or the files that it loads, can use what is published.",
        "Move to a release in which they are fixed, and run the tests.",
    ),
    Rule(
        "dependency-unused",
        SCAN,
        "Packages are declared that no file imports",
        "Every package that is installed for nothing must be kept compatible, makes images larger "
        "and widens what can be attacked.",
        "Take out what is not needed; say in a comment what is needed without an import.",
    ),
    Rule(
        "dependency-undeclared",
        SCAN,
        "Packages are imported that no manifest declares",
        "The program runs only where something else happened to install them, in a version that "
        "nobody chose.",
        "Declare them with the version that is in use.",
    ),
    Rule(
        "model-source-unfixed",
        SCAN,
        "A model is loaded from a place where it can change",
        "Pretrained weights are a dependency like code: under the same name, other weights can lie "
        "there tomorrow, and nobody sees why a metric moved.",
        "Name a revision, a tag or a checksum where the model is loaded.",
    ),
)
