"""Who works at the tests' Ghost: its owner, an editor, a contributor who may only draft, and newsgen's integration."""

from __future__ import annotations

import json
from http.cookiejar import CookieJar
from typing import Any
from urllib.request import HTTPCookieProcessor, ProxyHandler, Request, build_opener

from tests.services.mariadb import Database

PASSWORD = "Th1s-is-only-a-test!"
ZONE = "Europe/Berlin"
# Nobody can be invited without mail: these two are written beside the owner, with the owner's password.
OTHERS = (("markets-desk", "Markets Desk", "Editor"), ("trainee", "Trainee", "Contributor"))


class Person:
    """Somebody at the site with a browser: keeps the session's cookie."""

    def __init__(self, url: str, email: str = "") -> None:
        self.url = url
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()), ProxyHandler({}))
        if email:
            self.call("POST", "session/", {"username": email, "password": PASSWORD})

    def call(self, method: str, path: str, body: object = None) -> Any:
        """The answer of the Admin API; raises HTTPError where it is an error."""
        # Ghost asks for the origin where a cookie speaks for somebody.
        headers = {"Origin": self.url, "Content-Type": "application/json", "Accept-Version": "v6.0"}
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.url}/ghost/api/admin/{path}", data, headers, method=method)
        with self._opener.open(request, timeout=60) as answer:
            text = answer.read().decode()
        return json.loads(text) if text.startswith("{") else text

    def token(self) -> str:
        """The person's own staff access token."""
        me = self.call("GET", "users/me/")["users"][0]["id"]
        key = self.call("GET", f"users/{me}/token/")["apiKey"]
        return f"{key['id']}:{key['secret'].split(':')[-1]}"


def settled(url: str, database: Database) -> dict[str, str]:
    """The site set up; gives its keys as `admin_key`, `content_key`, `staff_token`, `trainee_token`."""
    owner = {"name": "Owner", "email": "owner@example.test", "password": PASSWORD, "blogTitle": "The Test Gazette"}
    Person(url).call("POST", "authentication/setup/", {"setup": [owner]})
    person = Person(url, "owner@example.test")
    # Comments are read by a script from elsewhere.
    wished = {"timezone": ZONE, "comments_enabled": "off"}
    person.call("PUT", "settings/", {"settings": [{"key": key, "value": value} for key, value in wished.items()]})
    made = person.call("POST", "integrations/?include=api_keys", {"integrations": [{"name": "newsgen"}]})
    keys = {key["type"]: key for key in made["integrations"][0]["api_keys"]}
    for post in person.call("GET", "posts/?limit=100")["posts"]:  # a new site says "Coming soon", with a picture
        person.call("DELETE", f"posts/{post['id']}/")
    database.sql("; ".join(_written(number, *other) for number, other in enumerate(OTHERS, 1)), "ghost")
    return {
        "admin_key": f"{keys['admin']['id']}:{keys['admin']['secret'].split(':')[-1]}",
        "content_key": keys["content"]["secret"],
        "staff_token": person.token(),
        "trainee_token": Person(url, "trainee@example.test").token(),
    }


def _written(number: int, slug: str, name: str, role: str) -> str:
    id, link = f"{number:024x}", f"{number + 256:024x}"
    return (
        "INSERT INTO users (id, name, slug, password, email, status, visibility, created_at) "
        f"SELECT '{id}', '{name}', '{slug}', password, '{slug}@example.test', 'active', 'public', NOW() "
        "FROM users WHERE email = 'owner@example.test'; "
        f"INSERT INTO roles_users (id, role_id, user_id) SELECT '{link}', id, '{id}' FROM roles WHERE name = '{role}'"
    )
