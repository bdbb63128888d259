# Two commands do everything on a fresh machine: `make run` and `make test`.
# Each sets up what it needs (environments, pages, demo town, model) when its sources changed.
PYTHON ?= python3

.PHONY: help run test check train pages wheel format lock clean bench bench-turn bench-bills bench-nlu bench-forecast bench-nightly

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: ## demo data, model, both processes; prints one URL
	@$(PYTHON) -m scripts.run

test: ## every check and every test
	@$(PYTHON) -m scripts.test $(ARGS)

check: ## lint, format, types, floors
	@$(PYTHON) -m scripts.check

train: ## train the brain and the encoder of knowledge search if their inputs changed
	@$(PYTHON) -m scripts.brain
	@$(PYTHON) -m scripts.encoder

pages: ## build the web pages if their sources changed
	@$(PYTHON) -m scripts.pages

wheel: pages ## a wheel with the pages built, in dist/
	@.venv/bin/python -m pip wheel -q --no-deps --no-build-isolation --wheel-dir dist .

format: ## put the code into its one format
	@.venv/bin/ruff check --fix-only . && .venv/bin/ruff format .

lock: ## resolve the pinned requirements anew
	@$(PYTHON) -m scripts.lock

bench: bench-bills bench-turn ## every benchmark

bench-turn: ## a full turn beside a stock Rasa set-up
	@$(PYTHON) -m scripts.bench turn

bench-bills: ## 10,000 bills and explanations against the oracle
	@$(PYTHON) -m scripts.bench bills explanations

bench-nlu: ## understanding beside stock Rasa: EVAL=file [QUESTIONS=file] [SMP2019=folder] [STOCK=no]
	@EVAL="$(EVAL)" QUESTIONS="$(QUESTIONS)" SMP2019="$(SMP2019)" STOCK="$(STOCK)" \
		STOCK_EPOCHS="$(STOCK_EPOCHS)" $(PYTHON) -m scripts.bench nlu

bench-forecast: ## forecasts on real load beside simple rules and statsforecast: DATA=folder
	@DATA="$(DATA)" $(PYTHON) -m scripts.bench forecast

bench-nightly: ## the nightly job over made-up towns: METERS="1000 10000 100000" [FOLDER=dir]
	@METERS="$(METERS)" FOLDER="$(FOLDER)" $(PYTHON) -m scripts.bench nightly

clean: ## remove what was built (environments, model, demo town, pages)
	rm -rf .venv .venv-rasa models var bot/web/dist bot/web/node_modules
