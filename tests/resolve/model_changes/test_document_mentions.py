"""Which lines of documents speak of a change: names of what is new, and not of places alone."""

import pytest

from debtaudit.domain.history import (
    AddedLine,
    ChangeSet,
    Commit,
    DocumentChange,
    SurfaceChange,
    Tell,
)
from debtaudit.resolve.model_changes.change_terms import terms_of
from debtaudit.resolve.model_changes.document_mentions import mention
from debtaudit.resolve.model_changes.saying_lines import saying_lines
from debtaudit.resolve.model_changes.weighed import WeighedChange


def change_set(subject: str, *messages: str) -> ChangeSet:
    head = Commit("1" * 40, (), 0, "Ada", "ada@example.org", subject, "")
    return ChangeSet(head, (head.id,), messages, (), 0)


VALUE = SurfaceChange("TransNet.score", "hyperparameter", "2", "1", 3, 0.9, "", key="norm_order")
NEW = SurfaceChange("BlurLoss", "loss", None, "class BlurLoss", 3, 0.9, "", whole=True)


def because(
    *lines: str,
    subject: str = "Simplify the computation",
    messages: tuple[str, ...] = (),
    change: SurfaceChange = VALUE,
    path: str = "README.md",
    packages: frozenset[str] = frozenset(),
    code: str = "src/nets/trans.py",
    own: bool = True,
) -> str | None:
    weighed = WeighedChange(code, code, change, change.kind, 0.9)
    terms = terms_of(change_set(subject, *messages), [weighed], packages)
    added = tuple(AddedLine(number, text) for number, text in enumerate(lines, 1))
    found = mention(DocumentChange(path, added), terms, own=own)
    return found.because if found else None


def test_the_place_of_a_change_alone_says_nothing() -> None:
    assert because("| TransNet | translates relations |") is None
    assert because("- `TransNet.score` has another norm_order") == "names norm_order"
    assert (
        because("- TransNet: a simpler computation") == "names TransNet and speaks of computation"
    )


def test_the_name_of_the_repository_says_nothing() -> None:
    def said(packages: frozenset[str]) -> str | None:
        subject, code = "Rename TPOT2 to TPOT", "tpot/tpot.py"
        return because("# TPOT, a tool", subject=subject, code=code, packages=packages)

    assert said(frozenset()) == "speaks of TPOT"
    assert said(frozenset({"tpot"})) is None


def test_the_name_of_what_is_new_says_it() -> None:
    assert because("| Blur | `BlurLoss` | a loss |", change=NEW) == "names BlurLoss"


@pytest.mark.parametrize(
    "line",
    [
        "- Fixed (:gh:`389` by `Ada`_)",
        "* fixed {pr}`389` {smaller}`A Ada`",
        "* fixed :pr:`389`",
        "- fixed ([#389](https://example.org/pull/389))",
        "- fixed in gh-389",
        "- fixed !389",
    ],
)
def test_a_pull_request_is_known_in_every_spelling(line: str) -> None:
    assert because(line, subject="Faster (#389)") == "names #389"
    assert because(line.replace("389", "3891"), subject="Faster (#389)") is None


def test_number_and_title_of_the_pull_request_that_holds_the_commit_count() -> None:
    merge = "Merge pull request #389 from ada/search\n\nAugmentation search"
    assert because("- see :gh:`389`", subject="Fewer", messages=(merge,)) == "names #389"
    said = because("A search for the best augmentation", subject="Fewer", messages=(merge,))
    assert said == "speaks of augmentation, search"


def test_a_later_document_has_to_say_more() -> None:
    lines = ("The norms are described here.", "The trainer is fast.")
    subject = "Norms of the trainer and of the sampler"
    assert because(*lines, subject=subject) == "speaks of norms, trainer"
    assert because(*lines, subject=subject, own=False) is None


def test_words_that_only_sort_messages_are_no_subject() -> None:
    assert because("A feature for the configs of others", subject="feat: new configs") is None


@pytest.mark.parametrize(
    "word",
    [
        *("readme", "doc", "docs", "documentation", "instructions", "install", "installation"),
        *("requirements", "changelog", "typo", "typos"),
    ],
)
def test_the_title_of_a_commit_that_changes_documents_speaks_of_no_model(word: str) -> None:
    line = "- A page on gradients of the sampler"
    titles = ("Squash", f"Gradients: {word} of the sampler")
    assert because(line, messages=titles) is None
    assert because(line, messages=("Squash", "Gradients of the sampler")) is not None
    # what the change itself is called counts, whatever it is
    assert because(line, subject=titles[1]) is not None


