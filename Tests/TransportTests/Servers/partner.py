"""A partner's HTTP server for the tests, on the standard library's http.server.

Prints one JSON line with its port when it listens, and ends when its standard input does. What it saw can be asked for
and waited for by further requests, so that no test has to guess how long something takes.

    partner.py [--certificate PEM --key PEM] [--client-ca PEM] [--tls-maximum 1.2]
"""

import argparse
import hashlib
import http.server
import json
import os
import select
import socket
import ssl
import struct
import sys
import threading


class Record:
    """Counts of named events, and the requests seen."""

    def __init__(self):
        self.changed = threading.Condition()
        self.events = {}
        self.requests = []
        self.active = 0
        self.most_active = 0

    def note(self, name):
        with self.changed:
            self.events[name] = self.events.get(name, 0) + 1
            self.changed.notify_all()

    def wait(self, name, count):
        with self.changed:
            return self.changed.wait_for(lambda: self.events.get(name, 0) >= count, timeout=90)


record = Record()
release = threading.Event()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One write for a whole answer, so that small answers do not wait for acknowledgements of their parts.
    wbufsize = -1
    disable_nagle_algorithm = True

    def setup(self):
        super().setup()
        record.note("connection")
        self.number_on_connection = 0

    def log_message(self, *_):
        pass

    def answer(self, status, content, fields=()):
        self.send_response(status)
        for name, value in fields:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
        self.wfile.flush()

    def handle_any(self):
        self.number_on_connection += 1
        path, _, query = self.path.partition("?")
        if path == "/hold-upload":
            record.note("hold-upload")
            release.wait()
        if path == "/refuse-early":
            # Answers without having read the content.
            self.answer(413, b"too large")
            self.close_connection = True
            return
        length = int(self.headers.get("Content-Length") or 0)
        digest = hashlib.sha256()
        content = b""
        left = length
        while left > 0:
            piece = self.rfile.read(min(left, 1 << 16))
            if not piece:
                record.note("upload-broken-off")
                self.close_connection = True
                return
            left -= len(piece)
            digest.update(piece)
            if length <= 1 << 20:
                content += piece
        parts = path.strip("/").split("/")
        if parts[0] not in ("events", "seen", "release"):
            with record.changed:
                record.requests.append(
                    {"method": self.command, "path": self.path, "headers": list(self.headers.items()),
                     "length": length, "sha256": digest.hexdigest()})
                record.active += 1
                record.most_active = max(record.most_active, record.active)
            record.note(parts[0])
        try:
            self.respond(parts, query, content)
        finally:
            if parts[0] not in ("events", "seen", "release"):
                with record.changed:
                    record.active -= 1

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_REPORT = handle_any

    def respond(self, parts, query, content):
        name = parts[0]
        if name == "echo":
            self.answer(200, content, [("Content-Type", self.headers.get("Content-Type") or "none")])
        elif name == "status":
            fields = [tuple(field.split("=", 1)) for field in query.split("&") if field]
            self.answer(int(parts[1]), b"status " + parts[1].encode(), fields)
        elif name == "events":
            reached = record.wait(parts[1], int(parts[2]))
            self.answer(200 if reached else 408, b"")
        elif name == "seen":
            with record.changed:
                seen = {"requests": record.requests, "events": record.events, "mostActive": record.most_active}
                text = json.dumps(seen).encode()
            self.answer(200, text)
        elif name == "release":
            release.set()
            self.answer(200, b"")
        elif name == "hold":
            self.hold()
        elif name == "reset":
            # Closing with a linger time of nothing sends a RST.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.drop()
        elif name == "close":
            self.close_connection = True
            self.drop()
        elif name == "close-second":
            if self.number_on_connection == 1:
                self.answer(200, b"first")
            else:
                self.close_connection = True
                self.drop()
        elif name == "truncate":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789")
            self.close_connection = True
        elif name == "stall":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789")
            self.wfile.flush()
            self.hold()
        elif name == "large":
            self.answer(200, b"x" * int(parts[1]))
        elif name == "large-chunked":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            try:
                for _ in range(int(parts[1]) // 1000):
                    self.wfile.write(b"3e8\r\n" + b"x" * 1000 + b"\r\n")
                self.wfile.write(b"0\r\nX-Trailer: late\r\n\r\n")
                self.wfile.flush()
            except OSError:
                self.close_connection = True
        elif name == "many-fields":
            fields = [("X-Field-%d" % number, "v" * 1000) for number in range(int(parts[1]))]
            try:
                self.answer(200, b"", fields)
            except OSError:
                self.close_connection = True
        elif name == "garbage":
            self.wfile.write(b"\x16\x03garbage that is not HTTP\r\n\r\n")
            self.close_connection = True
        elif name == "interim":
            self.wfile.write(
                b"HTTP/1.1 103 Early Hints\r\nX-Interim: yes\r\n\r\n"
                b"HTTP/1.1 200 OK\r\nX-Final: yes\r\nHTTP/1.1 999: odd\r\nContent-Length: 2\r\n\r\nok")
            self.wfile.flush()
        elif name == "redirect":
            self.answer(302, b"elsewhere", [("Location", "/echo")])
        elif name == "gzip":
            self.answer(200, bytes.fromhex("1f8b"), [("Content-Encoding", "gzip")])
        elif name == "certificate":
            peer = self.connection.getpeercert() if isinstance(self.connection, ssl.SSLSocket) else None
            self.answer(200, json.dumps(peer).encode())
        else:
            self.answer(404, b"")

    def hold(self):
        """Answers nothing until released or until the other side has gone."""
        while not release.is_set():
            readable, _, _ = select.select([self.connection], [], [], 0.02)
            if readable:
                try:
                    gone = self.connection.recv(1) == b""
                except OSError:
                    gone = True
                if gone:
                    record.note("gone")
                    self.close_connection = True
                    return
        try:
            self.answer(200, b"released")
        except OSError:
            self.close_connection = True

    def drop(self):
        try:
            self.connection.close()
        except OSError:
            pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1024
    context = None

    def process_request_thread(self, request, client_address):
        # The handshake belongs to the connection's own thread: a client that is slow at it holds up nobody.
        try:
            if self.context is not None:
                request = self.context.wrap_socket(request, server_side=True, do_handshake_on_connect=False)
                try:
                    request.do_handshake()
                except ssl.SSLError:
                    # What the client has written by now is read, or the kernel would follow the alert with a RST.
                    with socket.socket(fileno=os.dup(request.fileno())) as plain:
                        while plain.recv(4096):
                            pass
                    raise
            self.finish_request(request, client_address)
        except (OSError, ValueError):
            record.note("connection-failed")
        finally:
            self.shutdown_request(request)

    def handle_error(self, *_):
        pass


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--client-ca")
    parser.add_argument("--tls-maximum")
    arguments = parser.parse_args()
    server = Server(("127.0.0.1", 0), Handler)
    if arguments.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(arguments.certificate, arguments.key)
        if arguments.client_ca:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(arguments.client_ca)
        if arguments.tls_maximum == "1.2":
            context.maximum_version = ssl.TLSVersion.TLSv1_2
        server.context = context
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": server.server_address[1]}), flush=True)
    # Other children of the tests may hold the far end of our standard input, so the parent is watched too.
    parent = os.getppid()
    while os.getppid() == parent:
        if select.select([sys.stdin], [], [], 1)[0] and not sys.stdin.buffer.raw.read(1):
            break
    os._exit(0)


main()
