"""An account as the agent tells of it."""

from shared_schema.agent import AccountInfo


def account_info(**changes: object) -> AccountInfo:
    """One that works, of InPost."""
    values = {
        "id": "inpost",
        "carrier": "inpost",
        "name": "InPost",
        "enabled": True,
        "state": "ok",
        "next_try_at": None,
        "expires_in_days": None,
        "withdraws": False,
    }
    return AccountInfo.model_validate(values | changes)
