"""How a line of the log is written."""

import logging


class Lines(logging.Formatter):
    """A traceback belongs to a failure: Django adds one to every 403 as well."""

    def format(self, record: logging.LogRecord) -> str:
        if record.levelno >= logging.ERROR or record.exc_info is None:
            return super().format(record)
        calm = logging.makeLogRecord(record.__dict__ | {"exc_info": None, "exc_text": None})
        return super().format(calm)
