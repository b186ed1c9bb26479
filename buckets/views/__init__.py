"""One file a page: authorise, form, service, respond."""
