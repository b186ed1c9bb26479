"""The CORS rules of a bucket and what they mean.

Standard library only: no Django, no oss2, no I/O.
"""
