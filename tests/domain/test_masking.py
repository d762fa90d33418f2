"""Secrets are masked whatever they stand in, and settings of models are not."""

import pytest

from debtaudit.domain.masking import MASK, mask, mask_value

AWS_KEY = "AKIA" + "IOSFODNN7EXAMPLE"
GITHUB_TOKEN = "ghp_" + "0123456789abcdefghij0123456789abcdef"
HEX = "8f14e45fceea167a5a36dedd4bea2543"
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
JWT = "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0NTYifQ" + ".c2lnbmF0dXJl"
PEM_HEAD = "-----BEGIN RSA PRIVATE " + "KEY-----"
PEM_FOOT = "-----END RSA PRIVATE " + "KEY-----"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("password = hunter2", "password = ***"),
        ("password=hunter2, user=me", "password=***, user=me"),
        ('password: "correct horse battery staple"', 'password: "***"'),
        ("password: 'it\"s'", "password: '***'"),
        ('"password": "hun\'ter2"', '"password": "***"'),
        ('{"db": {"passwd": "a b"}}', '{"db": {"passwd": "***"}}'),
        (r"{\"client_secret\": \"abc123\"}", r"{\"client_secret\": \"***\"}"),
        ("DB_PASSWORD=abc", "DB_PASSWORD=***"),
        ("export SECRET_KEY=abcdef", "export SECRET_KEY=***"),
        ("ENV HF_TOKEN abcd1234", "ENV HF_TOKEN ***"),
        ("train --api-key abcdef123 --epochs 3", "train --api-key *** --epochs 3"),
        ("train --password=hunter2 --epochs 3", "train --password=*** --epochs 3"),
        (f"api_key: {HEX}", "api_key: ***"),
        ("clientSecret: abc", "clientSecret: ***"),
        ('os.environ["OPENAI_API_KEY"] = "abc123"', 'os.environ["OPENAI_API_KEY"] = "***"'),
        (f'wandb.login(key="{HEX}")', 'wandb.login(key="***")'),
        ("AccountKey=abc123def==;Suffix=x", "AccountKey=***;Suffix=x"),
        ("hf_token='abcdefgh'", "hf_token='***'"),
        ("token: ab12cd34ef56gh78", "token: ***"),
        ("machine x login y password z1", "machine x login y password ***"),
        ("connect(password='x)y')", "connect(password='***')"),
        ("connect(password=secret1)", "connect(password=***)"),
        ("passphrase: opensesame", "passphrase: ***"),
        ("passwort=geheim1", "passwort=***"),
        ("pwd: abc1", "pwd: ***"),
        ("credentials: abcdef", "credentials: ***"),
        ("aws_access_key_id = ABCDEF12", "aws_access_key_id = ***"),
        ("sentry_dsn: https://ab@o1.example.org/2", "sentry_dsn: ***"),
        ("auth: ab12cd34ef56gh78", "auth: ***"),
        ("apitoken := abc", "apitoken := ***"),
        ('{"password" => "abc"}', '{"password" => "***"}'),
        ("ARG DB_PASSWORD abc1", "ARG DB_PASSWORD ***"),
    ],
)
def test_a_value_under_a_secret_name_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("https://user:pass@host/x", "https://user:***@host/x"),
        ("git+https://user:p@ss@host/x.git", "git+https://user:***@host/x.git"),
        ("postgresql://me:pw@db:5432/x", "postgresql://me:***@db:5432/x"),
        (f"https://{HEX}@github.com/o/r", "https://***@github.com/o/r"),
        ("https://x.y/simple?token=abcd1234&a=1", "https://x.y/simple?token=***&a=1"),
        ("https://x.y/?a=1&access_token=abc", "https://x.y/?a=1&access_token=***"),
        ("https://s3/x?X-Amz-Signature=ab12cd", "https://s3/x?X-Amz-Signature=***"),
        ("https://b.net/c?sv=2020&sig=aB3%2Fdefgh", "https://b.net/c?sv=2020&sig=***"),
        ("https://hooks.slack.com/services/T0/B0/abcdefgh", "https://hooks.slack.com/services/***"),
        (
            "https://discord.com/api/webhooks/12345/ab-cdefgh",
            "https://discord.com/api/webhooks/12345/***",
        ),
        ("https://a.b/?code=abcd1234&code=ab", "https://a.b/?code=***&code=ab"),
        ("https://a.b/?X-Amz-Credential=me&page=2", "https://a.b/?X-Amz-Credential=***&page=2"),
        (
            "https://a.b/?next_token=17&client_secret=abc",
            "https://a.b/?next_token=17&client_secret=***",
        ),
        ("curl -u me:secret https://x", "curl -u me:*** https://x"),
        ("curl -u me:$PASSWORD https://x", "curl -u me:$PASSWORD https://x"),
        ("Authorization: Bearer abcdefgh12345678", "Authorization: Bearer ***"),
        ("Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic ***"),
    ],
)
def test_a_secret_in_a_url_or_header_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "secret",
    [
        JWT,
        # (in two parts, so that no scanner of secrets takes this file for one)
        *(kind + "IOSFODNN7EXAMPLE" for kind in ("AKIA", "ASIA", "AROA", "AIDA")),
        *(f"gh{kind}_" + LETTERS for kind in "pousr"),
        "github_pat_" + "11AAAAAAA0aaaaaaaaaaaa_bbbbbbbb",
        *(f"gl{kind}-" + LETTERS for kind in ("pat", "dt", "rt", "cbt", "ptt", "ft", "soat")),
        *(f"xox{kind}-" + "123456789012-abcdefghij" for kind in "abeprs"),
        *(f"{kind}_" + LETTERS for kind in ("hf", "gsk", "r8", "npm")),
        "sk-proj-" + "abcdefghij0123456789",
        *(f"{kind}_" + LETTERS for kind in ("sk_live", "sk_test", "rk_live", "rk_test")),
        "AIza" + "SyA0123456789abcdefghijklmnopqrstuv",
        *(kind + LETTERS for kind in ("ya29.", "GOCSPX-", "pypi-AgE", "dckr_pat_")),
        "dop_v1_" + HEX + HEX,
        "SG." + "abcdefghij0123456789.abcdefghij0123456789",
        "dapi" + HEX,
        *(f"shp{kind}_" + HEX for kind in ("at", "ca", "pa", "ss")),
        "123456789:" + "AAabcdefghijklmnopqrstuvwxyz0123456",
    ],
)
def test_a_secret_is_known_by_its_form_in_any_place(secret: str) -> None:
    assert mask(f"use {secret} here") == f"use {MASK} here"
    assert secret not in mask(f'call("{secret}")')


