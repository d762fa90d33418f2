"""Shell text as commands."""

from debtaudit.extract.workflows.commands import commands_of, numbered_commands, relative_folder


def test_continued_lines_are_joined_and_comments_dropped() -> None:
    script = "# train\npython train.py \\\n  --lr 0.1 \\\n  --epochs 3\n\n  make report  \n"
    assert commands_of(script) == ("python train.py --lr 0.1 --epochs 3", "make report")


def test_lines_are_those_of_the_first_part() -> None:
    lines = ["a", "", "b \\", "c", "d"]
    assert list(numbered_commands(lines)) == [(1, "a"), (3, "b c"), (5, "d")]


def test_a_continuation_at_the_end_is_not_lost() -> None:
    assert commands_of("python train.py \\") == ("python train.py",)


def test_the_text_of_here_documents_is_no_command() -> None:
    script = "cat > run.sh <<'EOF'\npython train.py\nEOF\npytest\n"
    assert commands_of(script) == ("cat > run.sh <<'EOF'", "pytest")


def test_secrets_are_masked_and_long_commands_cut() -> None:
    token = "ghp_" + "a1B2" * 10
    (command,) = commands_of(f"curl -H 'Authorization: Bearer {token}' " + "x" * 5_000)
    assert token not in command
    assert len(command) <= 1_000


def test_the_number_of_commands_is_bounded() -> None:
    assert len(commands_of("a\n" * 10_000)) == 300


def test_working_directories_stay_inside_the_repository() -> None:
    assert relative_folder("./week_2/") == "week_2"
    assert relative_folder("a//b/.") == "a/b"
    assert [relative_folder(path) for path in (".", "/srv", "~/x", "../x", "$HOME", "")] == [""] * 6