def test_the_key_of_a_setting_is_its_name_and_where_a_value_stands_is_none() -> None:
    def change(tell: Tell) -> SurfaceChange:
        return SurfaceChange("warmup_steps", "hyperparameter", "1", "2", 3, 0.9, "", tell=tell)

    assert because("- `warmup_steps` was raised", change=change("setting")) == "names warmup_steps"
    assert because("- `warmup_steps` was raised", change=change("value")) is None


def test_names_that_are_only_listed_or_pulled_in_say_nothing() -> None:
    assert because("   BlurLoss", change=NEW) is None
    assert because("datasets.BlurLoss", change=NEW) is None
    assert because(".. autoclass:: losses.BlurLoss", change=NEW) is None
    page = ("Blur Loss", "---------", ".. automodule:: losses.blur", ":members:")
    assert because(*page, subject="Blur loss", change=NEW) is None


def test_a_symbol_picture_is_no_option_of_a_directive() -> None:
    line = AddedLine(1, ":tada: The weights of BlurLoss are out")
    assert saying_lines([line, AddedLine(2, ":members:")]) == [line]


CARD = ("# Cats", "A model that tells cats from dogs.", "Trained for ten hours on cats.")


@pytest.mark.parametrize(
    ("path", "code", "lines", "change", "said"),
    [
        ("recipes/cats/README.md", "recipes/cats/sft/a.py", CARD, NEW, True),
        ("README.md", "recipes/cats/a.py", CARD, NEW, False),
        ("README.md", "recipes/cats/a.py", CARD * 5, NEW, True),
        ("other/README.md", "recipes/cats/a.py", CARD, NEW, False),
        ("recipes/README.md", "recipes/a.py", CARD[:2], NEW, False),
        ("recipes/README.md", "recipes/a.py", CARD, VALUE, False),
    ],
)
def test_a_page_that_comes_with_new_code_beside_it_is_about_it(
    path: str, code: str, lines: tuple[str, ...], change: SurfaceChange, said: bool
) -> None:
    found = because(*lines, path=path, code=code, change=change, subject="v2")
    assert found == ("is new beside the new code" if said else None)


def test_a_name_with_a_number_is_known_however_it_is_capitalised() -> None:
    swap = SurfaceChange("main", "architecture", "resnet18()", "densenet121()", 1, 0.9, "")
    assert because("- DenseNet121: 95.04%", change=swap, subject="Try") == "names densenet121"
    assert because("- DenseNet: 95.04%", change=swap, subject="Try") is None


def test_the_file_of_new_code_is_a_name_unless_a_command_runs_it() -> None:
    score = "code/scoring/score.py"
    said = because("- score.py : answers requests", change=NEW, code=score, subject="Try")
    assert said == "names score.py"
    assert because("$ python score.py --fast", change=NEW, code=score, subject="Try") is None
    assert because("- score.py : answers requests", code=score, subject="Try") is None


def test_the_words_of_a_name_in_their_order_are_the_name() -> None:
    call = SurfaceChange(
        "Net.forward", "architecture", None, "memory_efficient_attention(q)", 1, 0.9, ""
    )
    line = "Testing out memory-efficient attention."
    assert because(line, change=call, subject="v2") == "names memory_efficient_attention"
    assert because("Efficient attention, less memory.", change=call, subject="v2") is None
    assert because(line, change=call, subject="v2", own=False) is None


def test_one_word_beside_a_part_of_a_model_is_a_subject() -> None:
    said = because("Fixed the commitment loss.", subject="fix commitment loss")
    assert said == "speaks of commitment, loss"
    assert because("Fixed the loss.", subject="fix commitment loss") is None
    assert because("Fixed the commitment.", subject="fix commitment loss") is None


def test_names_of_packages_and_commands_say_nothing() -> None:
    load = SurfaceChange("<module>", "artefact", "'nets/a'", "'nets/b'", 1, 0.9, "")
    assert because("Out of the box `nets` is small.", change=load, subject="v2") is None
    assert because("> python train.py -norm_order 2", subject="v2") is None


def test_a_sentence_that_links_to_new_code_speaks_of_it() -> None:
    line = "We added the code for tuning. You find it in [this folder](./scripts/training)."
    code = "scripts/training/train.py"
    assert because(line, change=NEW, code=code, subject="v2") == "names scripts/training"
    bare = "- [Training](./scripts/training)"
    assert because(bare, change=NEW, code=code, subject="v2") is None
    assert because(line, change=NEW, code="other/train.py", subject="v2") is None
    assert because(line, code=code, subject="v2") is None


