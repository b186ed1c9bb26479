"""What people do on a page of the catalogue with a browser, and leads to another look of it."""
