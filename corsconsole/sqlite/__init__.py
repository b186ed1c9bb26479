"""Django's backend for SQLite, with what Django 5.2 does not ask the library for."""
