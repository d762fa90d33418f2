"""The quick way to msgspec leaves nothing behind that another module would miss."""

import subprocess
import sys

PROGRAM = """\
import sys
from debtaudit.cli.quick_start import import_msgspec
import_msgspec()
assert "msgspec" in sys.modules
assert "platform" not in sys.modules and "typing_extensions" not in sys.modules
import uuid, msgspec
import platform
assert platform.system() and platform.python_version()
assert msgspec.json.decode(b'"6ba7b810-9dad-11d1-80b4-00c04fd430c8"', type=uuid.UUID).version == 1
import typing_extensions
assert typing_extensions.TypedDict
import_msgspec()
"""


def run(program: str) -> None:
    """Run a program in an interpreter of its own."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_what_was_left_out_can_be_imported_later() -> None:
    run(PROGRAM)


def test_what_is_there_already_stays() -> None:
    run(
        "import platform, typing_extensions, sys\n"
        "from debtaudit.cli.quick_start import import_msgspec\n"
        "import_msgspec()\n"
        "assert sys.modules['platform'] is platform\n"
        "assert sys.modules['typing_extensions'] is typing_extensions\n"
    )
