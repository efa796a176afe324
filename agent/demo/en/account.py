"""The login, its password and the cards behind it (poczta-polska-en.md, sections 1 and 2)."""

import base64
from binascii import Error
from collections.abc import Callable
from datetime import date, timedelta

from lxml import etree

from agent.demo.en.errors import CARD_UNKNOWN, password_weak
from agent.demo.en.options import EnOptions
from agent.demo.en.soap import answer, node

Operation = Callable[[etree._Element], etree._Element]
"""Answers the element of a call that fits the schema. Raises Refused or SoapFault."""

_PASSWORD_LIFE = timedelta(days=30)


class Account:
    """Who may come in. `today` is the service's date."""

    def __init__(self, options: EnOptions, today: Callable[[], date]) -> None:
        self._options = options
        self._today = today
        self._password = options.password
        self._expires = today() + timedelta(days=options.password_expires_in_days)
        self._wrong = 0
        self.blocked = False
        self.active_card = options.cards[0].id

    def operations(self) -> dict[str, Operation]:
        """Return what can be called."""
        return {
            "getKarty": self._cards,
            "setAktywnaKarta": self._activate_card,
            "getPasswordExpiredDate": self._password_expiry,
            "changePassword": self._change_password,
        }

    def lets_in(self, authorization: str | None) -> bool:
        """Whether the Basic credentials are right; wrong passwords are counted and block the login in the end."""
        login, password = _credentials(authorization)
        if login != self._options.login:
            return False
        if password != self._password:
            self._wrong += 1
            if self._options.login_blocked_after is not None and self._wrong >= self._options.login_blocked_after:
                self.blocked = True
            return False
        if not self.blocked:
            self._wrong = 0
        return not self.blocked

    def unblock(self) -> None:
        """Open the login again, as the seller's contact at Poczta Polska does."""
        self.blocked, self._wrong = False, 0

    @property
    def password(self) -> str:
        """The valid password."""
        return self._password

    def change_to(self, password: str) -> None:
        """Change the password as if in the web page."""
        self._password = password

    def has_card(self, card_id: int) -> bool:
        """Whether the account has this card."""
        return any(card.id == card_id for card in self._options.cards)

    def _cards(self, call: etree._Element) -> etree._Element:
        wanted = {int(each.text or 0) for each in call}
        cards = [card for card in self._options.cards if not wanted or card.id in wanted]
        return answer(
            "getKarty",
            *(
                node(
                    "karta",
                    node("produktyInKarta"),
                    idKarta=card.id,
                    opis=card.description,
                    aktywna=card.id == self.active_card,
                    typ=1,
                )
                for card in cards
            ),
        )

    def _activate_card(self, call: etree._Element) -> etree._Element:
        card_id = int(call.findtext("idKarta", "0"))
        if not self.has_card(card_id):
            return answer("setAktywnaKarta", CARD_UNKNOWN.render())
        self.active_card = card_id
        return answer("setAktywnaKarta")

    def _password_expiry(self, call: etree._Element) -> etree._Element:
        return answer("getPasswordExpiredDate", node("dataWygasniecia", self._expires))

    def _change_password(self, call: etree._Element) -> etree._Element:
        new = call.findtext("newPassword", "")
        if len(new.strip()) < self._options.shortest_password or new == self._password:
            return answer("changePassword", password_weak(new).render())
        self._password = new
        self._expires = self._today() + _PASSWORD_LIFE
        return answer("changePassword")


def _credentials(authorization: str | None) -> tuple[str, str]:
    scheme, _, encoded = (authorization or "").partition(" ")
    try:
        text = base64.b64decode(encoded, validate=True).decode() if scheme.lower() == "basic" else ""
    except (Error, ValueError):
        text = ""
    login, _, password = text.partition(":")
    return login, password
