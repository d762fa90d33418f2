"""YAML of strangers: right where it is YAML, refused in time where it is an attack."""

import pytest

from debtaudit.extract.not_parsed import NotParsedError
from debtaudit.extract.yaml_tree import YamlMapping, YamlScalar, YamlSequence, parse_yaml


def _root(text: str) -> YamlMapping:
    (root,) = parse_yaml(text.encode())
    assert isinstance(root, YamlMapping)
    return root


def test_values_stay_as_they_are_written() -> None:
    root = _root("on: push\nlr: 1e-4\nzip: 0123\nflag: yes\nempty:\nquoted: '0.5'\n")
    assert {key: root.text(key) for key in root.pairs} == {
        "on": "push",
        "lr": "1e-4",
        "zip": "0123",
        "flag": "yes",
        "empty": "",
        "quoted": "0.5",
    }
    quoted, plain = root.get("quoted"), root.get("lr")
    assert isinstance(quoted, YamlScalar) and isinstance(plain, YamlScalar)
    assert plain.plain and not quoted.plain


def test_lines_are_those_of_the_keys() -> None:
    root = _root(
        "# remark\njobs:\n  train:\n    steps:\n      - run: |\n          a\n          b\n"
    )
    train = root.mapping("jobs").mapping("train")
    assert (root.mapping("jobs").line, train.line) == (2, 3)
    (step,) = train.items("steps")
    assert step.line == 5


def test_aliases_and_merge_keys_are_resolved() -> None:
    root = _root(
        "base: &base {lr: 0.1, epochs: 3}\nbig:\n  <<: *base\n  lr: 0.2\n"
        "both:\n  <<: [*base, {seed: 1}]\n"
    )
    assert root.mapping("big").text("lr") == "0.2"
    assert root.mapping("big").text("epochs") == "3"
    assert root.mapping("both").text("seed") == "1"
    assert "<<" not in root.mapping("both").pairs


def test_of_equal_keys_the_last_counts_and_odd_keys_do_no_harm() -> None:
    root = _root("a: 1\na: 2\n[x, y]: 3\n? {k: v}\n: 4\n")
    assert root.text("a") == "2"
    assert root.text("?") == "4"


def test_tags_are_text_and_never_called() -> None:
    root = _root(
        "secret: !vault abc\ncall: !!python/object/apply:os.system ['echo x']\nenv: !ENV ${HOME}\n"
    )
    assert root.text("secret") == "abc"
    call = root.get("call")
    assert isinstance(call, YamlSequence)
    assert root.text("env") == "${HOME}"


def test_documents_of_a_stream() -> None:
    first, second = parse_yaml(b"a: 1\n---\n- x\n")
    assert isinstance(first, YamlMapping) and isinstance(second, YamlSequence)
    assert parse_yaml(b"") == ()
    assert parse_yaml(b"# only a remark\n") == ()


def test_other_encodings() -> None:
    assert _root("\ufeffa: ä").text("a") == "ä"
    (utf16,) = parse_yaml("a: ä".encode("utf-16"))
    assert isinstance(utf16, YamlMapping) and utf16.text("a") == "ä"


def _bomb(levels: int) -> bytes:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    for level in range(1, levels):
        aliases = ", ".join([f"*a{level - 1}"] * 9)
        lines.append(f"a{level}: &a{level} [{aliases}]")
    return "\n".join(lines).encode()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (_bomb(30), "more than 100,000 values"),
        (b"[" * 10_000, "nested deeper"),
        (b"[" * 1_000_000, "nested deeper"),
        (b"- " * 10_000 + b"x", "nested deeper"),
        (b"{a: " * 10_000, "nested deeper"),
        (b"[" + b"1," * 150_000 + b"]", "more than 100,000 values"),
        (b"a: &a [*a]", "alias to what it stands in"),
        (b"a: &a {b: &b {c: *a}}", "alias to what it stands in"),
        (b"a: *nowhere", "alias without its anchor"),
        (b"a: 1\n---\n- &x 1\n---\nb: *x", "alias without its anchor"),
        (b"a:\n\t- b\n", "broken YAML (line 2)"),
        (b"a: b: c\n", "broken YAML (line 1)"),
        (b"name: {{ chart.name }}\n{% if x %}\n", "a template, no YAML (line"),
        (b"\x89PNG\0\0\0", "binary, no YAML"),
        ("a: ä".encode("latin-1"), "broken YAML"),
    ],
)
def test_what_is_no_yaml_or_an_attack_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(NotParsedError) as refused:
        parse_yaml(data)
    assert str(refused.value).startswith("not parsed: ")
    assert reason in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_reason_quotes_nothing_of_the_file() -> None:
    with pytest.raises(NotParsedError) as refused:
        parse_yaml(b"password: hunter2: [red]\x1b[31m\n")
    assert "hunter2" not in str(refused.value)
