"""What only a form sent by hand leads to: refusals, notices, and pages of what was changed."""
