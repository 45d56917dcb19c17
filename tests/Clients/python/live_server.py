"""A server of its own, which can be killed and started again on the same data and port."""

import re
import shutil
import signal
import subprocess
import tempfile
import threading

PATIENCE = 30


class LiveServer:
    """Runs retention serve over a scratch folder. Use it in a with statement."""

    def __init__(self, program):
        self._program = program
        self._folder = tempfile.mkdtemp(prefix="retention-python-")
        self.port = 0
        self._process = None

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def __enter__(self):
        self._start()
        return self

    def __exit__(self, *_):
        self._end(signal.SIGKILL)
        shutil.rmtree(self._folder)

    def restart(self, how):
        """kill: with no chance to say or write anything. stop: as an operator does."""
        self._end(signal.SIGKILL if how == "kill" else signal.SIGTERM)
        self._start()

    def kill(self):
        """It is gone, and stays so."""
        self._end(signal.SIGKILL)

    def _start(self):
        command = [self._program, "serve", "--data", f"{self._folder}/data", "--port", str(self.port)]
        process = self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said = []
        listening = threading.Event()

        def read():
            for line in process.stdout:
                said.append(line)
                found = re.search(r"listening on 127\.0\.0\.1:(\d+)", line)
                if found:
                    self.port = int(found[1])
                    listening.set()
            listening.set()

        threading.Thread(target=read, daemon=True).start()
        if not listening.wait(PATIENCE) or process.poll() is not None:
            raise AssertionError("the server does not start: " + "".join(said))

    def _end(self, how):
        if self._process.poll() is None:
            self._process.send_signal(how)
        self._process.wait(PATIENCE)
