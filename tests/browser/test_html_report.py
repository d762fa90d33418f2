"""The HTML report in headless Chromium: no error, no request, no script; readable by everybody.

`make test-browser` runs these. They need Chromium, its driver, and axe-core (from npm) in the
folder that AXE names; without one of them they fail, so that nobody believes they passed.
"""

import json
import os
import shutil
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from msgspec.structs import replace
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from debtaudit.domain.report import Report
from debtaudit.domain.style import Style
from debtaudit.reports.html import FORMAT
from tests.reports.sample import EMPTY, REPORT, poisoned
from tests.reports.test_html import WITH_ALL, long_report

pytestmark = pytest.mark.browser

SCRIPT = (
    "<script>window.ran=1</script><img src=x onerror=window.ran=1><svg onload=window.ran=1>"
    "\"'><script>window.ran=1</script></title></style><script>window.ran=1</script>{{7*7}}"
)
REPORTS = {
    "whole": WITH_ALL,
    "empty": EMPTY,
    "hostile": poisoned(WITH_ALL),
    "scripts": poisoned(WITH_ALL, SCRIPT),
}
# Widths of a screen in CSS pixels, the smaller one a phone's.
PHONE, DESKTOP = 390, 1280


class Site:
    """Pages on a server of our own, and what was asked of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        asked = self.asked

        class Handler(SimpleHTTPRequestHandler):
            def log_message(self, _format: str, *arguments: object) -> None:
                asked.append(str(arguments[0]))

        handler = partial(Handler, directory=str(folder))
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        Thread(target=self.server.serve_forever, daemon=True).start()

    def publish(self, name: str, report: Report) -> str:
        """Write a report; return its address."""
        assert FORMAT.report is not None
        text = FORMAT.report(report, Style())
        (self.folder / f"{name}.html").write_text(text, encoding="utf-8")
        return f"http://127.0.0.1:{self.server.server_port}/{name}.html"

    def close(self) -> None:
        """Stop the server."""
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Return a server for the pages of one test."""
    made = Site(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Return headless Chromium, which talks to nobody by itself."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    assert chromium and driver, "install chromium and chromium-driver"
    options = ChromeOptions()
    options.binary_location = chromium
    for switch in (
        *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
        *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
        f"--user-data-dir={tmp_path_factory.mktemp('profile')}",
    ):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    opened = Chrome(options=options, service=Service(driver))
    yield opened
    opened.quit()


def messages(browser: Chrome, log: str) -> list[dict[str, str]]:
    """Return what is new in a log of the browser: `browser` is the console."""
    found: list[dict[str, str]] = browser.execute("getLog", {"type": log})["value"]
    return found


def opened(browser: Chrome, address: str, width: int = DESKTOP) -> None:
    """Open a page in a window of that width, with nothing left of the last one in the logs."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get("about:blank")
    for log in ("browser", "performance"):
        messages(browser, log)
    browser.get(address)


def scheme(browser: Chrome, name: str, media: str = "screen") -> None:
    """Prefer light or dark, on the screen or on paper."""
    features = [{"name": "prefers-color-scheme", "value": name}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})


def requests(browser: Chrome) -> list[str]:
    """Return the addresses that the page asked for."""
    found = []
    for entry in messages(browser, "performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            found.append(message["params"]["request"]["url"])
    return [address for address in found if not address.startswith("data:")]


@pytest.mark.parametrize("name", REPORTS)
def test_no_error_no_request_and_no_script(browser: Chrome, site: Site, name: str) -> None:
    address = site.publish(name, REPORTS[name])
    opened(browser, address)
    assert browser.execute_script("return document.readyState") == "complete"
    assert browser.execute_script("return window.ran") is None
    assert browser.execute_script("return document.scripts.length") == 0
    assert messages(browser, "browser") == []
    assert requests(browser) == [address]
    assert [line.split()[0] for line in site.asked] == ["GET"]
    assert browser.find_element(By.TAG_NAME, "h1").text


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("name", REPORTS)
def test_axe_finds_no_barrier(
    browser: Chrome, site: Site, name: str, width: int, theme: str
) -> None:
    scheme(browser, theme)
    opened(browser, site.publish(name, REPORTS[name]), width)
    for details in browser.find_elements(By.TAG_NAME, "details"):
        browser.execute_script("arguments[0].open = true", details)
    axe = Path(os.environ["AXE"]) / "node_modules" / "axe-core" / "axe.min.js"
    browser.execute_script(axe.read_text(encoding="utf-8"))
    found = browser.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "axe.run().then(result => done(result.violations.map("
        "one => [one.id, one.nodes.map(node => node.html.slice(0, 200))])))"
    )
    assert found == []


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("name", REPORTS)
def test_the_page_is_not_wider_than_the_screen(
    browser: Chrome, site: Site, name: str, width: int
) -> None:
    opened(browser, site.publish(name, REPORTS[name]), width)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width


def test_a_link_to_a_finding_shows_it_and_a_click_opens_it(browser: Chrome, site: Site) -> None:
    opened(browser, site.publish("whole", WITH_ALL))
    link = browser.find_element(By.CSS_SELECTOR, "#summary ol a")
    target = browser.find_element(By.ID, (link.get_attribute("href") or "").partition("#")[2])
    link.click()
    top = browser.execute_script("return arguments[0].getBoundingClientRect().top", target)
    assert 0 <= top < 900
    assert not target.find_element(By.TAG_NAME, "dl").is_displayed()
    target.find_element(By.TAG_NAME, "summary").click()
    assert target.find_element(By.TAG_NAME, "dl").is_displayed()


def test_on_paper_everything_is_open_and_black_on_white(browser: Chrome, site: Site) -> None:
    scheme(browser, "dark", "print")
    opened(browser, site.publish("whole", WITH_ALL))
    heights = browser.execute_script(
        "return [...document.querySelectorAll('details dl')].map(one => one.offsetHeight)"
    )
    assert heights
    assert min(heights) > 0
    paper = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
    assert len(browser.execute_cdp_cmd("Page.printToPDF", {})["data"]) > 10_000
    scheme(browser, "light")


def test_a_long_report_opens(browser: Chrome, site: Site) -> None:
    opened(browser, site.publish("long", replace(long_report(2000), components=REPORT.components)))
    assert len(browser.find_elements(By.CSS_SELECTOR, "[id^='finding-']")) == 2000
    assert messages(browser, "browser") == []