def test_a_name_that_was_replaced_is_not_spoken_of_by_examples_that_go_on_using_it() -> None:
    swap = SurfaceChange("Net", "architecture", "Linear(num_tokens)", "Tied(table)", 1, 0.9, "")
    assert because("num_tokens = 20_000,", change=swap, subject="v2") is None
    gone = SurfaceChange("Net", "architecture", "drop = num_tokens", None, 1, 0.9, "")
    assert because("- removed num_tokens", change=gone, subject="v2") == "names num_tokens"


def test_a_text_that_became_the_value_of_a_key_is_named_with_it() -> None:
    size = SurfaceChange("cli", "architecture", "'base'", "'small'", 1, 0.9, "", key="model")
    line = "The default (which selects the `small` model) works well."
    assert because(line, change=size, subject="v2") == "names model and small"
    assert because(line.replace("`", ""), change=size, subject="v2") is None
    assert because(line.replace("model", "one"), change=size, subject="v2") is None


def test_a_model_that_became_the_value_of_a_setting_is_named_by_its_id() -> None:
    setting = SurfaceChange(
        "[6].model", "architecture", "open-7b", "mini-8b-latest", 1, 0.9, "", tell="setting"
    )
    assert because("| summaries | mini-8b-latest |", change=setting, subject="v2") is not None
    assert because("| summaries | mini-9b-latest |", change=setting, subject="v2") is None


def test_a_word_of_the_title_that_the_code_has_too_is_enough_in_the_same_change() -> None:
    config = SurfaceChange("Mixtral", "architecture", None, "class Mixtral", 1, 0.9, "", whole=True)
    line = "Mixtral is a sparse mixture of experts."
    assert because(line, change=config, subject="Add Mixtral") == "speaks of mixtral"
    assert because(line, change=config, subject="Add Mixtral", own=False) is None
    assert because("Mixtral", change=config, subject="Add Mixtral") is None
    assert because(line, change=config, subject="Add a model") is None


@pytest.mark.parametrize("line", ["- Added a LLaMA 2 example", "| llama2-7b | 4-bit | 13 GB |"])
def test_a_word_with_a_number_is_known_in_its_spellings(line: str) -> None:
    options = SurfaceChange("tune.py", "hyperparameter", None, "tune.py", 1, 0.9, "", whole=True)
    said = because(line, change=options, code="scripts/tune_llama2.sh", subject="Tuning LLaMA2")
    assert said == "speaks of llama2"


def test_a_family_of_models_is_known_in_the_names_of_its_members() -> None:
    code = "encoders/timm_resnest.py"
    row = "| timm-resnest50d | imagenet | 25M |"
    assert because(row, change=NEW, code=code, subject="resnest encoders") == "speaks of resnest"


def test_a_new_file_is_known_by_its_name_where_that_is_written_like_one() -> None:
    code = "nets/dualgan.py"
    assert because("### DualGAN", change=NEW, code=code, subject="v2") == "speaks of DualGAN"
    assert because("### dualgan", change=NEW, code=code, subject="v2") is None
    assert because("+ [DualGAN](#dualgan)", change=NEW, code=code, subject="v2") is None


def test_a_new_file_whose_name_is_a_title_is_known_by_it_even_later() -> None:
    code = "4 - Packed Sequences, Masking and BLEU.ipynb"
    line = "* 4 - [Packed Sequences, Masking and BLEU](https://example.org/4) in short"
    said = because(line, change=NEW, code=code, subject="v2", own=False)
    assert said == "names 4 packed sequences masking and bleu"


def test_an_option_that_a_text_explains_is_a_name() -> None:
    drop = SurfaceChange("main", "hyperparameter", None, "0.5", 1, 0.9, "", key="dropout")
    said = because("--dropout D  applied to the layers", change=drop, subject="v2")
    assert said == "names dropout"
    assert because("--dropout 0.5 \\", change=drop, subject="v2") is None


SENTENCE = "The index is large, so a script is there that builds and saves it:"


