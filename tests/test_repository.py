"""Scripts, containers, locks and documents say the same, and no file names somebody's machine."""

import ast
import os
import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from string import Template

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = {"demo", "test", "manage", "services", "run", "lock", "bench"}
DAYS_ASKED = {
    *(f"timezone.{name}" for name in ("now", "localdate", "localtime")),
    *(f"{name}.today" for name in ("date", "dt.date", "datetime.date", "datetime")),
    *(f"{name}.now" for name in ("datetime", "dt.datetime", "datetime.datetime")),
    *("today", "in_days", "this_year", "last_year"),
}
REGISTRIES = [
    ".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("deb", "debian", "org"), ("npmjs", "org"))
]


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def versions() -> dict[str, str]:
    return dict(re.findall(r"^([A-Z]+)=(\d+)$", text_of("bin/lib/versions.sh"), re.M))


def debian_packages(group: str) -> set[str]:
    entries = re.search(rf"^{group}=\((.*?)^\)", text_of("bin/lib/versions.sh"), re.M | re.S)
    assert entries, f"bin/lib/versions.sh has no {group}"
    return set(re.findall(r'^\s+"(\S+) ', Template(entries[1]).substitute(versions()), re.M))


def compose() -> dict:
    return yaml.safe_load(text_of("docker-compose.yml"))


def pins(name: str) -> dict[str, str]:
    """Package name → version and marker, for every line of a compiled requirements file that pins something."""
    return dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==(.+?) \\$", text_of(name), re.M))


def pyproject() -> dict:
    return tomllib.loads(text_of("pyproject.toml"))


def dependencies() -> tuple[list[str], list[str]]:
    """Names of the runtime and the development dependencies, as the locks write them."""
    document = pyproject()
    groups = document["project"]["dependencies"], document["dependency-groups"]["dev"]
    runtime, development = (
        [re.split(r"[\[<>=~ ]", line)[0].lower().replace("_", "-") for line in group] for group in groups
    )
    return runtime, development


def our_files() -> Iterator[Path]:
    """Every text file that git would take: also on a machine without git."""
    ignored = [line.strip("/") for line in text_of(".gitignore").splitlines() if line and not line.startswith("#")] + [
        ".git"
    ]
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if not any(fnmatch(name, pattern) for pattern in ignored)]
        for name in files:
            if not any(fnmatch(name, pattern) for pattern in ignored):
                yield Path(folder, name)


