"""`nadajnik run` whose lease and whose patience with silent stations are seconds instead of a minute."""

from datetime import timedelta

from agent.__main__ import main
from agent.shipping.ledger import stations
from agent.shipping.work import lease, shift

DEAD_AFTER = timedelta(seconds=3)

if __name__ == "__main__":
    stations.DEAD_AFTER = DEAD_AFTER
    lease.ACT_FOR_S = DEAD_AFTER.total_seconds() * 2 / 3
    vars(shift)["BEAT_S"] = 0.3
    main()