def test_a_sentence_and_the_command_that_runs_a_new_file_tell_of_it() -> None:
    code, command = "scripts/train_index.py", "python scripts/train_index.py"
    said = because(SENTENCE, command, change=NEW, code=code, subject="v2")
    assert said == "tells how to use train_index.py"
    assert because("Run", command, change=NEW, code=code, subject="v2") is None
    assert because(SENTENCE, command, code=code, subject="v2") is None
    assert because(SENTENCE, command, change=NEW, code=code, subject="v2", own=False) is None
    far = (SENTENCE, *["- so much for that"] * 6, command)
    assert because("intro", *far, change=NEW, code=code, subject="v2") is None


def test_a_new_page_may_tell_of_a_file_that_only_changed() -> None:
    page = ("# Recipe", SENTENCE, SENTENCE, "## Full", "accelerate launch scripts/run_sft.py")
    code = "scripts/run_sft.py"
    said = because(*page, code=code, subject="Make it work", path="recipes/README.md")
    assert said == "tells how to use run_sft.py"
    old = ("",) * 5 + page
    assert because(*old[5:], code=code, subject="Make it work", path="README.md") is None


def test_the_id_of_the_commit_names_it() -> None:
    link = "- slower ([1111111](https://example.org/commit/1111111)) from now on"
    assert because(link, subject="v2", own=False) == "names 1111111"
    assert because(link.replace("1111111", "2222222"), subject="v2", own=False) is None
    file = link.replace("/commit/1111111", "/blob/1111111/net.py").replace("[1111111]", "[net]")
    assert because(file, subject="v2", own=False) is None


@pytest.mark.parametrize(
    "path", ["CHANGELOG.md", "docs/whats_new/v1.2.rst", "docs/release-latest.rst", "changes/12.md"]
)
def test_the_entry_that_comes_with_a_change_needs_one_word_of_it(path: str) -> None:
    change = SurfaceChange("TransNet.score", "loss", "a", "b", 3, 0.9, "")
    entry = "- A score could be negative."
    said = because("### Fixed", entry, path=path, change=change, subject="v2")
    assert said == "is its entry, speaks of score"
    assert because(entry, path=path, change=change, subject="v2", own=False) is None
    assert because(entry, path="docs/guide.md", change=change, subject="v2") is None
    assert because("- Faster.", path=path, change=change, subject="v2") is None
    release = ("- Much else.",) * 12
    assert because(*release, entry, path=path, change=change, subject="v2") is None


def test_an_option_of_a_directive_is_no_name() -> None:
    call = SurfaceChange("Net.__call__", "data", None, "function __call__", 3, 0.9, "", whole=True)
    assert because(":special-members: __call__", change=call, subject="v2") is None
    assert because("- `__call__` takes a batch", change=call, subject="v2") is None


def test_a_word_of_the_title_that_only_names_an_old_file_is_not_enough() -> None:
    subject = "Improve the librispeech corpus"
    code = "data/librispeech.py"
    line = "It can read librispeech in its raw form."
    assert because(line, code=code, subject=subject) is None
    said = because(line.replace("librispeech", "LibriSpeech"), code=code, subject=subject)
    assert said == "speaks of LibriSpeech"


def test_the_title_of_a_commit_that_changes_documents_is_no_subject() -> None:
    line = "3. Install the frameworks and their requirements"
    commit = "Move frameworks from requirements to install instructions"
    assert because(line, subject="Griffin-Lim", messages=(commit,)) is None
    said = because("Frameworks and engines", messages=("Other frameworks and engines",))
    assert said == "speaks of engines, frameworks"


def test_an_address_of_new_code_is_a_link_to_it() -> None:
    code = "examples/tune.ipynb"
    badge = (
        "[![Open](https://example.org/b.svg)](https://example.org/blob/main/examples/tune.ipynb)"
    )
    line = f"An example that tunes it on essays: {badge}"
    said = because(line, change=NEW, code=code, subject="v2")
    assert said == "names https://example.org/blob/main/examples/tune.ipynb"
    assert because(badge, change=NEW, code=code, subject="v2") is None


def test_a_command_between_results_says_nothing_but_an_option_alone_does() -> None:
    row = "| 1 | 0.80 | `--norm_order 2 --limit 5 --batches 16` | 91 min |"
    assert because(row, subject="v2") is None
    assert because("- `--norm_order` counts again", subject="v2") == "names norm_order"


@pytest.mark.parametrize("piece", ["`--a b ", "--a,,,, ", "aB", "](x", "`a", "a b `--"])
def test_a_hostile_line_is_read_in_one_pass(piece: str) -> None:
    lines = [piece * (300 // len(piece))] * 50
    assert because(*lines, change=NEW, code="x/ab.py", path="docs/a.md", subject="v2") is None