@cache
def our_texts() -> dict[str, str]:
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8", errors="ignore") for path in our_files()}


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Return file and number of each line that the pattern is found in; only a file that has one is split."""
    found = ((name, text) for name, text in our_texts().items() if pattern.search(text))
    return [
        f"{name}:{number}"
        for name, text in found
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize(("service", "program"), [("postgres", "POSTGRES"), ("redis", "REDIS")])
def test_compose_runs_the_same_major_version_as_the_demo(service: str, program: str):
    tag = compose()["services"][service]["image"].split(":")[1]
    assert re.split(r"[-.]", tag)[0] == versions()[program]


def test_compose_has_the_same_postgis_as_the_demo():
    tag = compose()["services"]["postgres"]["image"].split(":")[1]
    assert tag.split("-")[1].split(".")[0] == versions()["POSTGIS"]


def test_the_image_is_the_same_debian():
    assert re.search(r"^FROM debian:(\d+)-slim$", text_of("Dockerfile"), re.M)[1] == versions()["DEBIAN"]


def test_the_image_installs_the_same_packages_but_no_server():
    words = re.search(r"--no-install-recommends (.*?) \\$", text_of("Dockerfile"), re.M)[1].split()
    libraries_of_postgis = {"libgdal36", "libgeos-c1t64"}
    servers = {name for name in debian_packages("RUN_PACKAGES") if name.startswith(("postgresql", "redis"))}
    assert (
        set(words)
        == debian_packages("PYTHON_PACKAGES") | debian_packages("RUN_PACKAGES") - servers | libraries_of_postgis
    )


def test_the_image_installs_the_same_locked_packages():
    for lock in ("requirements.txt", "bin/lib/uv.txt"):
        assert f"--require-hashes -r {lock}" in text_of("Dockerfile")


@pytest.mark.parametrize("name", ["prepare", "web", "worker", "beat"])
def test_compose_and_the_demo_start_the_same_processes(name: str):
    assert compose()["services"][name]["command"] == ["bin/run", name]
    assert re.search(rf"^    {name}\)", text_of("bin/run"), re.M)
    assert re.search(rf"(launch |for name in .*){name}\b", text_of("bin/demo"))


def test_compose_has_no_other_services():
    assert set(compose()["services"]) == {"postgres", "redis", "prepare", "web", "worker", "beat"}


def test_compose_sets_what_the_demo_sets():
    services = compose()["services"]
    inside = set(services["prepare"]["environment"]) - {"BIND", "PORT"}
    assert inside - set(services["web"]["environment"]) == {"DATABASE_OWNER_URL"}
    script = text_of("bin/lib/services.sh")
    assert inside == set(
        re.findall(r"^(?:        echo \")?([A-Z_]+)=\S", script[script.index("\nenvironment()") :], re.M)
    ) - {"TEST_DATABASE", "TEST_TEMPLATE", "TEST_CACHE"}


def test_redis_keeps_its_queue_in_the_same_way():
    command = compose()["services"]["redis"]["command"]
    inside = dict(zip(command[1::2], command[2::2], strict=True))
    assert inside.pop("--requirepass") == "${REDIS_PASSWORD:-samenwijk}"
    script = text_of("bin/lib/services.sh")
    assert inside == {
        "--appendonly": "yes",
        "--appendfsync": "everysec",
        "--save": "",
        "--maxmemory-policy": "noeviction",
    }
    for line in ("durable=yes", "appendfsync everysec", 'save ""', "maxmemory-policy noeviction"):
        assert line in script


@pytest.mark.parametrize("name", ["postgres", "redis", "web", "worker", "beat"])
def test_compose_starts_again_what_dies_and_looks_after_it(name: str):
    service = compose()["services"][name]
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"]


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_compose_asks_worker_and_beat_for_their_own_sign_of_life(name: str):
    assert compose()["services"][name]["healthcheck"]["test"] == ["CMD", "bin/run", "alive", name]


@pytest.mark.parametrize("name", ["redis", "web", "worker", "beat"])
def test_no_process_that_runs_on_can_reach_the_database_as_its_owner(name: str):
    texts = [f"{key}={value}" for key, value in compose()["services"][name].get("environment", {}).items()]
    assert [text for text in texts if "owner" in text.lower()] == []


def test_the_owner_and_the_superuser_have_passwords_of_their_own():
    passwords = compose()["services"]["postgres"]["environment"]
    assert len(set(passwords.values())) == len(passwords) == 3


def test_compose_protects_redis_with_the_password_that_the_application_knows():
    assert ":${REDIS_PASSWORD:-samenwijk}@redis" in compose()["x-samenwijk"]["environment"]["REDIS_URL"]


def test_both_make_the_database_from_one_file():
    mounts = compose()["services"]["postgres"]["volumes"]
    assert any(mount.startswith("./bin/lib/database.sql:/docker-entrypoint-initdb.d/") for mount in mounts)
    assert "bin/lib/database.sql" in text_of("bin/lib/services.sh")


def test_the_web_server_is_published_on_this_machine_only():
    published = [port for service in compose()["services"].values() for port in service.get("ports", [])]
    assert published == ["127.0.0.1:${PORT:-8000}:8000"]


def test_ci_runs_what_a_developer_runs():
    assert "bin/test" in text_of(".ci/run")
    assert os.access(ROOT / ".ci/run", os.X_OK)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_can_be_run_and_explains_itself(name: str):
    first, second = text_of(f"bin/{name}").splitlines()[:2]
    assert os.access(ROOT / "bin" / name, os.X_OK)
    assert first == "#!/usr/bin/env bash"
    assert second.startswith(f"# bin/{name}")


def test_there_is_no_other_command():
    assert {path.name for path in (ROOT / "bin").iterdir() if path.is_file()} == COMMANDS


def test_the_readme_names_both_commands():
    readme = text_of("README.md")
    assert "bin/demo" in readme
    assert "bin/test" in readme


def test_the_operations_page_names_every_package_and_every_setting():
    page = text_of("docs/operations.md")
    settings = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "config/settings").glob("*.py"))
    read = set(re.findall(r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"", settings))
    packages = debian_packages("PYTHON_PACKAGES") | debian_packages("RUN_PACKAGES") | debian_packages("TEST_PACKAGES")
    assert {name for name in read | packages if f"`{name}`" not in page} == set()


def test_every_dependency_says_why():
    lists = re.findall(r"^(?:dependencies|dev) = \[\n(.*?)^\]", text_of("pyproject.toml"), re.M | re.S)
    lines = [line for block in lists for line in block.splitlines()]
    assert len(lines) == sum(len(group) for group in dependencies())
    assert [line for line in lines if not re.search(r"\",\s+# \w.{4,}", line)] == []


def test_the_two_locks_agree():
    runtime, development = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {name: pin for name, pin in runtime.items() if development.get(name) != pin} == {}


def test_the_locks_hold_every_dependency_and_nothing_without_a_hash():
    runtime, development = dependencies()
    assert set(runtime) <= set(pins("requirements.txt"))
    assert set(development) <= set(pins("requirements-dev.txt"))
    for name in ("requirements.txt", "requirements-dev.txt", "bin/lib/uv.txt"):
        blocks = re.split(r"\n(?=\S)", text_of(name).strip())
        assert [block for block in blocks if "--hash=sha256:" not in block] == []


def test_no_lock_names_an_address():
    for name in ("requirements.txt", "requirements-dev.txt", "bin/lib/uv.txt"):
        assert not re.search(r"://|--(extra-)?index-url|--find-links", text_of(name))
    assert [path for path in our_files() if path.name in {"uv.lock", "pylock.toml", "package-lock.json"}] == []


def test_no_file_names_a_registry():
    assert lines_with(re.compile("|".join(map(re.escape, REGISTRIES)))) == []


def test_no_file_names_a_folder_of_somebodys_machine():
    elsewhere = re.compile(rf"{re.escape(str(ROOT))}\b|(?<![\w.}}])/(?:root|home|Users)/\w")
    assert lines_with(elsewhere) == []


# What PostgreSQL, SQLite or Django's ORM ask the clock with. The day comes from Python, so that a run may state another one.
ASKS_THE_CLOCK = re.compile(
    r"(?<![\w.])(?i:now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|getdate)\(\)(?! *\{)"
    r"|\b(?<!OGR_)(?i:current_date|current_time|current_timestamp|localtimestamp)\b"
    r"|'(?i:now|today|yesterday|tomorrow)' *(?:::|\)|\bAT\b)|\bfunctions\.Now\b|\b(?:import|,) Now\b|\bNow\(\)"
)


@pytest.mark.parametrize(
    "text",
    ["WHERE due < now()", "DEFAULT NOW()", "due <= CURRENT_DATE", "VALUES (current_timestamp)", "clock_timestamp()",
     "strftime('%Y', 'now')", "'today'::date", "db_default=Now()", "functions.Now()", "from x import Coalesce, Now"],
)  # fmt: skip
def test_a_question_for_the_databases_clock_is_recognised(text: str):
    assert ASKS_THE_CLOCK.search(text)


def test_no_sql_of_ours_asks_the_clock():
    """Neither in the product nor in tests: PostgreSQL runs in real time where Python's clock is shifted."""
    ours = re.compile(r"(?!tests/test_repository.py)(?:[\w/.-]*\.(?:py|sql|sh|html|txt|yml)\b|bin/)")
    assert [place for place in lines_with(ASKS_THE_CLOCK) if ours.match(place)] == []


