"""The shipped server with the faulty app."""

import runpy

globals().update(runpy.run_path("deploy/gunicorn_files.py"))
wsgi_app = "tests.faults.faulty:application"
