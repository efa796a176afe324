"""The table of handlers, bound to the running parts. A test holds it against `shared_schema.methods`."""

from functools import partial

from agent.server.dispatch import Client, Handler
from agent.server.errors import ApiError
from agent.shipping.ledger.database import LedgerUnavailable
from agent.shipping.model.failure import ShippingError
from agent.shipping.work.desk import LEDGER_LOST
from shared_schema.incoming import AnyRequest

from . import agent, handover, jobs, labels, methods, orders, pickup, plans, points, reconcile, rules, shipments
from .context import Context
from .errors import failure_info


def shipping_handlers(context: Context) -> dict[str, Handler]:
    """Everything but pairing, which knows no shipping. A failure of the domain is the answer, and so is a lost ledger."""
    handlers: dict[str, Handler] = {
        "agent.ping": agent.ping,
        "agent.status": partial(agent.status, context),
        "agent.pause": partial(agent.pause, context),
        "agent.unlock": partial(agent.unlock, context),
        "agent.stop": partial(agent.stop, context),
        "plans.create": partial(plans.create, context),
        "plans.get": partial(plans.get, context),
        "shipments.create": partial(shipments.create, context),
        "shipments.withdraw": partial(shipments.withdraw, context),
        "jobs.list": partial(jobs.list_jobs, context),
        "jobs.get": partial(jobs.get, context),
        "jobs.cancel": partial(jobs.cancel, context),
        "jobs.decide": partial(jobs.decide, context),
        "orders.status": partial(orders.status, context),
        "labels.prepare": partial(labels.prepare, context),
        "labels.print": partial(labels.print_labels, context),
        "handover.list": partial(handover.list_sets, context),
        "handover.send": partial(handover.send, context),
        "handover.book": partial(handover.book, context),
        "pickup.slots": partial(pickup.slots, context),
        "pickup.order": partial(pickup.order, context),
        "reconcile.start": partial(reconcile.start, context),
        "reconcile.get": partial(reconcile.get, context),
        "points.search": partial(points.search, context),
        "methods.list": partial(methods.list_methods, context),
        "rules.get": partial(rules.get, context),
        "rules.save": partial(rules.save, context),
        "rules.try": partial(rules.try_rules, context),
        "rules.add": partial(rules.add, context),
        "page.report": agent.page_report,
    }
    return {name: _told(handler) for name, handler in handlers.items()}


def _told(handler: Handler) -> Handler:
    async def answer(client: Client, request: AnyRequest) -> object:
        try:
            return await handler(client, request)
        except ShippingError as error:
            raise ApiError(failure_info(error.failure)) from error
        except LedgerUnavailable as error:
            raise ApiError(failure_info(LEDGER_LOST)) from error

    return answer
