"""Reading files in a process of its own: `process` starts and watches it, `child` is what runs in it."""
