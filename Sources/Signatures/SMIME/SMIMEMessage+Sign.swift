package import SingleWindow

/// A message in `multipart/signed`, written.
package struct SMIMEOutput: Hashable, Sendable {
    /// The value of its Content-Type field.
    package let contentType: String
    /// Everything behind the header block.
    package let body: [UInt8]

    /// The message with its header block in front.
    package var entity: [UInt8] {
        Array("MIME-Version: 1.0\r\nContent-Type: \(contentType)\r\n\r\n".utf8) + body
    }
}

extension SMIMEMessage {
    /// Signs `content` as `multipart/signed` with the parameters that the clearance engine's family uses
    /// (reference/domain.md, 2.1), but SHA-256 or stronger.
    ///
    /// Content whose lines all end with CRLF travels as it is; any other is put in base64, since line ends may change on
    /// the way.
    ///
    /// - Throws: as ``CMSSignature/sign(_:with:algorithm:at:includingChain:)``.
    package static func sign(
        _ content: [UInt8], contentType: String = "text/plain; charset=UTF-8", with key: SigningKey,
        algorithm: SignatureAlgorithm? = nil, at signingTime: Timestamp, includingChain: Bool = false
    ) throws(SignaturesError) -> SMIMEOutput {
        let algorithm = algorithm ?? key.defaultAlgorithm
        let isText = hasOnlyCRLF(content)
        let head = "Content-Type: \(contentType)\r\nContent-Transfer-Encoding: \(isText ? "8bit" : "base64")\r\n\r\n"
        let part = Array(head.utf8) + (isText ? content : Base64.encode(content, width: 76, lineEnd: "\r\n"))
        let signature = try CMSSignature.sign(
            part, with: key, algorithm: algorithm, at: signingTime, includingChain: includingChain)
        // A digest of the content cannot occur in it, and the same content gives the same bytes again.
        let boundary = "=_" + Hex.string(try Digest.of(part, .sha256)).prefix(40)
        var body = Array("--\(boundary)\r\n".utf8) + part
        body += Array(
            """
            \r\n--\(boundary)\r
            Content-Type: application/x-pkcs7-signature; name="smime.p7s"\r
            Content-Transfer-Encoding: base64\r
            Content-Disposition: attachment; filename="smime.p7s"\r
            \r\n
            """.utf8)
        body += Base64.encode(signature, width: 64, lineEnd: "\r\n")
        body += Array("\r\n--\(boundary)--\r\n".utf8)
        let type =
            "multipart/signed; protocol=\"application/x-pkcs7-signature\"; micalg=\""
            + algorithm.digest.rawValue.lowercased() + "\"; boundary=\"" + boundary + "\""
        return SMIMEOutput(contentType: type, body: body)
    }

    /// Whether every carriage return is followed by a line feed and every line feed follows one.
    private static func hasOnlyCRLF(_ bytes: [UInt8]) -> Bool {
        var previous: UInt8 = 0
        for byte in bytes {
            if (byte == 0x0A) != (previous == 0x0D) { return false }
            previous = byte
        }
        return previous != 0x0D
    }
}
