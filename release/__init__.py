"""What a release consists of, and how it is made: `make package extension bundle deb`; docs/packaging.md tells the rest."""
