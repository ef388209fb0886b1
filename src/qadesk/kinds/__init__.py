"""What can be imported: one module for each kind of record, told whole in one place."""
