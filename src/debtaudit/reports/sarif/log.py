"""The part of SARIF 2.1.0 that the report uses, as types.

OASIS, Static Analysis Results Interchange Format 2.1.0, errata 01; the numbers in the docstrings
are its sections. A field with its default is left out of the file.
"""

from collections.abc import Mapping

from msgspec import Struct, field

from debtaudit.domain.rules import Severity

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
ROOT = "%SRCROOT%"
"""The base of all URIs (3.14.14); whoever reads the file knows where its checkout is."""


class _Object(Struct, frozen=True, rename="camel", omit_defaults=True):
    """An object of a SARIF file."""


class Message(_Object, frozen=True):
    """3.11 message and 3.12 multiformatMessageString."""

    text: str
    markdown: str | None = None


class ArtifactLocation(_Object, frozen=True):
    """3.4: a URI relative to the source."""

    uri: str
    uri_base_id: str = field(default="", name="uriBaseId")


class Region(_Object, frozen=True):
    """3.30: whole lines, counted from 1."""

    start_line: int
    end_line: int | None = None


class PhysicalLocation(_Object, frozen=True):
    """3.29."""

    artifact_location: ArtifactLocation
    region: Region | None = None


class LogicalLocation(_Object, frozen=True):
    """3.33: a function or a class."""

    fully_qualified_name: str


class Location(_Object, frozen=True):
    """3.28."""

    physical_location: PhysicalLocation
    logical_locations: tuple[LogicalLocation, ...] = ()
    message: Message | None = None


class Suppression(_Object, frozen=True):
    """3.35: `kind` is `inSource` or `external`."""

    kind: str
    status: str
    justification: str


class ResultProperties(_Object, frozen=True):
    """3.8 property bag of a result: what SARIF has no word for."""

    severity: Severity
    likelihood: float
    impact: float
    confidence: float
    effort_minutes: int
    commit: str | None = None
    owner: str | None = None
    component: str | None = None
    tool: str | None = None


class Result(_Object, frozen=True):
    """3.27."""

    rule_id: str
    rule_index: int
    level: str
    message: Message
    locations: tuple[Location, ...]
    partial_fingerprints: Mapping[str, str]
    rank: float
    properties: ResultProperties
    related_locations: tuple[Location, ...] = ()
    baseline_state: str | None = None
    suppressions: tuple[Suppression, ...] = ()


class RuleProperties(Struct, frozen=True, omit_defaults=True):
    """What code scanning reads of a rule beside the standard."""

    tags: tuple[str, ...]
    precision: str
    problem_severity: str = field(name="problem.severity")
    security_severity: str | None = field(default=None, name="security-severity")


class Configuration(_Object, frozen=True):
    """3.50 reportingConfiguration."""

    level: str


class ReportingDescriptor(_Object, frozen=True):
    """3.49: a rule."""

    id: str
    short_description: Message
    full_description: Message
    help: Message
    default_configuration: Configuration
    properties: RuleProperties


class ToolComponent(_Object, frozen=True):
    """3.19: the program."""

    name: str
    version: str
    rules: tuple[ReportingDescriptor, ...]
    properties: Mapping[str, str]


class Tool(_Object, frozen=True):
    """3.18."""

    driver: ToolComponent


class Notification(_Object, frozen=True):
    """3.58: something to know about the run."""

    level: str
    message: Message
    locations: tuple[Location, ...] = ()


class Invocation(_Object, frozen=True):
    """3.20."""

    execution_successful: bool
    tool_execution_notifications: tuple[Notification, ...] = ()


class AutomationDetails(_Object, frozen=True):
    """3.17: by its id code scanning keeps the runs of several tools and folders apart."""

    id: str


class Description(_Object, frozen=True):
    """An artifactLocation (3.4) of `originalUriBaseIds` that leaves the URI to the reader."""

    description: Message


class RunProperties(_Object, frozen=True):
    """What was audited."""

    repository: str
    revision: str | None
    as_of: str
    left_out: int = 0


class Run(_Object, frozen=True):
    """3.14."""

    tool: Tool
    invocations: tuple[Invocation, ...]
    automation_details: AutomationDetails
    original_uri_base_ids: Mapping[str, Description]
    column_kind: str
    results: tuple[Result, ...]
    properties: RunProperties


class Log(_Object, frozen=True):
    """3.13: the file."""

    schema: str = field(name="$schema")
    version: str
    runs: tuple[Run, ...]
