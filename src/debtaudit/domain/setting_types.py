"""What the value of a setting may be, in the words of the field."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta


def says(description: str) -> Meta:
    """Return the annotation that explains a setting to the people who set it."""
    return Meta(description=description)


Ratio = Annotated[float, Meta(ge=0, le=1)]
Count = Annotated[int, Meta(ge=0)]
Amount = Annotated[float, Meta(ge=0)]
Years = Annotated[float, Meta(gt=0)]
CurrencyName = Annotated[str, Meta(min_length=1, max_length=10)]
Name = Annotated[str, Meta(min_length=1, max_length=100)]
FailOn = Literal["critical", "high", "medium", "low", "never"]
OnIncomplete = Literal["fail", "warn", "ignore"]
ProfileName = Literal["auto", "service", "library", "research"]
Engine = Literal["fused", "radon"]
Enough = Literal["documents", "message-only"]
Counted = Literal["critical", "high", "medium", "low", "total"]
Day = date
