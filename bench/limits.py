"""What is possible at best: no design is faster than its longest chain of calls, its slots, or the carrier's rate."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Service:
    """Calls one service received, how many it takes at once, and how many a minute."""

    name: str
    calls: int
    concurrency: int
    per_minute: int | None


def limit_s(services: list[Service], chain_calls: int, waits_s: float, latency_s: float) -> float:
    """`max(longest chain, calls x latency / concurrency, calls / rate)` over all services, in seconds.

    `waits_s` are pauses the carrier itself imposes on one order (its confirmation).
    """
    bounds = [chain_calls * latency_s + waits_s]
    for service in services:
        bounds.append(service.calls * latency_s / service.concurrency)
        if service.per_minute is not None:
            bounds.append(service.calls * 60 / service.per_minute)
    return max(bounds)