def test_a_private_key_is_masked_also_where_its_end_is_cut_off() -> None:
    assert mask(f"{PEM_HEAD}\nMIIE\nabcd\n{PEM_FOOT} rest") == f"{PEM_HEAD}{MASK}{PEM_FOOT} rest"
    assert mask(f"{PEM_HEAD}\nMIIE\nabcd") == f"{PEM_HEAD}{MASK}"


@pytest.mark.parametrize(
    "text",
    [
        "token: 512",
        "max_tokens=256",
        "tokenizer: bert-base-uncased-2",
        'pad_token: "<pad>"',
        'pad_token: "PADDING_TOKEN_1234"',
        "eos_token='</s>'",
        "token_embedding: 768",
        "tokens_per_batch = 4096",
        "token: classification",
        "key: value",
        "primary_key: user_id_2020_01",
        "query_key_value: 12345678abcdef",
        "sort(key=len)",
        "key=lambda row: row.age",
        "monkey: banana123456",
        "authors: a b c",
        "author: someone@example.org",
        "passes: 3",
        "pass: 3",
        "password=None",
        "password: str",
        "password=db_password",
        "credentials: file",  # too short for any
        "sentry_dsn: https://o1.example.org/2",
        "api_key: short",
        "access_token: 4096",
        "auth: oauth-library-name",  # no digit in it
        "auth: 1234567890.1234567890",
        "password_length: 12345678",
        "user_token_id: abcdef123456",
        "the password hunter2",
        "password: Optional[str] = None",
        "password=password",
        "password=args.password",
        "password = getpass()",
        'password = os.environ["DB_PASSWORD"]',
        'password == "x"',
        "use_auth_token=True",
        "token: ${{ secrets.GITHUB_TOKEN }}",
        "password: $DB_PASSWORD",
        "https://${USER}:${PASS}@host",
        "https://host:8080/a@b",
        "ssh://git@github.com/o/r",
        "docker run -u 1000:1000 image",
        "secret_name: prod-database",
        "lr: 6e-4 -> 3e-4",
        "md5: 8f14e45fceea167a5a36dedd4bea2543",
        "0123456789abcdef0123456789abcdef01234567",
        "sk-learn-contrib-package-name",
        "the token is used twice",
        "",
    ],
)
def test_ordinary_text_comes_back_as_it_is(text: str) -> None:
    assert mask(text) == text


def test_masking_twice_changes_nothing_more() -> None:
    text = f"password = hunter2; url https://u:p@h/?token=abcd1234 {GITHUB_TOKEN}"
    assert mask(mask(text)) == mask(text)


def test_a_secret_behind_a_name_that_is_none_is_found() -> None:
    assert mask('key = "password=hunter2"') == 'key = "password=***"'


def test_all_of_a_long_secret_is_masked() -> None:
    assert mask(f"password={'a1' * 3000} rest") == "password=*** rest"


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("db.password", "hunter2", "***"),
        ("services[0].api_key", "abcdef123", "***"),
        ("db.password", "${DB_PASSWORD}", "${DB_PASSWORD}"),
        ("model.max_tokens", "256", "256"),
        ("optim.lr", "0.1", "0.1"),
        ("index", "https://u:p@host/simple", "https://u:***@host/simple"),
    ],
)
def test_a_value_is_masked_by_the_name_of_its_setting(name: str, value: str, shown: str) -> None:
    assert mask_value(name, value) == shown


@pytest.mark.parametrize(
    "piece",
    ["token ", 'token="', "://", "://a:", "sk-", "eyJ", "password=a ", 'key: a"', "?a", "-u a:"],
)
def test_hostile_repetition_ends(piece: str) -> None:
    """Time that grew with the square of the length would not end within this test run."""
    assert mask(piece * 60_000)
