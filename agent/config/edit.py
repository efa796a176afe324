"""Changes the command line makes to the document, leaving comments and order alone."""

from collections.abc import Mapping
from typing import cast

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.items import Array, Item

from .model import AccountConfig

Value = str | int | bool | float | list[str] | None


def add_account(document: TOMLDocument, account: AccountConfig) -> None:
    """Appends the account; of its settings only those that differ from the carrier's defaults are written."""
    table = tomlkit.inline_table() if isinstance(document.get("accounts"), Array) else tomlkit.table()
    for key, value in _header(account).items():
        table[key] = value
    for key, value in account.settings.model_dump(mode="json", exclude_defaults=True, exclude_none=True).items():
        table[key] = value
    if "accounts" not in document:
        document["accounts"] = tomlkit.aot()
    _accounts(document).append(cast("dict[str, Value]", table))


def replace_account(document: TOMLDocument, account: AccountConfig) -> None:
    """Writes the account over the one with its id, leaving comments and unchanged lines alone. Raises KeyError without one.

    Settings that are the carrier's defaults are taken out, unless they stand there already as they are.
    """
    table = _account(document, account.id)
    wanted = {**_header(account), **account.settings.model_dump(mode="json", exclude_none=True)}
    differing = {**_header(account), **account.settings.model_dump(mode="json", exclude_defaults=True, exclude_none=True)}
    for key in [key for key in table if key not in wanted]:
        del table[key]
    for key, value in wanted.items():
        if key in table:
            if table[key] != value:
                table[key] = value
        elif key in differing:
            table[key] = value


def remove_account(document: TOMLDocument, account_id: str) -> None:
    """Takes the account out. Raises KeyError when there is none."""
    accounts = _accounts(document)
    accounts.remove(_account(document, account_id))
    if not accounts:
        del document["accounts"]


def set_enabled(document: TOMLDocument, account_id: str, enabled: bool) -> None:
    """Switches the account on or off. Raises KeyError when there is none."""
    _account(document, account_id)["enabled"] = enabled


def set_handover_at(document: TOMLDocument, account_id: str, moment: str | None) -> None:
    """Sets the account's daily time of handing over, or none. Raises KeyError when there is no such account."""
    account = _account(document, account_id)
    if moment is not None:
        account["handover_at"] = moment
    else:
        account.pop("handover_at", None)


def set_section(document: TOMLDocument, name: str, values: Mapping[str, Value]) -> None:
    """Writes the values into the table; None takes the key out, other keys stay."""
    if name not in document:
        document[name] = tomlkit.table()
    table = cast("dict[str, Value]", document[name])
    for key, value in values.items():
        if value is not None:
            table[key] = value
        else:
            table.pop(key, None)


def keep_allegro_account(document: TOMLDocument, seller_id: str, login: str) -> None:
    """Adds the Allegro account, or writes its login anew."""
    section = cast("dict[str, list[dict[str, Value]]]", document.setdefault("allegro", tomlkit.table()))
    if "accounts" not in section:
        section["accounts"] = tomlkit.aot()
    known = next((each for each in section["accounts"] if each.get("id") == seller_id), None)
    if known is None:
        table = tomlkit.inline_table() if isinstance(section["accounts"], Array) else tomlkit.table()
        table.update({"id": seller_id, "login": login})
        section["accounts"].append(cast("dict[str, Value]", table))
    elif known.get("login") != login:
        known["login"] = login


def remove_allegro_account(document: TOMLDocument, seller_id: str) -> None:
    """Takes the Allegro account out, if it is there."""
    section = cast("dict[str, list[dict[str, Value]]]", document.get("allegro", {}))
    kept = [each for each in section.get("accounts", []) if each.get("id") == seller_id]
    for each in kept:
        section["accounts"].remove(each)
    if kept and not section["accounts"]:
        del section["accounts"]


def _header(account: AccountConfig) -> dict[str, Value]:
    """What every account has, whatever its carrier."""
    return account.model_dump(mode="json", exclude={"settings"}, exclude_none=True)


def _accounts(document: TOMLDocument) -> list[dict[str, Value]]:
    """Both ways to write it, `[[accounts]]` and an array of inline tables, behave like a list of dicts."""
    return cast("list[dict[str, Value]]", document.get("accounts", cast(Item, [])))


def _account(document: TOMLDocument, account_id: str) -> dict[str, Value]:
    for account in _accounts(document):
        if account.get("id") == account_id:
            return account
    raise KeyError(account_id)
