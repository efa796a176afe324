"""A back end of `keyring` that talks, as some library may one day."""

import os

from keyring.backend import KeyringBackend

NOISE = "a word from a library"


class Keyring(KeyringBackend):
    """Has no entries."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        print(NOISE, flush=True)
        os.write(1, f"{NOISE}\n".encode())
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError

    def delete_password(self, service: str, username: str) -> None:
        raise NotImplementedError
