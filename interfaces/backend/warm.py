"""Have the embedded brain read what is the same in all its requests, once; it is kept on disk:
python -m interfaces.backend.warm"""

import sys
import time

from interfaces.backend.discovery import own_brain
from llm.cascade.brain import Brain, BrainError


def main() -> int:
    """Start the model, read, keep, end. Where it was read before, this takes a second or two."""
    own = own_brain()
    if own is None:
        print("There is no embedded brain here. Run: make brain", file=sys.stderr)
        return 2
    server, state = own
    print("The brain reads its instructions, once: half a minute if idle.", flush=True)
    began = time.monotonic()
    try:
        Brain(server, state).prepare()
    except BrainError as error:
        print(f"The embedded brain does not start: {error}", file=sys.stderr)
        return 1
    finally:
        server.stop()
    print(f"The embedded brain ({server.name}) is ready ({time.monotonic() - began:.0f} s).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
