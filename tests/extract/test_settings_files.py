"""Settings as flat keys and values."""

import pytest

from debtaudit.domain.files import PathClass
from debtaudit.extract.not_parsed import NotParsedError
from debtaudit.extract.settings_files import decode_json, settings_of, shown_settings, text_of


def _flat(path_class: PathClass, text: str) -> dict[str, str]:
    return {one.key: one.value for one in settings_of(path_class, text.encode())}


def test_yaml_keys_are_dotted_with_indexes_and_lines() -> None:
    found = settings_of(
        PathClass.YAML, b"optim:\n  lr: 6e-4  # tuned\nstages:\n  - name: a\n  - [1, 2]\n"
    )
    assert [(one.key, one.value, one.line) for one in found] == [
        ("optim.lr", "6e-4", 2),
        ("stages[0].name", "a", 4),
        ("stages[1][0]", "1", 5),
        ("stages[1][1]", "2", 5),
    ]


def test_several_yaml_documents_are_numbered() -> None:
    assert _flat(PathClass.YAML, "a: 1\n---\na: 2\n") == {"[0].a": "1", "[1].a": "2"}


CONFIG_MAP = """\
kind: ConfigMap
data:
  rules.yml: |
    groups:
    - name: a
      rules:
      - alert: Drift
  inner.yaml: |
    once.yaml: |
      a: 1
      b: 2
  notes.yml: |
    a: [not
    closed
  run.sh: |
    a: 1
    b: 2
"""


def test_files_within_a_config_map_are_read_once() -> None:
    found = settings_of(PathClass.YAML, CONFIG_MAP.encode())
    assert [(one.key, one.value, one.line) for one in found] == [
        ("kind", "ConfigMap", 1),
        ("data.rules.yml.groups[0].name", "a", 5),
        ("data.rules.yml.groups[0].rules[0].alert", "Drift", 7),
        ("data.inner.yaml.once.yaml", "a: 1\nb: 2\n", 9),
        ("data.notes.yml", "a: [not\nclosed\n", 12),
        ("data.run.sh", "a: 1\nb: 2\n", 15),
    ]


def test_comments_and_layout_are_gone() -> None:
    first = settings_of(PathClass.YAML, b"{a: 1, b: {c: x}}")
    second = settings_of(PathClass.YAML, b"# why\na: 1\n\nb:\n    c: x # because\n")
    assert [(one.key, one.value) for one in first] == [(one.key, one.value) for one in second]


def test_json_in_the_forms_people_write_it() -> None:
    strict = '{"lr": 0.001, "layers": [1, {"n": null}], "amp": true, "url": "http://x//y"}'
    expected = {
        "lr": "0.001",
        "layers[0]": "1",
        "layers[1].n": "null",
        "amp": "true",
        "url": "http://x//y",
    }
    loose = strict.replace('"amp"', '// half\n /* or\n not */ "amp"').replace("}]", "},]")
    assert _flat(PathClass.JSON, strict) == expected
    assert _flat(PathClass.JSON, "\ufeff" + loose) == expected
    assert settings_of(PathClass.JSON, strict.encode("utf-16")) == settings_of(
        PathClass.JSON, strict.encode()
    )
    assert _flat(PathClass.JSON, '{"a": NaN}') == {"a": "nan"}


def test_large_json_is_data() -> None:
    assert settings_of(PathClass.JSON, b"[" + b"1," * 150_000 + b"1]") == ()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a": ' * 30_000, "nested too deeply"),
        (b'{"a": }', "broken JSON (line 1)"),
        (b'{\n"a": 1\n"b": 2}', "broken JSON (line 3)"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b"\0\0\0", "broken JSON"),
    ],
)
def test_broken_json_has_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(NotParsedError, match="not parsed: ") as refused:
        settings_of(PathClass.JSON, data)
    assert reason in str(refused.value)


def test_a_number_of_many_digits_is_no_crash() -> None:
    with pytest.raises(NotParsedError):
        decode_json(b'{"a": ' + b"9" * 10_000 + b", }")


