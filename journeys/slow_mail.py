"""A mail server for tests with dead workers: it keeps one line a letter, as soon as it has it, and is slow."""

import os
import time
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class Backend(BaseEmailBackend):
    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            line = os.open(os.environ["SLOW_MAIL"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.write(line, f"{message.to[0]}\n".encode())
            os.close(line)
            time.sleep(0.005)
        return len(messages)
