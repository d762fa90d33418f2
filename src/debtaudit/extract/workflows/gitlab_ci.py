"""GitLab CI ("CI/CD YAML syntax reference"): jobs are the top-level keys that are no keyword."""

from collections.abc import Iterator

from debtaudit.domain.files import Step, WorkflowFacts
from debtaudit.extract.workflows.commands import commands_of, limited
from debtaudit.extract.yaml_tree import YamlMapping, YamlNode, YamlScalar, YamlSequence

_KEYWORDS = {
    *("default", "include", "stages", "variables", "workflow", "image", "services", "cache"),
    *("before_script", "after_script", "spec"),
}
_EVENTS = {
    "schedule": ("schedule", "schedules"),
    "pull_request": ("merge_request_event", "merge_requests", "external_pull_requests"),
    "workflow_dispatch": ('"web"', "'web'", "web"),
}


def gitlab_ci(root: YamlMapping) -> WorkflowFacts:
    """Return triggers and steps; a push starts a pipeline whatever the file says."""
    return WorkflowFacts(_triggers(root), limited(_jobs(root)))


def _jobs(root: YamlMapping) -> Iterator[Step]:
    for name, job in root.pairs.items():
        if name in _KEYWORDS or name.startswith(".") or not isinstance(job, YamlMapping):
            continue
        lines = []
        for key in ("before_script", "script", "after_script"):
            node = _inherited(root, job, key)
            if node is None and key == "before_script":
                node = root.mapping("default").get(key) or root.get(key)
            lines += _lines(node)
        if lines or job.get("trigger") is not None:
            yield Step(
                "gitlab-ci",
                name,
                job.line,
                commands_of("\n".join(lines)),
                inactive=_inactive(root, job),
                runner=tuple(_lines(_of_job(root, job, "tags"))),
                image=_image(_of_job(root, job, "image")),
            )


def _of_job(root: YamlMapping, job: YamlMapping, key: str) -> YamlNode | None:
    """Return a key of a job, of what it extends, or of what holds for all jobs."""
    return _inherited(root, job, key) or root.mapping("default").get(key) or root.get(key)


def _image(node: YamlNode | None) -> str:
    if isinstance(node, YamlMapping):
        return node.text("name")
    return node.value if isinstance(node, YamlScalar) else ""


def _inherited(root: YamlMapping, job: YamlMapping, key: str) -> YamlNode | None:
    """Return a key of a job, or of what it extends; the last one named wins."""
    if "extends" not in job.pairs:
        return job.get(key)
    seen: set[str] = set()
    waiting = [job]
    while waiting:
        job = waiting.pop()
        found = job.get(key)
        if found is not None:
            return found
        for base in job.items("extends"):
            name = base.value if isinstance(base, YamlScalar) else ""
            parent = root.get(name)
            if isinstance(parent, YamlMapping) and name not in seen:
                seen.add(name)
                waiting.append(parent)
    return None


def _lines(node: YamlNode | None) -> list[str]:
    """Return the shell lines of a scalar, or of lists in lists (`!reference`, anchors)."""
    if isinstance(node, YamlScalar):
        return [node.value]
    if isinstance(node, YamlSequence):
        return [line for item in node.items for line in _lines(item)]
    return []


def _inactive(root: YamlMapping, job: YamlMapping) -> str:
    rules = _inherited(root, job, "rules")
    when = _inherited(root, job, "when")
    found = {when.value} if isinstance(when, YamlScalar) else set()
    if isinstance(rules, YamlSequence) and rules.items:
        found = {
            (rule.text("when") or "on_success") if isinstance(rule, YamlMapping) else "on_success"
            for rule in rules.items
        }
    if found and found <= {"never"}:
        return "when: never"
    return "when: manual" if found and found <= {"never", "manual"} else ""


def _triggers(root: YamlMapping) -> tuple[str, ...]:
    """Return `push` and the events that conditions (`rules`, `only`) speak of."""
    spoken: set[str] = set()
    nodes: list[YamlNode] = [root.mapping("workflow")]
    for job in root.pairs.values():
        if isinstance(job, YamlMapping):
            nodes += [node for node in (job.get("rules"), job.get("only")) if node is not None]
    while nodes:
        node = nodes.pop()
        if isinstance(node, YamlMapping):
            nodes += [child for key, child in node.pairs.items() if key in ("rules", "if", "refs")]
        elif isinstance(node, YamlSequence):
            nodes += node.items
        else:
            spoken |= _events_in(node.value)
    return ("push", *sorted(spoken))


def _events_in(condition: str) -> set[str]:
    if "!=" in condition:
        return set()
    in_condition = "CI_PIPELINE_SOURCE" in condition
    return {
        event
        for event, words in _EVENTS.items()
        if condition in words or (in_condition and any(word in condition for word in words))
    }
