"""A commit of exactly newsgen's own files; what somebody else has staged stays staged, and is not swept in."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from newsgen.errors import PublishError
from newsgen.model import Request

SECONDS = 120.0
# Another repository's variables would lead elsewhere.  A repository's hooks get none of newsgen's settings and secrets.
_FOREIGN = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX")


class Repository:
    """The repository that a folder lies in.

    What is to be committed is noted inside .git before anything is written: a run that was killed in between leaves
    nothing uncommitted, for the next one commits it.
    """

    def __init__(self, name: str, folder: Path, *, author: str = "", push: bool = False) -> None:
        self.name, self.folder, self._author, self._push = name, folder, author, push

    def ready(self, *, look: bool) -> None:
        """The folder is in a repository; what was left is committed, unless this only looks.  Raises PublishError."""
        inside = self._git("rev-parse", "--is-inside-work-tree")
        if inside.strip() != "true":
            raise PublishError(f"{self.name}: {self.folder} is in no git repository; run git init there.")
        note = self._note()
        if note.is_file() and not look:
            try:
                left = json.loads(note.read_text("utf-8"))
            except ValueError:  # cut off while it was written: nothing had been changed yet
                note.unlink()
            else:
                self.commit(left["paths"], left["message"])

    def plan(self, paths: Sequence[str], message: str) -> None:
        """Note what is about to be written."""
        note = self._note()
        note.write_text(json.dumps({"paths": list(paths), "message": message}), "utf-8")

    def commit(self, paths: Sequence[str], message: str) -> None:
        """Commit these paths and no others; nothing where they are as they were."""
        known = [path for path in paths if (self.folder / path).exists() or self._git("ls-files", "--", _exact(path))]
        changed = known and self._git("status", "--porcelain", "--", *map(_exact, known))
        if changed:
            self._git("add", "--", *map(_exact, known))
            person = self._author.rpartition(" <")
            who = ["-c", f"user.name={person[0]}", "-c", f"user.email={person[2].rstrip('>')}"] if person[0] else []
            self._git(*who, "commit", "--quiet", "-m", message, "--only", "--", *map(_exact, known))
            if self._push:
                self._git("push", "--quiet")
        self._note().unlink(missing_ok=True)

    def shown(self, paths: Sequence[str], message: str) -> Request:
        """What a dry run says of it."""
        return Request("GIT", "commit", {}, message, f"of {', '.join(paths)}{' and push' if self._push else ''}")

    def _note(self) -> Path:
        return self.folder / self._git("rev-parse", "--git-path", "newsgen-pending.json").strip()

    def _git(self, *words: str) -> str:
        ours = (name for name in os.environ if name not in _FOREIGN and not name.startswith("NEWSGEN_"))
        environ = {name: os.environ[name] for name in ours}
        environ |= {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
        try:
            done = subprocess.run(
                ["git", "-C", str(self.folder), *words],
                env=environ, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS, check=False,
            )  # fmt: skip
        except FileNotFoundError as error:
            raise PublishError(f"{self.name}: git is not installed; install it or set git = false.") from error
        except subprocess.TimeoutExpired as error:
            raise PublishError(f"{self.name}: git {_verb(words)} did not end; look at {self.folder}.") from error
        if done.returncode:
            lines = [one.strip() for one in (done.stderr or done.stdout).splitlines() if one.strip()]
            last = lines[-1] if lines else "nothing"
            told = next((one for one in lines if one.startswith(("fatal:", "error:"))), last)
            raise PublishError(
                f"{self.name}: git {_verb(words)} in {self.folder} says {told!r}; mend that, and publish again."
            )
        return done.stdout


def _exact(path: str) -> str:
    """A path as it is, none of git's patterns."""
    return f":(literal){path}"


def _verb(words: Sequence[str]) -> str:
    verbs = [word for at, word in enumerate(words) if not word.startswith("-") and (at == 0 or words[at - 1] != "-c")]
    return verbs[0]
