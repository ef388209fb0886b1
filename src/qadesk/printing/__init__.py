"""Documents on paper: frozen content in, bytes out. The one place that knows ReportLab."""
