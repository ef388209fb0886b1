# Everything is done by dev.py, so that it works the same where there is no make.

# The first Python that is new enough; each is tried, for a name on the path may lead nowhere.
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)

TASKS := setup run test lint bench torture fairness scans screenshots catalogue lock windows linux-package clean

.PHONY: help $(TASKS)

# WHAT is handed on: make bench WHAT=results, make test WHAT="-k roster"
help:
	@echo "make run    opens the window on the sample office (the first time it sets everything up)"
	@echo "make test   lint, types, import contracts and all tests"
	@echo "also: $(filter-out run test,$(TASKS))"

$(TASKS):
	@if [ -z "$(PYTHON)" ]; then \
		echo "Python 3.11 or newer was not found. On Debian or Ubuntu: sudo apt-get install python3 python3-venv"; \
		exit 1; fi
	@"$(PYTHON)" dev.py $@ $(WHAT)
