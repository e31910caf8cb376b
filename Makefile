# make demo: install and draft the examples · make test: every check · make check: fast checks · make long: the long tests · make bench: figures
# make model: train the embedded model on (RUN=folder DATA=folder DEV=folder OPTIONS='--processes 2')
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
RUN ?= out/model

.PHONY: demo test check long docs bench wheel model clean

$(READY): pyproject.toml configs/constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c configs/constraints.txt torch==2.13.0
	$(BIN)/pip install --quiet --disable-pip-version-check -c configs/constraints.txt -e '.[dev]'
	touch $@

demo: $(READY)
	$(BIN)/duizhao translate examples/tea.txt examples/harbour.txt --format html,md,jsonl -o out --force
	@echo "Open $(CURDIR)/out/tea.html and $(CURDIR)/out/harbour.html"

test: check wheel

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto --dist loadfile

long: $(READY)
	DUIZHAO_KILLS=50 $(BIN)/pytest -m "long or not long" tests/base tests/batch tests/translation

wheel: $(READY)
	$(BIN)/python tests/wheel.py

docs: $(READY)
	$(BIN)/python docs/make_cli.py

model: $(READY)
	$(BIN)/pip install --quiet --disable-pip-version-check -c configs/constraints.txt -e '.[train]'
	mkdir -p $(RUN)
	cd models && ../$(BIN)/python -m recipe all $(abspath $(RUN)) $(if $(DATA),--data $(abspath $(DATA))) $(if $(DEV),--dev $(abspath $(DEV))) $(OPTIONS)

bench: $(READY)
	for script in tests/benchmarks/*.py; do $(BIN)/python $$script || exit 1; done

clean:
	rm -rf $(VENV) out build dist pipeline/*.egg-info
