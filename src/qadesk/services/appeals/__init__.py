"""Appeals: what an agent objects to in a result, the evidence, the decision and its answer."""
