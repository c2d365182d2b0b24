// An HTTP/2 server for the tests, on Node's http2. Prints one JSON line with its port when it listens, and ends when
// its standard input does.
//
//     http2.js CERTIFICATE KEY

const fs = require("fs");
const http2 = require("http2");

let sessions = 0;
const [certificate, key] = process.argv.slice(2);
const server = http2.createSecureServer({ cert: fs.readFileSync(certificate), key: fs.readFileSync(key) });

server.on("session", () => { sessions += 1; });
server.on("error", () => {});
server.on("stream", (stream, headers) => {
    stream.on("error", () => {});
    const path = headers[":path"];
    if (path === "/refuse") {
        stream.close(http2.constants.NGHTTP2_REFUSED_STREAM);
    } else if (path === "/fault") {
        stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
    } else if (path === "/leave") {
        stream.session.destroy();
    } else if (path === "/sessions") {
        stream.respond({ ":status": 200 });
        stream.end(String(sessions));
    } else {
        const pieces = [];
        stream.on("data", (piece) => pieces.push(piece));
        stream.on("end", () => {
            stream.respond({ ":status": 200, "content-type": headers["content-type"] || "none" });
            stream.end(Buffer.concat(pieces));
        });
    }
});
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
process.stdin.on("end", () => process.exit(0));
process.stdin.resume();
