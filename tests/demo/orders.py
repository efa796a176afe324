"""Three small orders of our own for the tests of the order page."""

from typing import Any


def order(last: str, *, day: int, total: str, **changes: object) -> dict[str, Any]:
    return {
        "id": f"29738e61-7f6a-11e8-ac45-09db60ede9d{last}",
        "status": "READY_FOR_PROCESSING",
        "buyer": {"login": f"kupujący_{last}", "firstName": "Łucja", "lastName": "Żak"},
        "payment": {"type": "ONLINE"},
        "delivery": {
            "address": {
                "firstName": "Łucja",
                "lastName": "Żak",
                "street": "Długa 1/2",
                "zipCode": "60-166",
                "city": "Poznań",
                "countryCode": "PL",
                "phoneNumber": "+48500100200",
            },
            "method": {"name": "Allegro Paczkomaty InPost"},
            "pickupPoint": {"id": "POZ08A"},
        },
        "lineItems": [
            {
                "offer": {"id": f"111{last}", "name": "Kubek"},
                "quantity": 2,
                "price": {"amount": "10.00", "currency": "PLN"},
                "boughtAt": f"2026-11-{day:02}T10:00:00Z",
            }
        ],
        "summary": {"totalToPay": {"amount": total, "currency": "PLN"}},
        **changes,
    }


# Ids one character apart, as the parts of one purchase have them.
OLD, MIDDLE, NEW = ORDERS = [
    order("6", day=1, total="20.00"),
    order("7", day=2, total="90.00"),
    order("8", day=3, total="50.00", status="CANCELLED", messageToSeller="Proszę szybko"),
]
