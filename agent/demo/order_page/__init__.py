"""A stand-in for the order pages of Allegro's Sales Center.

Modelled on what public programs rely on, not recorded from the real page. It exists so that the extension can be shown
and tested without an account; nothing of it is part of the product's behaviour.
"""

from agent.demo.order_page.server import EVIL, SALES_CENTER, SANDBOX, OrderPage
from agent.demo.order_page.variant import Variant

__all__ = ["EVIL", "SALES_CENTER", "SANDBOX", "OrderPage", "Variant"]
