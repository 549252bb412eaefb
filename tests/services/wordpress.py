"""A WordPress of the tests' own, from Debian's packages: unpacked beside the system, with a database of its own.

    with wordpress("6.8") as site: ...       # or site = wordpress("6.1", port=8091); site.stop()

Each is a fresh site with a person of every role; a second start takes the packages from the cache.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self
from urllib.request import urlopen

from tests.services import mariadb, packages

HERE = Path(__file__).parent / "wordpress_site"
PLUGIN = Path(__file__).parents[2] / "deploy" / "wordpress" / "newsgen.php"
LOGS = Path(__file__).parents[1] / "output"
PHP = ("php-cli", "php-mysql", "php-gd", "php-xml", "php-mbstring", "php-curl")
COMMON = (
    "wordpress", "php-getid3", "libjs-cropper", "libjs-prototype", "libjs-scriptaculous", "libjs-underscore",
)  # fmt: skip
# version: the suite it is in ("" is this Debian's own) and what it needs besides.
VERSIONS: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        "6.1": ("", ("wordpress-theme-twentytwentythree",)),
        "6.8": ("trixie", ("wordpress-theme-twentytwentyfive", "libjs-lodash")),
    }
)
WORKERS = 4  # WordPress calls itself, and writers race
SECONDS = 30.0


class NoWordPressError(Exception):
    """WordPress is not there and could not be fetched or started."""


@dataclass(frozen=True)
class Person:
    """Someone with a login: the application password for the REST interface, the other for the login form."""

    user: str
    password: str
    login: str


@dataclass
class Site:
    """A running WordPress; `people` by role: administrator, editor, author, contributor."""

    version: str
    folder: Path
    port: int
    people: Mapping[str, Person]
    database: mariadb.Database
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def programs(self) -> Path:
        """The folder of WordPress itself."""
        return self.folder / "root/usr/share/wordpress"

    @property
    def content(self) -> Path:
        """Its folder wp-content."""
        return self.folder / "root/var/lib/wordpress/wp-content"

    def sql(self, statement: str) -> list[list[str]]:
        """The rows of an answer of its database; its tables begin with wp_."""
        return self.database.sql(statement, "wordpress")

    def copies(self, key: str) -> int:
        """How many posts carry this key, whatever their status."""
        rule = f"post_type='post' and post_content like '%newsgen:key={key} %'"
        return int(self.sql(f"select count(*) from wp_posts where {rule}")[0][0])

    def plugin(self, there: bool) -> None:
        """Put the must-use plugin of newsgen there, or take it away."""
        file = self.content / "mu-plugins" / PLUGIN.name
        if there:
            shutil.copy(PLUGIN, file)
        else:
            file.unlink(missing_ok=True)

    def trouble(self, **what: object) -> None:
        """What befalls requests that write posts from now on (see wordpress_site/trouble.php); nothing ends it."""
        file = self.content / "trouble.json"
        if what:
            file.with_suffix(".new").write_text(json.dumps(what), encoding="utf-8")
            file.with_suffix(".new").rename(file)
        else:
            file.unlink(missing_ok=True)

    def orderly(self) -> None:
        """As it was installed, but for what was written there; plugins that a test gave it are called odd-*.php."""
        self.trouble()
        self.plugin(False)
        self.bare(False)
        for file in self.content.glob("mu-plugins/odd-*.php"):
            file.unlink()

    def bare(self, bare: bool = True) -> None:
        """Whether the site does without pretty permalinks, so that there is no /wp-json/."""
        structure = "" if bare else "/%postname%/"
        self.sql(f"update wp_options set option_value='{structure}' where option_name='permalink_structure'")
        (self.folder / "bare").touch() if bare else (self.folder / "bare").unlink(missing_ok=True)

    def let_pass(self, post: str, seconds: int) -> None:
        """Let time pass for a scheduled post; `cron` lets the site do what is due then."""
        command = ["php", "-d", "error_reporting=0", str(HERE / "pass.php"), str(self.programs), post, str(seconds)]
        subprocess.run(command, capture_output=True, check=True, timeout=60)

    def cron(self) -> None:
        """Let it do what is due: posts that were scheduled go live."""
        with urlopen(f"{self.url}/wp-cron.php?doing_wp_cron", timeout=60) as said:
            said.read()

    def up(self) -> None:
        """Start its web server."""
        limits = ("upload_max_filesize=16M", "post_max_size=20M", "opcache.revalidate_freq=0", "memory_limit=256M")
        options = [word for limit in limits for word in ("-d", limit)]
        command = ["php", *options, "-S", f"127.0.0.1:{self.port}", "-t", str(self.programs)]
        command.append(str(self.folder / "router.php"))
        with (self.folder / "php.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
                env={**os.environ, "PHP_CLI_SERVER_WORKERS": str(WORKERS)},
            )  # fmt: skip
        self._answers()

    def down(self) -> None:
        """Stop its web server: the forked workers, which would outlive their parent, with it."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(20)
            self.process = None

    def stop(self) -> None:
        """End it and keep its logs."""
        self.down()
        self.database.stop()
        kept = LOGS / f"wordpress-{self.version}"
        kept.mkdir(parents=True, exist_ok=True)
        for log in (*self.folder.glob("*.log"), *self.database.folder.glob("*.log")):
            shutil.copy(log, kept / log.name)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        """Running."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stopped."""
        self.stop()

    def _answers(self) -> None:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            try:
                with urlopen(f"{self.url}/?rest_route=/", timeout=SECONDS) as said:
                    json.load(said)
                    return
            except (OSError, ValueError):
                time.sleep(0.05)
        raise NoWordPressError(f"WordPress does not answer; see {self.folder / 'php.log'}")


