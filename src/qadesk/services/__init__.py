"""What a supervisor does, one module per thing; one transaction per call, frozen dataclasses out."""
