"""The claims of a brief by token, and what stands beside them."""

from llm.planner.brief.claims import Claim
from llm.planner.words.tokens import Token


class Nearby:
    """Tokens and claims, and the claim at each token."""

    def __init__(self, tokens: list[Token], claims: list[Claim]) -> None:
        self.tokens, self.claims = tokens, claims
        self.at: dict[int, Claim] = {i: c for c in claims for i in range(c.start, c.end)}

    def norm(self, index: int) -> str:
        return self.tokens[index].norm if 0 <= index < len(self.tokens) else ""

    def stops(self, index: int) -> bool:
        """Whether a sentence ends at token `index`."""
        return not 0 <= index < len(self.tokens) or self.norm(index) in ".!?;"

    def run_back(self, claim: Claim, category: str, between: set[str]) -> list[Claim]:
        """Claims just before `claim` that can be of `category`, over the words in `between`."""
        found, index = [], claim.start - 1
        while index >= 0:
            other = self.at.get(index)
            if other and other.can(category):
                found.append(other)
                index = other.start - 1
            elif (other and other.readings.keys() & {"strength", "style"}) or self.norm(
                index
            ) in between:
                index -= 1
            else:
                break
        return found
