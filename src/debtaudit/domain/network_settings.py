"""Settings of `--online`: how hard and how long services may be asked.

Whom to ask is no setting of a repository: that comes from the user and the environment alone.
"""

from typing import Annotated

from msgspec import Meta, Struct

from debtaudit.domain.setting_types import says

Parallel = Annotated[int, Meta(ge=1, le=64)]
Seconds = Annotated[float, Meta(gt=0, le=3600)]
AnswerSize = Annotated[int, Meta(ge=1, le=100_000_000)]


class OnlineSettings(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """How `--online` asks; it is never told here whom to ask."""

    concurrency: Annotated[Parallel, says("At most this many questions at a time.")] = 10
    seconds: Annotated[
        Seconds, says("After this many seconds what has no answer yet is `unknown`.")
    ] = 60.0
    answer_bytes: Annotated[AnswerSize, says("The largest answer that is read, in bytes.")] = (
        25_000_000
    )
