"""The verbs that change a bucket here or on OSS, each with its record."""
