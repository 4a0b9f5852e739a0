"""What the deployment files name exists in the project.

No Docker engine runs where this is developed, so the compose file and the Dockerfile are read and
compared with the app instead; the Caddyfile is read by the real Caddy.
"""

import fnmatch
import json
import os
import re
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from courseapp.celery import app
from tests.deploy import shipped
from tests.servers.environment import settings_variables
from tests.servers.processes import ROOT

SERVICES = shipped.compose()["services"]
OWN = shipped.own_services()
KNOWN = settings_variables() | shipped.READ_BY_OTHERS
COMMANDS = {
    **{f"compose {name}": " ".join(service["command"]) for name, service in OWN.items()},
    **{f"Procfile {name}": command for name, command in shipped.procfile().items()},
    "Dockerfile": " ".join(shipped.json_command(shipped.instructions("CMD")[-1])),
}
# The wheels' programs that our commands call, and what they belong to.
PROGRAMS = {"gunicorn": "gunicorn", "celery": "celery", "python": None, "sh": None}


def test_the_processes_are_those_of_the_design():
    assert set(SERVICES) == {
        "caddy", "web", "files", "worker", "beat", "migrate", "db", "redis"
    }  # fmt: skip
    assert set(shipped.procfile()) == {"web", "worker", "beat"}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_program_and_file_of_a_command_exists(name):
    command = COMMANDS[name]
    program = command.split()[0]
    if package := PROGRAMS[program]:
        scripts = distribution(package).entry_points.select(group="console_scripts")
        assert program in scripts.names
        assert package in (ROOT / "requirements" / "run.txt").read_text()
    for path in shipped.paths_named(command):
        assert (ROOT / path).is_file(), path


@pytest.mark.parametrize("name", COMMANDS)
def test_every_management_command_exists(name):
    for command in re.findall(r"manage\.py (\w+)", COMMANDS[name]):
        assert command in get_commands()


@pytest.mark.parametrize("name", [n for n in COMMANDS if "celery" in COMMANDS[n]])
def test_celery_commands_name_the_app(name):
    assert "-A courseapp" in COMMANDS[name]
    assert app.main == "courseapp"


@pytest.mark.parametrize("name", [n for n in COMMANDS if "worker" in COMMANDS[n]])
def test_a_worker_listens_to_every_queue(name):
    queues = set(re.search(r"--queues (\S+)", COMMANDS[name])[1].split(","))
    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    assert queues == routed | {settings.CELERY_TASK_DEFAULT_QUEUE}


def test_every_task_of_the_schedule_exists():
    app.autodiscover_tasks(force=True)
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


@pytest.mark.parametrize("name", OWN)
def test_every_variable_of_a_service_is_read_by_the_app(name):
    assert set(OWN[name]["environment"]) <= KNOWN


def test_every_variable_of_the_image_is_read():
    assert set(shipped.image_environment()) <= KNOWN


def test_every_variable_asked_of_the_operator_is_in_the_example():
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    lines = (ROOT / "deploy" / ".env.example").read_text().splitlines()
    assert {line.split("=")[0] for line in lines if "=" in line and line[0] != "#"} == asked


def test_there_is_no_default_password():
    text = (ROOT / "docker-compose.yml").read_text()
    uses = re.findall(r"\$\{\w*(?:PASSWORD|SECRET|KEY)\w*([^}]*)\}", text)
    assert uses
    assert all(use == "" or use.startswith(":?") for use in uses)
    example = (ROOT / "deploy" / ".env.example").read_text()
    assert not re.search(r"^\w*(PASSWORD|SECRET|KEY)\w*=.+", example, re.MULTILINE)


@pytest.mark.parametrize("name", SERVICES)
def test_every_lasting_service_has_a_health_check(name):
    service = SERVICES[name]
    if service.get("restart") == "no":
        assert service["healthcheck"] == {"disable": True}
        return
    test = service.get("healthcheck", {}).get("test")
    if test is None:  # the image's own
        assert "build" in service
        (check,) = shipped.instructions("HEALTHCHECK")
        test = json.loads(check.split("CMD", 1)[1])
        assert test[0] == "python"
    for path in shipped.paths_named(" ".join(test)):
        assert (ROOT / path).is_file()


def test_everything_waits_for_the_migration():
    for name in set(OWN) - {"migrate"}:
        condition = SERVICES[name]["depends_on"]["migrate"]["condition"]
        assert condition == "service_completed_successfully"


def test_every_volume_and_network_is_declared():
    for service in SERVICES.values():
        named = [v.split(":")[0] for v in service.get("volumes", [])]
        assert {v for v in named if "/" not in v} <= set(shipped.compose()["volumes"])
        assert all((ROOT / v).exists() for v in named if "/" in v)
        assert set(service["networks"]) <= set(shipped.compose()["networks"])


def test_the_database_and_redis_are_reached_from_inside_alone():
    assert shipped.compose()["networks"]["inside"] == {"internal": True}
    for name in ("db", "redis"):
        assert SERVICES[name]["networks"] == ["inside"]
        assert "ports" not in SERVICES[name]
    assert [n for n, s in SERVICES.items() if "ports" in s] == ["caddy"]


def test_data_is_in_the_folder_that_is_a_volume():
    assert shipped.image_environment()["DATA_DIR"] == "/data"
    assert shipped.instructions("VOLUME") == ["/data"]
    for service in OWN.values():
        assert service["environment"]["DATA_DIR"] == "/data"
        assert "data:/data" in service["volumes"]


def test_a_running_upload_may_end_when_the_server_is_stopped():
    config = load_config("gunicorn_files.py")
    assert seconds(SERVICES["files"]["stop_grace_period"]) > config["graceful_timeout"]
    config = load_config("gunicorn_pages.py")
    assert seconds(SERVICES["web"]["stop_grace_period"]) > config["graceful_timeout"]