def test_no_test_remembers_the_day_on_which_it_was_read():
    """A run may cross midnight, and New Year, after its modules were imported: the day is asked for inside a test."""
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for line in days_asked_at_import(ast.parse(path.read_text("utf-8")))
    ]
    assert found == []


def days_asked_at_import(tree: ast.AST) -> Iterator[int]:
    """Lines of calls for a day outside of functions; decorators and defaults are read with the module."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, ast.FunctionDef):
            for part in (*node.decorator_list, *node.args.defaults, *node.args.kw_defaults):
                yield from days_asked_at_import(ast.Expression(part)) if part else ()
            continue
        if isinstance(node, ast.Call) and ast.unparse(node.func) in DAYS_ASKED:
            yield node.lineno
        yield from days_asked_at_import(node)


def test_the_number_of_a_row_is_never_written_with_a_thousands_point():
    """A form would send 1.234 back, and a link would not find it: the first thousand of everything hides that."""
    written = re.compile(r"\{\{ *(?:[a-z_]+\.)+(?:pk|id|(?!html_id|auto_id)[a-z]+_id) *\}\}")
    assert [
        line for path in (ROOT / "templates").rglob("*.html") for line in written.findall(path.read_text("utf-8"))
    ] == []


def test_templates_keep_to_the_length_of_line_and_file_that_code_keeps_to():
    """The linter of templates counts lines only where it would break them itself."""
    lines = {path: path.read_text("utf-8").splitlines() for path in (ROOT / "templates").rglob("*.html")}
    assert [f"{path}:{n}" for path, all_ in lines.items() for n, line in enumerate(all_, 1) if len(line) > 120] == []
    assert [str(path) for path, all_ in lines.items() if len(all_) > 170] == []


PRODUCT = ("accounts", "bench", "config", "coregroup", "datasets", "demo", "dia", "reports", "sia")


@pytest.mark.parametrize("package", PRODUCT)
def test_no_docstring_begins_as_half_a_sentence(package: str):
    vague = []
    for path in sorted(set((ROOT / package).rglob("*.py")) - set((ROOT / package).rglob("migrations/*.py"))):
        tree = ast.parse(path.read_text("utf-8"))
        described = (tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)))
        found = ((node, ast.get_docstring(node) or "") for node in described)
        vague += [
            f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)} {text[:40]}"
            for node, text in found
            if text.split(" ", 1)[0] in {"What", "Who", "Of", "That", "Whether"}
        ]
    assert vague == []


def test_the_footer_names_the_version_of_the_project(settings):
    assert pyproject()["project"]["version"] == settings.VERSION
