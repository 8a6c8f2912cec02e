"""What a trial found, in one line."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What was tried how often, what was counted, and which promises were broken."""

    name: str
    counted: dict[str, int]
    broken: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """True when every promise was kept."""
        return not self.broken

    def __str__(self) -> str:
        """Return `name: 3 this, 4 that, ok|BROKEN: what`."""
        counts = ", ".join(f"{number} {what}" for what, number in self.counted.items())
        verdict = "ok" if self.holds else f"BROKEN: {'; '.join(self.broken)}"
        return f"{self.name}: {counts}, {verdict}"
