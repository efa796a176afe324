"""`methods.list`: every delivery method of Allegro's, and what becomes of its orders."""

from agent.server.dispatch import Client
from agent.shipping.planning.delivery import sort_method
from shared_schema.delivery_methods import MethodInfo, MethodsList, MethodsListResult

from .context import Context


async def list_methods(context: Context, _: Client, __: MethodsList) -> MethodsListResult:
    """Raises ShippingError when Allegro does not give the list and none is kept."""
    read_at, methods = await context.methods()
    accounts, _unready = await context.desk.enabled()
    rows = []
    for each in methods:
        found = sort_method(each.method, accounts)
        rows.append(
            MethodInfo(
                method=each.method.id,
                name=each.method.name,
                cash_on_delivery=each.cash_on_delivery,
                sort=found.sort,
                account=found.account.id if found.account else None,
            )
        )
    return MethodsListResult(read_at=read_at.isoformat(), methods=rows)