def wordpress(version: str, *, port: int = 0) -> Site:
    """A fresh site on loopback.  Raises NoWordPressError where there is none to be had."""
    suite, more = VERSIONS[version]
    folder = Path(tempfile.mkdtemp(prefix="newsgen-wp-"))
    try:
        packages.installed(("php",), PHP)
        debs = packages.fetched(packages.cache(f"wordpress-{version}"), (*COMMON, *more), suite)
        packages.unpacked(debs, folder / "root")
        database = mariadb.start(folder / "db")
    except (packages.NoPackageError, mariadb.NoMariaDBError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise NoWordPressError(str(error)) from error
    site = Site(version, folder, port or _free(), {}, database)
    try:
        _laid_out(site)
        site.people = _installed(site)
        site.up()
    except BaseException:
        site.stop()
        raise
    return site


def _laid_out(site: Site) -> None:
    """Debian's layout made whole in the folder, with a configuration and the tests' own must-use plugin."""
    root = site.programs
    for theme in (root / "wp-content/themes").iterdir():
        link = site.content / "themes" / theme.name
        link.unlink(missing_ok=True)  # Debian's points to an absolute path
        link.symlink_to(theme)
    for name in ("uploads", "mu-plugins"):
        (site.content / name).mkdir(exist_ok=True)
    shutil.copy(HERE / "trouble.php", site.content / "mu-plugins")
    shutil.copy(HERE / "router.php", site.folder)
    site.database.sql(
        "create database wordpress character set utf8mb4; create user wp@localhost identified by 'wp';"
        "grant all on wordpress.* to wp@localhost"
    )
    (root / "wp-config.php").write_text(_configuration(site, root), encoding="utf-8")


def _configuration(site: Site, root: Path) -> str:
    secrets = (f"{name}_{what}" for name in ("AUTH", "SECURE_AUTH", "LOGGED_IN", "NONCE") for what in ("KEY", "SALT"))
    words: dict[str, str | bool] = {
        "DB_NAME": "wordpress", "DB_USER": "wp", "DB_PASSWORD": "wp", "DB_HOST": f"localhost:{site.database.socket}",
        "DB_CHARSET": "utf8mb4", "DB_COLLATE": "", **{name: f"test-{name}" for name in secrets},
        "WP_ENVIRONMENT_TYPE": "local",  # application passwords over plain http
        "WP_HOME": site.url, "WP_SITEURL": site.url,
        "WP_CONTENT_DIR": str(site.content), "WP_CONTENT_URL": f"{site.url}/wp-content",
        "DISABLE_WP_CRON": True,  # tests call it themselves
        "WP_HTTP_BLOCK_EXTERNAL": True, "AUTOMATIC_UPDATER_DISABLED": True, "WP_DEBUG": False,
    }  # fmt: skip
    lines = [f"define({json.dumps(name)}, {json.dumps(value)});" for name, value in words.items()]
    end = [f"define('ABSPATH', '{root}/');", "require_once ABSPATH . 'wp-settings.php';"]
    return "\n".join(["<?php", *lines, "$table_prefix = 'wp_';", *end]) + "\n"


def _installed(site: Site) -> Mapping[str, Person]:
    command = [
        "php",
        "-d",
        "error_reporting=0",
        str(HERE / "install.php"),
        str(site.folder / "root/usr/share/wordpress"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    rows = [line.split("\t") for line in done.stdout.splitlines() if line.count("\t") == 2]
    if done.returncode or not rows:
        raise NoWordPressError(f"WordPress does not install: {(done.stderr or done.stdout).strip()[-300:]}")
    return {role: Person(user, password, f"pw-{role}") for role, user, password in rows}


def _free() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
