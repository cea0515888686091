"""The service behind nginx, as `deploy/nginx.conf` has it: real nginx, real TLS, real files."""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import shutil
import ssl
import subprocess
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from live.asking import Request
from live.service import Service, free_port
from smartregions.web.problem_types import TYPES

DEPLOY = Path(__file__).parents[2] / "deploy"
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
OPENSSL = shutil.which("openssl")
LARGE = "/dumps/all.nq"

pytestmark = pytest.mark.skipif(
    not Path(NGINX).exists() or OPENSSL is None, reason="nginx or openssl is not installed"
)


@dataclass(frozen=True)
class Answer:
    """What came back for the request of this number."""

    number: str
    status: int
    headers: http.client.HTTPMessage
    body: bytes


@dataclass(frozen=True)
class Deployed:
    """A service with nginx before it."""

    service: Service
    port: int
    folder: Path

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> Answer:
        """Ask nginx; the header `If_Range` is `If-Range`."""
        trust = ssl.create_default_context(cafile=self.folder / "certificate.pem")
        connection = http.client.HTTPSConnection("localhost", self.port, context=trust, timeout=60)
        number = uuid.uuid4().hex
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, {"X-Number": number, **named})
            response = connection.getresponse()
            return Answer(number, response.status, response.headers, response.read())
        finally:
            connection.close()

    def read_by_nginx(self, answer: Answer) -> bool:
        """Whether nginx took this answer from the folder: its log tells, after it has answered."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            for line in (self.folder / "access.log").read_text("utf-8").splitlines(keepends=True):
                number, address = line.split(" ", 1)
                if number == answer.number and address.endswith("\n"):
                    return address.startswith("/files/")
            time.sleep(0.02)
        raise AssertionError(f"nginx does not log the request {answer.number}")


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    folder = tmp_path_factory.mktemp("deployed")
    folder.chmod(0o755)  # nginx may read it as another user
    port = free_port()
    settings = settings_of_the_installation() | {
        "public_url": f"https://localhost:{port}/",
        "client_seconds": "600",
    }
    with Service(folder, settings) as service, nginx(folder, port, service.port):
        yield Deployed(service, port, folder)


def settings_of_the_installation() -> dict[str, str]:
    """Those of `smart-regions.env`, without the state directory."""
    text = (DEPLOY / "smart-regions.env").read_text("utf-8")
    found = dict(re.findall(r"^SMARTREGIONS_(\w+)=(.+)$", text, re.MULTILINE))
    return {name.lower(): value for name, value in found.items() if name != "STATE"}


@contextmanager
def nginx(folder: Path, port: int, behind: int) -> Iterator[None]:
    make_certificate(folder)
    (folder / "site.conf").write_text(site(folder, port, behind), "utf-8")
    conf = folder / "nginx.conf"
    user = "" if Path(folder).stat().st_uid else "user root;"
    conf.write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; {user}\n"
        "events {}\n"
        "http {\n"
        f'  log_format plain "$http_x_number $uri"; access_log {folder}/access.log plain;\n'
        f"  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;\n"
        f"  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n"
        f"  include {folder}/site.conf;\n"
        "}\n",
        "utf-8",
    )
    command = [NGINX, "-c", conf, "-p", folder, "-e", folder / "error.log"]
    subprocess.run([*command, "-t", "-q"], check=True)
    with subprocess.Popen(command) as process:
        try:
            await_pid(folder / "nginx.pid", process)
            yield
        finally:
            process.terminate()


def await_pid(path: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while not path.exists() or not path.read_text("utf-8").strip():
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.02)


def site(folder: Path, port: int, behind: int) -> str:
    """The file of `deploy/` with the names and places of this test."""
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    given: Mapping[str, str] = {
        "127.0.0.1:8000": f"127.0.0.1:{behind}",
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "listen 80": f"listen 127.0.0.1:{free_port()}",
        "/etc/ssl/certs/regions.example.pem": str(folder / "certificate.pem"),
        "/etc/ssl/private/regions.example.key": str(folder / "key.pem"),
        "/var/lib/smart-regions/": f"{folder}/state/",
    }
    for old, new in given.items():
        assert old in text
        text = text.replace(old, new)
    return re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.MULTILINE)


def make_certificate(folder: Path) -> None:
    assert OPENSSL is not None
    subprocess.run(
        [
            *(OPENSSL, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")),
        ],
        check=True,
        capture_output=True,
    )


def test_get_a_large_file_200_read_by_nginx_is_what_the_service_says_of_it(
    deployed: Deployed,
) -> None:
    headed = deployed.ask(LARGE, "HEAD")
    got = deployed.ask(LARGE)
    assert deployed.read_by_nginx(got)
    assert (got.status, len(got.body)) == (200, int(headed.headers["Content-Length"]))
    assert got.headers["ETag"] == f'"{hashlib.sha256(got.body).hexdigest()}"'
    for name in headed.headers:
        if name not in ("Date", "Server", "Connection"):
            assert got.headers[name] == headed.headers[name], name
    assert "X-Accel-Redirect" not in got.headers


def test_get_a_range_206_read_by_nginx(deployed: Deployed) -> None:
    whole = deployed.ask(LARGE).body
    got = deployed.ask(LARGE, Range="bytes=1000-1999")
    assert deployed.read_by_nginx(got)
    assert (got.status, got.body) == (206, whole[1000:2000])
    assert got.headers["Content-Range"] == f"bytes 1000-1999/{len(whole)}"


def test_get_a_range_behind_the_end_416(deployed: Deployed) -> None:
    got = deployed.ask(LARGE, Range="bytes=999999999-")
    assert (got.status, got.headers["Content-Type"]) == (416, "application/problem+json")


def test_get_a_known_file_304(deployed: Deployed) -> None:
    tag = deployed.ask(LARGE, "HEAD").headers["ETag"]
    assert deployed.ask(LARGE, If_None_Match=tag).status == 304


@pytest.mark.parametrize(("tag", "status"), [("", 206), ('"another"', 200)])
def test_a_range_of_a_file_that_is_known_by_its_tag(
    deployed: Deployed, tag: str, status: int
) -> None:
    known = tag or deployed.ask(LARGE, "HEAD").headers["ETag"]
    assert deployed.ask(LARGE, Range="bytes=0-9", If_Range=known).status == status


def test_what_the_service_answers_itself_is_not_read_by_nginx(deployed: Deployed) -> None:
    assert not deployed.read_by_nginx(deployed.ask(LARGE, "HEAD"))
    assert not deployed.read_by_nginx(deployed.ask("/health"))


def test_nobody_comes_to_the_folder_by_its_own_address(deployed: Deployed) -> None:
    fixed = deployed.ask(LARGE, "HEAD").headers["Content-Location"]
    assert deployed.ask(fixed.replace("/dumps/", "/files/")).status == 404


def test_whoever_is_no_proxy_gets_the_file_from_the_service(deployed: Deployed) -> None:
    request = Request(LARGE, headers={"X-Forwarded-For": "127.0.0.1"})
    direct = deployed.service.ask(request, "127.44.0.2")
    assert "x-accel-redirect" not in direct.headers
    assert len(direct.body) == int(direct.headers["content-length"]) > 1_000_000
    proxied = deployed.service.ask(request, "127.0.0.1")
    assert proxied.headers["x-accel-redirect"].startswith("/files/all-")
    assert proxied.body == b""


def test_a_query_in_a_long_address_is_answered(deployed: Deployed) -> None:
    query = "ASK {} #" + "x" * 40_000
    got = deployed.ask(f"/sparql?query={query.replace(' ', '+').replace('#', '%23')}")
    assert got.status == 200


def test_a_file_in_chunks_arrives_whole(deployed: Deployed) -> None:
    """nginx awaits it, and tells the service its length."""
    text = b"<https://w3id.org/smart-regions/id/region/x> a <http://e/x> .\n" * 2000
    trust = ssl.create_default_context(cafile=deployed.folder / "certificate.pem")
    connection = http.client.HTTPSConnection("localhost", deployed.port, context=trust, timeout=60)
    connection.request(
        "POST",
        "/validate",
        iter([text[:1000], text[1000:]]),
        {"Content-Type": "text/turtle", "Accept": "application/json"},
        encode_chunked=True,
    )
    response = connection.getresponse()
    assert response.status in (200, 422)
    assert hashlib.sha256(text).hexdigest().encode() in response.read()
    connection.close()


def test_post_a_file_that_is_too_long_413_as_the_service_says_it(deployed: Deployed) -> None:
    got = deployed.ask("/validate", "POST", b" " * 67_108_865, Content_Type="text/turtle")
    assert (got.status, got.headers["Content-Type"]) == (413, "application/problem+json")
    assert (told := json.loads(got.body))["status"] == 413
    assert told["type"] == TYPES + "request-too-large"


def test_each_visitor_is_a_client_of_its_own(deployed: Deployed) -> None:
    """What one sends in X-Forwarded-For does not make another of it."""
    token = {"X_Forwarded_For": "198.51.100.7"}
    assert deployed.ask("/queries/running", **token).status in (401, 403)
    refused = deployed.ask("/graph/none", "PUT", b"<a:b> <a:b> <a:b> .", **token)
    assert refused.status in (401, 403)
    assert '"client": "127.0.0.1"' in deployed.service.said()
    assert "198.51.100.7" not in deployed.service.said()
