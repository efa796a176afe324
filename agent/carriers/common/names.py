"""Names of delivery methods, made comparable."""

from agent.shipping.model.names import folded as fold

__all__ = ["fold"]
