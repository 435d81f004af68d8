"""The network between a browser and a service: a port that forwards to the service and can be cut, or lose what the service answers."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_BYTES = 65536


class Line(socketserver.ThreadingTCPServer):
    """`address`: what the browser opens. `is_cut`: every connection ends at once; `loses_answers`: a POST arrives, its answer does not."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.port = self.server_address[1]
        self.target = ("127.0.0.1", port)
        self.address = f"http://127.0.0.1:{self.port}"
        self.is_cut = False
        self.loses_answers = False
        self.sockets: set[socket.socket] = set()

    def cut(self) -> None:
        """Ends all connections, and each new one."""
        self.is_cut = True
        for each in list(self.sockets):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def restore(self) -> None:
        """Forwards new connections again."""
        self.is_cut = False


class _Connection(socketserver.BaseRequestHandler):
    is_lost = False

    def handle(self) -> None:
        line = self.server
        assert isinstance(line, Line)
        if line.is_cut:
            return
        with suppress(OSError), socket.create_connection(line.target) as service:
            ends = {self.request, service}
            line.sockets |= ends
            back = threading.Thread(target=self._forward, args=(service, self.request), daemon=True)
            back.start()
            self._forward(self.request, service, line)
            back.join()
            line.sockets -= ends

    def _forward(self, source: socket.socket, target: socket.socket, line: Line | None = None) -> None:
        """Forwards bytes until one end closes, or until an answer is lost. `line`: for requests."""
        with suppress(OSError):
            while data := source.recv(_BYTES):
                if line is not None:
                    self.is_lost |= line.loses_answers and data.startswith(b"POST ")
                elif self.is_lost:
                    break
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def line_to(port: int) -> Iterator[Line]:
    """Yields a line to a port of 127.0.0.1."""
    with Line(port) as line:
        thread = threading.Thread(target=line.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield line
        line.cut()
        line.shutdown()
        thread.join()
