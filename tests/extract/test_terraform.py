"""Terraform as settings: resources and plain arguments, whatever stands between them."""

from debtaudit.domain.files import PathClass
from debtaudit.extract.file_facts import extract
from debtaudit.extract.path_class import path_class
from debtaudit.extract.terraform import terraform_values

ALARM = """\
# resource "aws_sns_topic" "commented" {
/* resource "aws_sns_topic" "out" {
   name = "x" */
variable "threshold" {
  default = 1
}

resource "aws_cloudwatch_metric_alarm" "drift" {
  alarm_name  = "model-drift" # told to the team
  metric_name = "PSI"
  threshold   = var.threshold
  dimensions  = { Name = "demand" }
  tags = {
    owner = "ml"
  }
}

resource "aws_sagemaker_pipeline" "train" {
  definition = jsonencode({
    Steps = [
      {
        "Name": "Fit",
        Type = "Training"
      },
    ]
  })
}
"""


def values(text: str) -> list[tuple[str, str, int | None]]:
    """Return what is read from a text."""
    return list(terraform_values(text.encode()))


def test_resources_and_their_arguments() -> None:
    alarm, pipeline = "aws_cloudwatch_metric_alarm.drift", "aws_sagemaker_pipeline.train"
    assert values(ALARM) == [
        ("drift.resource", "aws_cloudwatch_metric_alarm", 8),
        (f"{alarm}.alarm_name", "model-drift", 9),
        (f"{alarm}.metric_name", "PSI", 10),
        (f"{alarm}.threshold", "var.threshold", 11),
        (f"{alarm}.owner", "ml", 14),
        ("train.resource", "aws_sagemaker_pipeline", 18),
        (f"{pipeline}.definition", "jsonencode({", 19),
        (f"{pipeline}.Name", "Fit", 22),
        (f"{pipeline}.Type", "Training", 23),
    ]


def test_the_text_of_a_heredoc_is_passed_over() -> None:
    text = """\
resource "aws_instance" "server" {
  user_data = <<-EOF
    resource "aws_sns_topic" "told" {
    name = "no argument"
    }}}
  EOF
  ami = "a"
}
"""
    assert values(text) == [
        ("server.resource", "aws_instance", 1),
        ("aws_instance.server.ami", "a", 7),
    ]


def test_nothing_is_broken() -> None:
    assert values("") == []
    assert values('resource "a" "b" {\n  x = "open\n') == [
        ("b.resource", "a", 1),
        ("a.b.x", '"open', 2),
    ]
    assert values("}}}}\nx = 1\n") == []
    assert values('resource "a" "b" {\n' + "{" * 100_000 + "\n") == [("b.resource", "a", 1)]
    assert list(terraform_values(b'\xff\xferesource "a" "b" {\n')) == []
    assert values('/* never closed\nresource "a" "b" {\n') == []


def test_braces_in_texts_close_nothing() -> None:
    text = 'resource "a" "b" {\n  x = "}"\n  y = "${var.z}"\n}\nz = 1\n'
    assert [key for key, _value, _line in values(text)] == ["b.resource", "a.b.x", "a.b.y"]


def test_a_file_of_terraform_has_settings_and_its_secrets_are_masked() -> None:
    assert path_class("infra/main.tf") is PathClass.TERRAFORM
    text = b'resource "aws_db_instance" "x" {\n  password = "hunter2hunter2"\n}\n'
    resource, password = extract(PathClass.TERRAFORM, "main.tf", text).settings
    assert resource.value == "aws_db_instance"
    assert "hunter2" not in password.value
