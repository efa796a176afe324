"""Steps from one version of the ledger to the next, run by Alembic when a ledger is older than the program."""
