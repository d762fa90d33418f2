"""What a commit message tells: its subject, and the sentences that explain it.

Trailers, templates, check boxes, code, addresses, references to issues, thanks, what robots write
and the bullets of a squashed merge are no sentences; nor is one that says the subject again.
"""

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from debtaudit.domain.history import ChangeSet, Commit
from debtaudit.domain.patterns import lazy_pattern

_SENTENCE_WORDS, _REASON_WORDS = 6, 4
"""Words that make a sentence, and those that do where it gives a reason."""
_NEW_WORDS, _REASON_NEW_WORDS = 4, 3
"""Words of a sentence that the subject does not hold; with fewer it says the subject again."""
_EXPLAINING_WORDS = 10
"""Words of prose beside the subject; with the subject that is two sentences."""
_TOLD_WORDS = 4
"""Words of each sentence where a subject holds two of them."""

_MERGE = lazy_pattern(r"merged? (?:pull request|(?:remote-tracking )?branch|pr|in)\b", re.I)
_MERGED_NUMBER = lazy_pattern(r"#(\d{1,6})\b")
_MERGE_ENDS = ("See merge request", "# Conflicts", "Conflicts:")
_SENTENCE_END = lazy_pattern(
    r"(?<!\.)(?<!\b\w)(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)(?<!\betc)(?<!\bcf)(?<!\bal)(?<!\bpg)[.!?]"
    r"(?=\s|$)"
)
"""The end of a sentence; not the dots of an ellipsis, of an initial or of an abbreviation."""
_REASON = lazy_pattern(
    r"\s*(?:to|per|as) |.*\b(?:because|since|so that|in order to|due to|otherwise|avoids?|prevents?"
    r"|reduces?|leads? to|should|necessary|needed|hence|therefore|previously)\b",
    re.IGNORECASE,
)
"""What a sentence has that says why: a purpose, a cause or an effect."""
_COMMIT_OF_A_LIST = "\n* "
_LIST_OF_COMMITS, _TELLING_LETTERS = 3, 5
_ASKED = lazy_pattern(
    r"\W*(?:(?:many |big )?(?:thanks?|thx|kudos|credits?)"
    r"|please (?:include|describe|add|provide|explain|make sure|check|list|delete|replace)"
    r"|a few sentences|(?:briefly )?describe (?:your|the|what)|explain (?:what|why|the changes)"
    r"|(?:a )?(?:clear|brief|short|concise) (?:and concise )?(?:description|summary)|if applicable"
    r"|by submitting this|i (?:confirm|have read|have added|certify|agree))\b",
    re.I,
)
"""How sentences of politeness begin, and those that a form for requests asks to replace."""
_ROBOTS = ("dependabot", "renovate", "pyup", "snyk", "pre-commit")
"""Authors of updates; robots that merge what people wrote (bors, mergify) are none."""
_WORD = lazy_pattern(r"[^\W_][\w'-]*")
_TRAILER = lazy_pattern(
    r"(?:[A-Z][A-Za-z-]+(?:-by|-Id|-on| Revision|-id)|git-svn-id|signed-off\S*|co-authored\S*"
    r"|reviewed by|reviewers?|pulled by|pull request resolved|tags?|subscribers|tasks"
    r"|cherry.picked.from): ",
    re.IGNORECASE,
)
_ASIDE = lazy_pattern(
    r"(?:test plan|related prs?|cc|todo)\b:?|#+ |\||-{3,}|={3,}|<!--|[-*] ?\[[ xX]\]"
    r"|\[pre-commit\.ci\]|for more information, see|this reverts commit|bumps \[|dependabot"
    r"|(?:\d+\.|[*-]) (?:update|merge) \S+$|https?://\S+$|>|\(cherry picked from",
    re.IGNORECASE,
)
"""Lines that say nothing of the change: headings, tables, boxes, templates, robots."""
_LABEL = lazy_pattern(r"(?:summary|motivation|description|overview|why|what|context):\s*", re.I)
_REFERENCE = lazy_pattern(
    r"(?:\(?partly\)? ?)?\b(?:fix(?:e[sd])?|close[sd]?|resolve[sd]?|addresses|implements|related"
    r" to|relates to|see(?: also)?|part of|towards|follow-?up (?:to|of)|ref(?:erence)?s?|cc)\b:?\s*"
    r"(?:(?:issue|pr|task)?\s*(?:[\w./-]{0,80}#\d+|https?://\S+|@[\w-]+)[\s,;&]*(?:and\s+)?)+"
    r"|https?://\S+|@[\w-]+",
    re.IGNORECASE,
)
_FENCE = lazy_pattern(r"^[ \t]*(?:```|~~~).*?(?:^[ \t]*(?:```|~~~)[ \t]*$|\Z)", re.M | re.S)
_COMMENT = lazy_pattern(r"<!--.*?(?:-->|\Z)", re.S)
_BULLETS = ("* ", "- ", "+ ", "• ")


