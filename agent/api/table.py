"""The table of handlers, bound to the running parts. A test holds it against `shared_schema.methods`."""

from functools import partial

from agent.server.dispatch import Handler

from . import agent, jobs, labels, orders, plans, shipments
from .context import Context


def shipping_handlers(context: Context) -> dict[str, Handler]:
    """Everything but pairing, which knows no shipping."""
    return {
        "agent.ping": agent.ping,
        "agent.status": partial(agent.status, context),
        "plans.create": partial(plans.create, context),
        "plans.get": partial(plans.get, context),
        "shipments.create": partial(shipments.create, context),
        "jobs.list": partial(jobs.list_jobs, context),
        "jobs.get": partial(jobs.get, context),
        "jobs.cancel": partial(jobs.cancel, context),
        "orders.status": partial(orders.status, context),
        "labels.prepare": partial(labels.prepare, context),
        "page.report": agent.page_report,
    }
