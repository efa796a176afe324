# Everything a developer or a curious user runs. Each target sets up what it needs; a second run reuses what is there.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := .make
OUT ?= demo-output

.PHONY: demo test check schema screenshots bench faults soak package extension bundle deb clean

# The product at work without any account: stand-ins for Allegro and the carriers, the agent, a browser with the extension.
demo: $(STAMPS)/python $(STAMPS)/chromium
	$(BIN)/nadajnik demo --out $(OUT) $(if $(HEADLESS),--headless)

# Every test: types, lint, Python, JavaScript, both browsers.
test: check $(STAMPS)/chromium $(STAMPS)/firefox $(STAMPS)/secret-service $(STAMPS)/postgresql $(STAMPS)/desktop $(STAMPS)/cups
	npm test --silent
	$(BIN)/python -m pytest -m "not browser" -n auto $(PYTEST_ARGS)
	$(BIN)/python -m pytest -m browser $(PYTEST_ARGS)

check: $(STAMPS)/python $(STAMPS)/node
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	npm run --silent check

# Rewrites the generated files after a change of shared_schema or of the ledger's migrations; a test fails when that was forgotten.
schema: $(STAMPS)/python $(STAMPS)/node
	$(BIN)/python -m shared_schema.generate && $(BIN)/python -m shared_schema.reference
	$(BIN)/python -m agent.shipping.ledger.generate
	npm run --silent types

# The pictures of the users' guide and of the browsers' stores, taken of the real pages and the real tray; SCREENSHOTS="first-run" for some of them.
screenshots: $(STAMPS)/python $(STAMPS)/chromium $(STAMPS)/secret-service $(STAMPS)/desktop
	$(BIN)/python -m tests.screenshots $(SCREENSHOTS)

# Seconds, calls and memory for 1, 20, 200 and 1,000 orders of each carrier at 150 ms a call, beside what is possible at best.
bench: $(STAMPS)/python
	$(BIN)/python -m bench $(BENCH_ARGS)

# What goes wrong, and what it comes to: faults and crash points x carriers; all zero, zero, zero, zero, yes, or exit code 1.
faults: $(STAMPS)/python
	$(BIN)/python -m tests.faults

# The agent killed 200 times at random points under random faults; SOAK_ARGS="--seed 1 --kills 1000".
soak: $(STAMPS)/python
	$(BIN)/python -m tests.faults.soak $(SOAK_ARGS)

# Wheel and source package in dist/, as a package index would take them.
package: $(STAMPS)/python
	rm -f dist/*.whl dist/*.tar.gz
	$(BIN)/python -m build --no-isolation
	$(BIN)/twine check --strict dist/*.whl dist/*.tar.gz

# The extension in dist/, for both stores and for loading by hand; looked over by Mozilla's linter.
extension: $(STAMPS)/python $(STAMPS)/node
	$(BIN)/python -m release.extension
	$(BIN)/python -m pytest -q -m "not browser" tests/packages/test_extension.py

# The whole program in one folder, dist/nadajnik/, for the system this runs on; then tried, on Linux with its window and icon.
bundle: $(STAMPS)/pyinstaller $(STAMPS)/secret-service $(STAMPS)/desktop
	$(BIN)/pyinstaller --noconfirm --log-level WARN --distpath dist --workpath build release/nadajnik.spec
	NADAJNIK_PROGRAM=dist/nadajnik/nadajnik $(BIN)/python -m pytest -s tests/packages/test_bundle.py tests/desktop/test_program.py

# The bundle as a Debian package in dist/; then installed into a root of its own, tried and removed.
deb: bundle
	rm -f dist/*.deb
	$(BIN)/python -m release.deb
	NADAJNIK_DEB=$$(ls dist/*.deb) $(BIN)/python -m pytest -s tests/packages/test_deb.py

clean:
	rm -rf $(VENV) $(STAMPS) node_modules $(OUT) build dist

$(STAMPS):
	mkdir -p $@

$(STAMPS)/python: pyproject.toml | $(STAMPS)
	$(PYTHON) -c 'import ensurepip' 2>/dev/null || .ci/system-packages python3-venv
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[demo,desktop,dev]'
	touch $@

# What PyInstaller reads libraries with, Python's own library, and Debian's tools.
$(STAMPS)/pyinstaller: $(STAMPS)/python
	.ci/system-packages binutils libpython3-dev dpkg-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bundle]'
	touch $@

$(STAMPS)/node: package.json | $(STAMPS)
	npm install --no-fund --no-audit --no-package-lock --silent
	touch $@

# The language packages make the extension speak Polish, its first language.
$(STAMPS)/chromium: | $(STAMPS)
	.ci/system-packages chromium chromium-driver chromium-l10n fonts-dejavu-core
	touch $@

$(STAMPS)/firefox: | $(STAMPS)
	.ci/system-packages firefox-esr firefox-esr-l10n-pl
	touch $@

$(STAMPS)/secret-service: | $(STAMPS)
	.ci/system-packages dbus gnome-keyring
	touch $@

# A screen, a panel and what Qt wants of it; pipx, with which the program is installed.
$(STAMPS)/desktop: | $(STAMPS)
	.ci/system-packages xvfb openbox xdotool wmctrl x11-utils x11-xkb-utils imagemagick trayer pipx libxcb-cursor0 libxkbcommon-x11-0 \
	  libxcb-icccm4 libxcb-keysyms1 libxcb-image0 libxcb-render-util0 libxcb-xinerama0 libegl1 libgl1 libnss3 libasound2 \
	  libxcomposite1 libxdamage1 libxrandr2 libxtst6 libxkbfile1 libdbus-1-3
	touch $@

# A printing system of the tests' own, and a filter as in front of a real label printer; it is given a folder and printers by them.
$(STAMPS)/cups: | $(STAMPS)
	.ci/system-packages cups-daemon cups-client cups-filters
	touch $@

$(STAMPS)/postgresql: | $(STAMPS)
	.ci/postgresql
	touch $@
