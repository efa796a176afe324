"""The sellers of the Allegro stand-in, and whose each order is."""

from collections.abc import Iterator
from dataclasses import dataclass

from agent.demo.wire import JsonObject


@dataclass(frozen=True)
class Seller:
    """One Allegro account. `user_id` is digits; it is `/me`'s id and the `sellerId` in the panel's addresses."""

    user_id: str
    login: str
    company_name: str
    email: str = "sprzedawca@example.com"

    def body(self) -> JsonObject:
        """Return the answer of `/me`."""
        return {
            "id": self.user_id,
            "login": self.login,
            "firstName": "Żaneta",
            "lastName": "Żuraw",
            "email": self.email,
            "baseMarketplace": {"id": "allegro-pl"},
            "company": {"name": self.company_name, "taxId": "5252674798"},
            "features": ["SUPER_SELLER"],
        }


class Sellers:
    """Knows every seller; wherever no seller is named, `first` is meant."""

    def __init__(self, first: Seller) -> None:
        self.first = first
        self._known = {first.user_id: first}
        self._owners: dict[str, str] = {}

    def __iter__(self) -> Iterator[Seller]:
        return iter(self._known.values())

    def find(self, user_id: str | None) -> Seller:
        """Return the seller; raise KeyError for one that was never added."""
        return self.first if user_id is None else self._known[user_id]

    def add(self, seller: Seller) -> None:
        """Add one more; raise ValueError when the user id is taken."""
        if seller.user_id in self._known:
            raise ValueError(f"there is a seller {seller.user_id} already")
        self._known[seller.user_id] = seller

    def give(self, order_id: str, user_id: str | None) -> None:
        """Make the order the seller's; raise ValueError when it is another seller's, KeyError for an unknown seller."""
        wanted = self.find(user_id).user_id
        owner = self._owners.setdefault(order_id, wanted)
        if owner != wanted:
            raise ValueError(f"order {order_id} is of seller {owner} already")

    def take(self, order_id: str) -> None:
        """Forget whose the order was."""
        del self._owners[order_id]

    def owner(self, order_id: str) -> str:
        """Return the user id of the order's seller; raise KeyError for an unknown order."""
        return self._owners[order_id]
