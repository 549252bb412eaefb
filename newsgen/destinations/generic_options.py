"""What [destinations.NAME] with kind = "http" can say: how any CMS with an interface of JSON is asked and told.

    [destinations.cms]
    kind = "http"
    url = "https://cms.example.org/api"
    template = "templates/destinations/mine.json"     # the body of create and update; see newsgen.house.outside
    page = "https://www.example.org/news/{slug}"

    [destinations.cms.find]
    by_key = ["/posts?filter[newsgen][contains]=key={key}%20sent="]     # every status, the trash included
    by_slug = ["/posts?filter[slug]={slug}"]
    by_id = "/posts/{id}"
    list = "data"
    marker = "newsgen"

    [destinations.cms.create]
    path = "/posts"

    [destinations.cms.update]
    path = "/posts/{id}"

In paths {id}, {key}, {slug} and {status} are put in, encoded.  A dotted path leads into an answer: `data.0.id`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from newsgen.tables import meaning, says


@dataclass(frozen=True, slots=True)
class Find:
    """How an article is looked up; a list of paths is asked one after another."""

    by_key: tuple[str, ...] = says("Addresses that list the articles with {key} in their marker, whatever their status")
    by_id: tuple[str, ...] = says("Addresses of the article {id}; the first that knows it counts")
    by_slug: tuple[str, ...] = says("Addresses that list what stands at {slug}", ())
    list: str = says("Path to the list in their answers; empty is the answer itself", "")
    item: str = says("Path to the article in an answer about one; empty is the answer itself", "")
    id: str = says("Path to its id", "id")
    slug: str = says("Path to its slug", "slug")
    marker: str = says("Path to the text that the template prints {{ marker }} into", "newsgen")
    status: str = says("Path to its status", "status")
    updated: str = says("Path to the moment of its last change; empty compares all that an answer holds", "")
    created: str = says("Path to the moment it was made", "")
    at: str = says("Path to the moment it goes or went live", "")
    url: str = says("Path to its address for readers", "")
    title: str = says("Path to its headline", "")
    body: str = says("Path to its text", "")
    excerpt: str = says("Path to its excerpt", "")


@dataclass(frozen=True, slots=True)
class Create:
    """The one request that makes an article."""

    path: str = says("Address that makes an article")
    method: str = says("Its method", "POST", ("POST", "PUT", "PATCH"))
    template: str = says("Its body; empty is the destination's template", "")
    item: str = says("Path to the article in its answer; empty is find.item", "")


@dataclass(frozen=True, slots=True)
class Update:
    """The request that changes an article, or withdraws it."""

    path: str = says("Address that changes the article {id}")
    method: str = says("Its method", "PUT", ("POST", "PUT", "PATCH"))
    template: str = says("Its body; empty is the destination's template", "")


@dataclass(frozen=True, slots=True)
class Delete:
    """The request that deletes a surplus copy."""

    path: str = says("Address that deletes the article {id} for good")
    method: str = says("Its method", "DELETE", ("DELETE", "POST"))


@dataclass(frozen=True, slots=True)
class Upload:
    """The request that brings a picture, as a form."""

    path: str = says("Address that takes a file")
    file: str = says("Name of the file in the form", "file")
    id: str = says("Path to its id in the answer", "id")
    url: str = says("Path to its address in the answer, or an address with {id}", "url")
    fields: Mapping[str, str] = field(
        default_factory=dict,
        metadata=meaning("Further fields of the form; {alt}, {caption}, {credit} and {name} are put in"),
    )


@dataclass(frozen=True, slots=True)
class Ready:
    """A question that only a valid account is answered."""

    path: str = says("Address that answers with 401 or 403 where the token or its role is wrong, as /users/me")


@dataclass(frozen=True, slots=True)
class Stages:
    """The CMS's own words for how far an article is; the first of each is sent, all are understood.

    An empty word stands for no status, "*" for any word that no other stage has.
    """

    draft: tuple[str, ...] = says("Only people with a login see it", ("draft",))
    live: tuple[str, ...] = says("Readers see it", ("published",))
    scheduled: tuple[str, ...] = says("It goes live by itself; nothing where the CMS cannot do that", ())
    withdrawn: tuple[str, ...] = says("It was taken back; nothing leaves it as it is, with the notice alone", ())
    trash: tuple[str, ...] = says("A person threw it away", ())


@dataclass(frozen=True, slots=True)
class Options:
    """All of it."""

    find: Find = field(metadata=meaning("How an article is looked up"))
    create: Create = field(metadata=meaning("The request that makes an article"))
    update: Update = field(metadata=meaning("The request that changes one"))
    url: str = says("Address that the paths of requests begin with")
    template: str = says("The body of create and update: a file, or the name of one in templates/destinations")
    withdraw: Update | None = field(
        default=None, metadata=meaning("The request that withdraws one; update's where none is")
    )
    delete: Delete | None = field(default=None, metadata=meaning("The request that deletes a surplus copy"))
    upload: Upload | None = field(default=None, metadata=meaning("The request that brings a picture, if any"))
    ready: Ready | None = field(default=None, metadata=meaning("A question that only a valid account is answered"))
    stages: Stages = field(default_factory=Stages, metadata=meaning("The CMS's words for how far an article is"))
    auth: str = says('What stands before the token: "Bearer", "Basic" (then with user), or nothing', "Bearer")
    auth_header: str = says("The header that holds the token", "Authorization")
    user: str = says("Name that goes with the token for Basic", "")
    headers: Mapping[str, str] = field(
        default_factory=dict, metadata=meaning("Further headers of every request; none of them a secret")
    )
    page: str = says("Address that readers see, with {slug} or {id}, where the answers hold none", "")
    settle: float = says("Seconds after which a request of a dead client can no longer do anything there", 120.0)
    seconds: float = says("Seconds that an answer is waited for", 30.0)

    def paths(self) -> Iterator[tuple[str, str]]:
        """Every address, by its option."""
        yield from (("find.by_key", path) for path in self.find.by_key)
        yield from (("find.by_slug", path) for path in self.find.by_slug)

        for name in ("create", "update", "withdraw", "delete", "upload", "ready"):
            if request := getattr(self, name):
                yield f"{name}.path", request.path

    def templates(self) -> tuple[str, ...]:
        """Every body."""
        own = (self.create.template, self.update.template, self.withdraw.template if self.withdraw else "")
        return tuple(dict.fromkeys(one or self.template for one in own))
