"""Where the user's package indexes are configured: real files in the places of pip and uv."""

import sys
from pathlib import Path

import pytest

from debtaudit.gather.index_settings import IndexSettings, PackageIndex, index_settings

PUBLIC = "https://public.invalid/simple/"


def settings(tmp_path: Path, **environment: str) -> IndexSettings:
    return index_settings(PUBLIC, {"HOME": str(tmp_path), **environment}, tmp_path / "etc")


def urls(found: IndexSettings) -> list[str]:
    return [one.url for one in found.indexes]


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_nothing_configured_is_the_public_index(tmp_path: Path) -> None:
    assert settings(tmp_path) == IndexSettings((PackageIndex(PUBLIC),))


def test_pips_variables_and_private_indexes_first(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        PIP_INDEX_URL="https://mirror.invalid/simple",
        PIP_EXTRA_INDEX_URL="https://one.invalid/simple https://two.invalid/simple/",
    )
    assert urls(found) == [
        "https://one.invalid/simple/",
        "https://two.invalid/simple/",
        "https://mirror.invalid/simple/",
    ]


def test_pips_files_the_systems_before_the_users_before_the_environment(tmp_path: Path) -> None:
    write(tmp_path / "etc" / "pip.conf", "[global]\nindex-url = https://system.invalid/\n")
    assert urls(settings(tmp_path)) == ["https://system.invalid/"]
    write(
        tmp_path / ".config" / "pip" / "pip.conf",
        "[global]\nindex_url = https://user.invalid/\nextra-index-url =\n  https://a.invalid/\n"
        "  https://b.invalid/\n[install]\ncert = /ca.pem\nclient-cert = /me.pem\n"
        "proxy = http://proxy.invalid:3128\n",
    )
    found = settings(tmp_path)
    assert urls(found) == ["https://a.invalid/", "https://b.invalid/", "https://user.invalid/"]
    assert (found.verify, found.certificate) == ("/ca.pem", "/me.pem")
    assert found.proxy == "http://proxy.invalid:3128"
    named = tmp_path / "named.conf"
    write(named, "[global]\nindex-url = https://named.invalid/\n")
    assert urls(settings(tmp_path, PIP_CONFIG_FILE=str(named)))[-1] == "https://named.invalid/"
    assert urls(settings(tmp_path, PIP_CONFIG_FILE="/dev/null")) == [PUBLIC]
    assert urls(settings(tmp_path, PIP_INDEX_URL="https://env.invalid"))[-1] == (
        "https://env.invalid/"
    )


def test_uvs_variables(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        UV_INDEX="ours=https://ours.invalid/simple https://more.invalid/",
        UV_DEFAULT_INDEX="main=https://main.invalid/",
        UV_INDEX_OURS_USERNAME="bot",
        UV_INDEX_OURS_PASSWORD="hidden",
        UV_EXTRA_INDEX_URL="https://extra.invalid/",
        SSL_CERT_FILE="/bundle.pem",
    )
    assert found.indexes == (
        PackageIndex("https://ours.invalid/simple/", ("bot", "hidden")),
        PackageIndex("https://more.invalid/"),
        PackageIndex("https://extra.invalid/"),
        PackageIndex("https://main.invalid/"),
    )
    assert found.verify == "/bundle.pem"


def test_uvs_file_of_the_user(tmp_path: Path) -> None:
    write(
        tmp_path / ".config" / "uv" / "uv.toml",
        '[[index]]\nname = "a"\nurl = "https://a.invalid/"\n'
        '[[index]]\nurl = "https://torch.invalid/"\nexplicit = true\n'
        '[[index]]\nurl = "https://main.invalid/"\ndefault = true\n',
    )
    assert urls(settings(tmp_path)) == ["https://a.invalid/", "https://main.invalid/"]
    old = tmp_path / "old.toml"
    write(old, 'index-url = "https://old.invalid/"\nextra-index-url = ["https://x.invalid/"]\n')
    found = settings(tmp_path, UV_CONFIG_FILE=str(old))
    assert urls(found) == ["https://x.invalid/", "https://old.invalid/"]


@pytest.mark.parametrize("text", ["[global\nindex-url", "\x00", "index-url = 1\n[[index]]\nurl=2"])
def test_files_that_are_broken_are_left_to_their_tools(text: str, tmp_path: Path) -> None:
    write(tmp_path / ".config" / "pip" / "pip.conf", text)
    write(tmp_path / ".config" / "uv" / "uv.toml", text)
    assert urls(settings(tmp_path)) == [PUBLIC]


def test_the_audited_folder_is_never_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    audited = tmp_path / "audited"
    for name in ("pip.conf", "pip/pip.conf", ".venv/pip.conf", ".config/pip/pip.conf"):
        write(audited / name, "[global]\nindex-url = https://thief.invalid/\n")
    write(audited / "uv.toml", 'index-url = "https://thief.invalid/"\n')
    write(audited / "pyproject.toml", '[tool.uv]\nindex-url = "https://thief.invalid/"\n')
    monkeypatch.chdir(audited)
    home = str(tmp_path / "home")
    environment = {"HOME": home, "VIRTUAL_ENV": str(audited / ".venv")}
    assert urls(index_settings(PUBLIC, environment, tmp_path / "etc")) == [PUBLIC]


def test_credentials_are_taken_out_of_the_address(tmp_path: Path) -> None:
    found = settings(tmp_path, PIP_INDEX_URL="https://me%40x:se%3Acret@[::1]:8443/simple?a=b#c")
    assert found.indexes == (PackageIndex("https://[::1]:8443/simple/", ("me@x", "se:cret")),)
    token = settings(tmp_path, PIP_INDEX_URL="https://token@host.invalid/")
    assert token.indexes == (PackageIndex("https://host.invalid/", ("token", "")),)


def test_netrc_and_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine host.invalid login me password from-netrc\n")
    monkeypatch.setenv("NETRC", str(netrc))
    found = settings(tmp_path, PIP_INDEX_URL="https://host.invalid/")
    assert found.indexes[0].credentials == ("me", "from-netrc")
    write(
        tmp_path / "site" / "keyring.py",
        "def get_password(service, user):\n"
        "    return {'other.invalid': 'from-' + user}.get(service)\n",
    )
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.delitem(sys.modules, "keyring", raising=False)
    found = settings(tmp_path, PIP_INDEX_URL="https://bob@other.invalid/")
    assert found.indexes[0].credentials == ("bob", "from-bob")
    monkeypatch.delitem(sys.modules, "keyring", raising=False)


def test_no_index_and_an_address_that_is_none(tmp_path: Path) -> None:
    assert (
        settings(tmp_path, PIP_NO_INDEX="1").problem == "pip's `no-index` forbids to ask an index"
    )
    for wrong in ("file:///srv/wheels", "ftp://x/", "http://[::1", "http://host:port/"):
        assert settings(tmp_path, PIP_INDEX_URL=wrong).indexes == (), wrong
        assert settings(tmp_path, PIP_INDEX_URL=wrong).problem is not None