def test_toml() -> None:
    text = 'lr = 1e-3\n[optim]\nname = "adam"\n[[stage]]\ndate = 2026-01-05\n'
    assert _flat(PathClass.TOML, text) == {
        "lr": "0.001",
        "optim.name": "adam",
        "stage[0].date": "2026-01-05",
    }
    with pytest.raises(NotParsedError, match="not parsed: broken TOML"):
        settings_of(PathClass.TOML, b"a = \n")


def test_ini_with_sections_continued_values_and_what_is_no_ini() -> None:
    found = settings_of(
        PathClass.INI,
        b"top = 1\n[train]\nlr = 0.1\nurl: http://x=y\n; remark\nfiles =\n  a.py\n  b.py\n"
        b"[train]\nlr = 0.2\njust words\n",
    )
    assert [(one.key, one.value, one.line) for one in found] == [
        ("top", "1", 1),
        ("train.lr", "0.1", 3),
        ("train.url", "http://x=y", 4),
        ("train.files", "a.py\nb.py", 6),
        ("train.lr", "0.2", 10),
    ]


def test_gin_bindings_are_read_as_options() -> None:
    assert _flat(PathClass.INI, "train.lr = 0.1\nimport x\n") == {"train.lr": "0.1"}


def test_ini_encodings() -> None:
    assert settings_of(PathClass.INI, "a = ä".encode("latin-1"))[0].value == "ä"
    assert settings_of(PathClass.INI, "a = ä".encode("utf-16"))[0].value == "ä"
    with pytest.raises(NotParsedError, match="NUL"):
        text_of(b"a\0b")


def test_the_number_of_values_is_bounded() -> None:
    many = "".join(f"k{number}: {number}\n" for number in range(5_000)).encode()
    assert len(settings_of(PathClass.YAML, many)) == 2_000


def test_what_facts_keep_is_masked_and_cut() -> None:
    secret = "sk-" + "a1" * 20
    data = f"api_key: {secret}\nlr: 0.1\nlong: {'x' * 500}\n".encode()
    shown = {one.key: one.value for one in shown_settings(settings_of(PathClass.YAML, data))}
    assert secret not in str(shown)
    assert shown["lr"] == "0.1"
    assert len(shown["long"]) == 200


def test_a_class_that_is_no_settings_file_has_none() -> None:
    assert settings_of(PathClass.PYTHON, b"a = 1") == ()


@pytest.mark.parametrize(
    ("path_class", "data"),
    [
        (PathClass.TOML, b"a." * 50_000 + b"a = 1"),
        (PathClass.TOML, b"[" + b"a." * 50_000 + b"a]"),
        (PathClass.TOML, b"x = {" + b"'a'." * 50_000 + b"a = 1}"),
        (PathClass.JSON, b'"' + b'\\"' * 90_000),
        (PathClass.JSON, b'"' + b'\\"' * 90_000 + b"\\"),
        (PathClass.JSON, b"/*" * 90_000),
        (PathClass.JSON, b"//" * 90_000),
        (PathClass.JSON, b'"' * 180_000),
    ],
)
def test_what_would_take_a_parser_hours_is_refused_at_once(
    path_class: PathClass, data: bytes
) -> None:
    try:
        assert settings_of(path_class, data) is not None
    except NotParsedError as error:
        assert str(error).isprintable()


def test_a_string_full_of_dots_is_no_endless_key() -> None:
    dots = "." * 500
    assert _flat(PathClass.TOML, f'a = "{dots}"\n') == {"a": dots}


def test_long_names_in_a_deep_nest_stay_small() -> None:
    nest = "".join(f"{' ' * level}{'k' * 1_000}:\n" for level in range(90))
    leaves = " " * 90 + "[" + "1, " * 3_000 + "]\n"
    found = settings_of(PathClass.YAML, (nest + leaves).encode())
    assert len(found) == 2_000
    assert max(len(one.key) for one in found) < 400
