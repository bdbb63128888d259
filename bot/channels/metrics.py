"""What Prometheus reads: counts and durations, never who or what."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_QUICK = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15)


class Metrics:
    """All instruments of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._of_turns(self.registry)
        self._of_doors(self.registry)
        self._of_deliveries(self.registry)

    def page(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self.registry)

    def _of_turns(self, registry: CollectorRegistry) -> None:
        self.turns = Counter(
            "xiaowa_turns",
            "Customer messages by outcome",
            ["channel", "outcome"],
            registry=registry,
        )
        self.turn_seconds = Histogram(
            "xiaowa_turn_seconds",
            "From taking a message to its replies in the log",
            ["channel"],
            buckets=_QUICK,
            registry=registry,
        )
        self.brain_seconds = Histogram(
            "xiaowa_brain_seconds", "Time the brain took", buckets=_QUICK, registry=registry
        )
        self.brain_failures = Counter(
            "xiaowa_brain_failures",
            "Turns the brain did not answer",
            ["reason"],
            registry=registry,
        )
        self.running = Gauge(
            "xiaowa_turns_running", "Conversations with a running turn", registry=registry
        )
        self.waiting = Gauge(
            "xiaowa_conversations_unattended",
            "Conversations with an unanswered message and no worker",
            registry=registry,
        )
        self.actions = Counter(
            "xiaowa_actions",
            "Actions run for the brain",
            ["action", "outcome"],
            registry=registry,
        )
        self.action_seconds = Histogram(
            "xiaowa_action_seconds",
            "Time actions took",
            ["action"],
            buckets=_QUICK,
            registry=registry,
        )

    def _of_doors(self, registry: CollectorRegistry) -> None:
        self.requests = Counter(
            "xiaowa_requests", "HTTP requests", ["method", "route", "status"], registry=registry
        )
        self.request_seconds = Histogram(
            "xiaowa_request_seconds",
            "HTTP request durations",
            ["route"],
            buckets=_QUICK,
            registry=registry,
        )
        self.refusals = Counter(
            "xiaowa_refusals", "Messages not let in", ["channel", "reason"], registry=registry
        )
        self.connections = Gauge("xiaowa_connections", "Open chat sockets", registry=registry)

    def _of_deliveries(self, registry: CollectorRegistry) -> None:
        self.outbox = Gauge(
            "xiaowa_outbox", "Messages in the outbox", ["status"], registry=registry
        )
        self.deliveries = Counter(
            "xiaowa_deliveries",
            "Attempts of the postman",
            ["channel", "outcome"],
            registry=registry,
        )
