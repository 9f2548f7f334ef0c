"""Access tokens: what they look like, and what is kept of them."""

from __future__ import annotations

import hashlib
import secrets

# By which scanners know one that strayed into a script or a repository: samenwijk_[A-Za-z0-9_-]{43}
PREFIX = "samenwijk_"
RANDOM_BYTES = 32
ENDING = 4


def new_token() -> str:
    return PREFIX + secrets.token_urlsafe(RANDOM_BYTES)


def digest_of(token: str) -> str:
    """Return the hash of a token, which makes a look-up one indexed read.

    A quick hash is enough: nobody guesses 32 random bytes, as one does passwords.
    """
    return hashlib.sha256(token.encode()).hexdigest()


def ending_of(token: str) -> str:
    return token[-ENDING:]