class Told(Struct, frozen=True):
    """A message in its two parts."""

    subject: str
    body: str


def told(message: str) -> Told:
    """Return subject and body; those of a merge of a request are its title and its text."""
    subject, _, body = message.partition("\n")
    body = body.strip("\r\n")
    if body and _MERGE.match(subject):
        title, _, rest = body.partition("\n")
        if not title.startswith(_MERGE_ENDS):
            return Told(title.strip(), rest.strip("\r\n"))
    return Told(subject.strip(), body)


def title_of(head: Commit) -> str:
    """Return a subject as people know the change: a merged request by its title and number."""
    title = told(f"{head.subject}\n{head.message}").subject
    number = _MERGED_NUMBER.search(head.subject)
    if title == head.subject or number is None or f"#{number[1]}" in title:
        return title
    return f"{title} (#{number[1]})"


def messages_of(change_set: ChangeSet) -> list[str]:
    """Return the messages of a change set, the one of its head first."""
    head = change_set.head
    own = f"{head.subject}\n\n{head.message}".rstrip()
    return [own, *(message for message in change_set.messages if message != own)]


def explains(change_set: ChangeSet) -> bool:
    """Tell whether a message says in two or more sentences what and why, its subject included.

    What a robot writes tells of releases of something else, whatever people add to its change.
    """
    messages = messages_of(change_set)
    if change_set.head.author.lower().startswith(_ROBOTS):
        messages = messages[1:]
    return any(_explains(told(message)) for message in messages)


def _explains(message: Told) -> bool:
    plain = _REFERENCE.sub(" ", message.subject)
    parts = [
        part
        for part in _SENTENCE_END.split(plain)
        if len(part.split()) >= _TOLD_WORDS and not _ASKED.match(part)
    ]
    if len(parts) > 1:
        return True
    known = _words(message.subject)
    count = 0
    for sentence in sentences(_of_subject(message)):
        new = len(_words(sentence) - known)
        if new >= _REASON_NEW_WORDS and _REASON.match(sentence):
            return True
        if new >= _NEW_WORDS:
            count += len(sentence.split())
    return count >= _EXPLAINING_WORDS


def _of_subject(message: Told) -> str:
    """Return a body; of a list of squashed commits those that share a word with the subject.

    The others are steps on the way, of which nobody says what they have to do with the change.
    """
    before, *commits = f"\n{message.body}".split(_COMMIT_OF_A_LIST)
    if len(commits) < _LIST_OF_COMMITS:
        return message.body
    about = _telling(message.subject)
    return before + "".join(f"{_COMMIT_OF_A_LIST}{one}" for one in commits if about & _telling(one))


def _telling(text: str) -> frozenset[str]:
    words = (word.strip("`'\"()[],.:;").lower() for word in text.split())
    return frozenset(word for word in words if len(word) >= _TELLING_LETTERS)


def sentences(body: str) -> Iterator[str]:
    """Yield the whole sentences of the text below a subject, and shorter ones that say why."""
    for paragraph in _paragraphs(_COMMENT.sub("", _FENCE.sub("\n", body)).splitlines()):
        for sentence in _SENTENCE_END.split(_REFERENCE.sub(" ", paragraph)):
            needed = _REASON_WORDS if _REASON.match(sentence) else _SENTENCE_WORDS
            if len(sentence.split()) >= needed and not _ASKED.match(sentence):
                yield sentence


def _paragraphs(lines: Iterable[str]) -> Iterator[str]:
    """Yield runs of prose; a bullet is prose where it ends like a sentence."""
    held, bullet, aside = "", False, False
    for line in [*lines, ""]:
        text = line.strip()
        starts = text.startswith(_BULLETS)
        leaves = _TRAILER.match(text) or _ASIDE.match(text) or line.startswith(("    ", "\t"))
        if not text or starts or leaves:
            if held and (not bullet or held.endswith((".", "!"))):
                yield held
            held, bullet = "", starts and not leaves
            aside = bool(text and leaves and text.endswith(":"))
            if bullet:
                held = text[2:].strip()
        elif not aside:
            held = f"{held} {_LABEL.sub('', text, count=1)}".strip()


def _words(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(text))
