"""A request as text that is the same for the same request: its digest stands for what a person looked at."""

import json
from collections.abc import Mapping


def canonical(request: Mapping[str, object]) -> str:
    """JSON with sorted keys and no spare spaces, so that equal requests are equal texts."""
    return json.dumps(request, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
