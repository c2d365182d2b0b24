"""An HTTP proxy for the tests: CONNECT, and absolute-form GET and POST.

Prints one JSON line with its port when it listens, and ends when its standard input does. Wants the user `gateway` with
the password `secret` when started with `--authenticate`. GET /seen on the proxy itself tells what it was asked for.
"""

import base64
import http.client
import http.server
import json
import os
import select
import socket
import sys
import threading
import urllib.parse

seen = []
wanted = "Basic " + base64.b64encode(b"gateway:secret").decode() if "--authenticate" in sys.argv else None


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, content=b"", fields=()):
        self.send_response(status)
        for name, value in fields:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def is_admitted(self):
        if self.path != "/seen":
            seen.append({"request": self.command + " " + self.path, "fields": [name for name, _ in self.headers.items()]})
        if wanted is None or self.headers.get("Proxy-Authorization") == wanted:
            return True
        self.close_connection = True
        self.answer(407, fields=[("Proxy-Authenticate", "Basic realm=\"test\"")])
        return False

    def do_CONNECT(self):
        self.close_connection = True
        if not self.is_admitted():
            return
        host, _, port = self.path.rpartition(":")
        # Names of the test PKI live on the loopback interface.
        try:
            far = socket.create_connection(("127.0.0.1" if host.endswith(".test") else host, int(port)))
        except OSError:
            self.answer(502)
            return
        self.send_response(200)
        self.send_header("X-Proxy", "yes")
        self.end_headers()
        pair = {self.connection: far, far: self.connection}
        while True:
            for end in select.select(list(pair), [], [])[0]:
                try:
                    content = end.recv(1 << 16)
                    if not content:
                        far.close()
                        return
                    pair[end].sendall(content)
                except OSError:
                    far.close()
                    return

    def forward(self):
        if self.path == "/seen":
            self.answer(200, json.dumps(seen).encode())
            return
        if not self.is_admitted():
            return
        url = urllib.parse.urlsplit(self.path)
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        far = http.client.HTTPConnection(url.hostname, url.port)
        far.request(self.command, url.path, content)
        reply = far.getresponse()
        self.answer(reply.status, reply.read())

    do_GET = do_POST = forward


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass


server = Server(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(json.dumps({"port": server.server_address[1]}), flush=True)
parent = os.getppid()
while os.getppid() == parent:
    if select.select([sys.stdin], [], [], 1)[0] and not sys.stdin.buffer.raw.read(1):
        break
os._exit(0)
