# Two commands matter, `make demo` and `make test`; the others are for those who change the code.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo test check pins requirements screens translations runtime development bench-grouping bench-scale bench-web bertopic

HOST ?= 127.0.0.1
PORT ?= 8000
DATA ?= ../shared/data
BIN := .venv/bin
ROOMS := consult participants proposals moderation synthesis cms
TEMPLATES = $$(find templates -name '*.html')
# What `check --deploy` needs to read the production settings: an address of each kind, and no secret.
PRODUCTION = CONSULT_SECRET_KEY=0123456789-only-to-check-the-settings-nobody-signs-in-with-it \
	CONSULT_SEAL_KEY=0123456789-only-to-check-the-settings-nothing-is-sealed-with-it \
	CONSULT_HOSTS=consult.example.org CONSULT_BASE_URL=https://consult.example.org \
	CONSULT_EMAIL_FROM=consult@example.org CONSULT_DATABASE=sqlite:///var/check.sqlite3 \
	DJANGO_SETTINGS_MODULE=consult.settings.production

help:
	@echo "make demo          the demonstration on http://127.0.0.1:8000 (PORT=… for another)"
	@echo "make test          the whole suite: SQLite, and PostgreSQL and Chromium where they are there"
	@echo "make check         style, types, direction of imports, migrations, production settings, translations"
	@echo "make requirements  which requirement is shown by which test; writes requirements.json"
	@echo "make screens       pictures of every screen, in docs/screens (needs Chromium)"
	@echo "make translations  gathers the strings to translate, and compiles what is translated (needs gettext)"
	@echo "make bench-grouping  how good and how stable grouping is on the labelled sets of DATA=../shared/data"
	@echo "                   (EXTRA=folder of further CSVs text,label; ARGS=… for more: docs/grouping.md)"
	@echo "make bench-scale   time and memory of grouping at 1,000 to 100,000 texts (ARGS='--sizes 1000,1000000 --encoding')"
	@echo "make bench-web     queries, processor time and bare views of each page and post, on PostgreSQL"
	@echo "make bertopic      installs BERTopic beside, in .venv-bertopic, for the bench to compare with"
	@echo "make pins          pins the dependencies of pyproject.toml anew, with hashes"

runtime:
	@sh demo/install.sh requirements.txt

development:
	@sh demo/install.sh requirements-dev.txt

demo: runtime
	@exec $(BIN)/python demo/serve.py --host $(HOST) --port $(PORT)

test: development
	@$(BIN)/python -m tests.suite

requirements: development
	@$(BIN)/python -m tests.requirements_table

check: development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djade --check --target-version 6.1 $(TEMPLATES)
	$(BIN)/curlylint $(TEMPLATES)
	$(BIN)/mypy $(ROOMS) benchmarks
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python -m tests.translations

screens: development
	@$(BIN)/python -m tests.screens

translations: development
	$(BIN)/python manage.py makemessages -l fr --no-location --no-obsolete --no-wrap --ignore .venv --ignore 'tests/*' \
		--ignore 'var/*' --ignore 'staticfiles/*'
	msgfmt --check -o locale/fr/LC_MESSAGES/django.mo locale/fr/LC_MESSAGES/django.po

pins:
	@$(BIN)/uv --version >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.12 \
		pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.12 \
		--group dev -c requirements.txt pyproject.toml -o requirements-dev.txt

bench-grouping: runtime
	@$(BIN)/python -m benchmarks.grouping --data $(DATA) $(if $(EXTRA),--extra $(EXTRA)) $(ARGS)

bench-scale: runtime
	@$(BIN)/python -m benchmarks.scale --data $(DATA) $(ARGS)

bench-web: runtime
	@$(BIN)/python -m benchmarks.web --data $(DATA) $(ARGS)

# Without dependencies, since all are listed: sentence-transformers and its 2 GB would serve nothing here.
bertopic: runtime
	@$(BIN)/python -m venv .venv-bertopic
	@.venv-bertopic/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-bertopic.txt