@pytest.mark.parametrize("name", ["gunicorn_files.py", "gunicorn_pages.py"])
def test_gunicorn_takes_its_configuration(name):
    done = subprocess.run(
        [sys.executable, "-m", "gunicorn", "--check-config", "-c", f"deploy/{name}"],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_files_are_served_by_one_process_with_many_threads():
    config = load_config("gunicorn_files.py")
    assert (config["workers"], config["worker_class"], config["threads"]) == (1, "gthread", 256)
    assert load_config("gunicorn_pages.py")["worker_class"] == "sync"


def test_no_server_writes_addresses_down():
    for name in ("gunicorn_files.py", "gunicorn_pages.py"):
        assert load_config(name)["accesslog"] is None
    for server in json.loads(shipped.caddy_config())["apps"]["http"]["servers"].values():
        assert "logs" not in server


# --- Dockerfile -------------------------------------------------------------------------------


def test_the_image_is_built_in_stages_and_runs_as_nobody_special():
    assert len(shipped.instructions("FROM")) == 2
    assert shipped.instructions("USER") == ["app"]
    position = {i.name: n for n, i in enumerate(shipped.dockerfile())}
    assert position["USER"] < position["CMD"]


def test_packages_are_installed_by_their_hashes():
    (pip,) = [run for run in shipped.instructions("RUN") if "pip install" in run]
    assert "--require-hashes" in pip
    assert "--hash=sha256:" in (ROOT / "requirements" / "run.txt").read_text()


def test_what_is_copied_exists():
    for copied in shipped.instructions("COPY"):
        if not copied.startswith("--from"):
            assert (ROOT / copied.split()[0]).exists()


def test_what_the_app_needs_is_not_kept_out_of_the_image():
    patterns = (ROOT / ".dockerignore").read_text().splitlines()
    kept_out = [p for p in patterns if p and not p.startswith("#")]
    named = {path.split("/")[0] for c in COMMANDS.values() for path in shipped.paths_named(c)}
    needed = named | {"courseapp", "schedule", "projects", "templates", "static", "requirements"}
    for name in needed:
        assert not any(fnmatch.fnmatch(name, pattern) for pattern in kept_out), name
    for secret in (".env", "data", ".git"):
        assert any(fnmatch.fnmatch(secret, pattern) for pattern in kept_out), secret


# --- Caddyfile --------------------------------------------------------------------------------


def routes(config):
    """Yield each handler of Caddy's configuration with the paths for which it stands."""

    def walk(node, paths):
        for match in node.get("match", []):
            paths = match.get("path", paths)
        for handler in node.get("handle", []):
            yield paths, handler
            for inner in handler.get("routes", []):
                yield from walk(inner, paths)

    for server in config["apps"]["http"]["servers"].values():
        for route in server["routes"]:
            yield from walk(route, None)


def test_the_moment_of_a_request_is_said_by_caddy_alone():
    handlers = [h for _, h in routes(json.loads(shipped.caddy_config())) if "request" in h]
    set_by_caddy = [h["request"]["set"] for h in handlers if h["handler"] == "headers"]
    assert {"X-Request-Start": ["{time.now.unix_ms}"]} in set_by_caddy
    for service in OWN.values():
        assert service["environment"]["TRUST_REQUEST_START"] == "on"


def test_what_takes_uploads_or_sends_files_goes_to_the_threads_and_all_else_to_the_processes():
    proxies = {
        handler["upstreams"][0]["dial"]: (paths, handler)
        for paths, handler in routes(json.loads(shipped.caddy_config()))
        if handler["handler"] == "reverse_proxy"
    }
    assert set(proxies) == {"web:8000", "files:8000"}
    assert set(proxies) == {SERVICES["caddy"]["environment"][name] for name in ("WEB", "FILES")}
    paths, files = proxies["files:8000"]
    prefixes = ["/handin/*", "/files/*", "/bulk/*"]
    assert paths == [*prefixes, "/receipts/", "/api/v1/submissions/*"]
    assert "request_buffers" not in files
    paths, pages = proxies["web:8000"]
    assert paths is None
    assert pages["request_buffers"] > 0


def test_caddy_waits_longer_than_the_app_for_an_upload():
    for server in json.loads(shipped.caddy_config())["apps"]["http"]["servers"].values():
        assert server["read_timeout"] / 1e9 > settings.MAX_REQUEST_SECONDS


def test_a_body_that_the_app_takes_passes_caddy():
    limits = [
        (paths, handler["max_size"])
        for paths, handler in routes(json.loads(shipped.caddy_config()))
        if handler["handler"] == "request_body"
    ]
    (long,) = [limit for paths, limit in limits if paths]
    (short,) = [limit for paths, limit in limits if not paths]
    assert long > settings.MAX_UPLOAD_BYTES
    assert short > settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def load_config(name: str) -> dict[str, object]:
    config: dict[str, object] = {}
    exec(compile((ROOT / "deploy" / name).read_text(), name, "exec"), config)
    return config


def seconds(duration: str) -> int:
    return int(re.fullmatch(r"(\d+)s", duration)[1])


def test_the_health_checks_script_knows_every_kind_it_is_asked_for():
    checks = [s.get("healthcheck", {}).get("test", []) for s in SERVICES.values()]
    asked = {test[-1] for test in checks if "deploy/healthcheck.py" in test} | {"web"}
    source = Path(ROOT / "deploy" / "healthcheck.py").read_text()
    assert asked == {"web", "worker", "beat"}
    assert all(f"def {kind}()" in source for kind in asked)
