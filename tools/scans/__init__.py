"""Made scans of sheets with the defects of real ones, and how many of them are filed (`make scans`)."""
