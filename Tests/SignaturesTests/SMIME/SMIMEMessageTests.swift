import Signatures
import SingleWindow
import Testing

struct SMIMEMessageTests {
    /// A change to the text of a message.
    struct Change: Sendable, CustomTestStringConvertible {
        let name: String
        /// The code of the error that it leads to.
        let code: String
        let apply: @Sendable (String) -> String

        init(_ name: String, _ apply: @escaping @Sendable (String) -> String) { self.init(name, "", apply) }

        init(_ name: String, _ code: String, _ apply: @escaping @Sendable (String) -> String) {
            (self.name, self.code, self.apply) = (name, code, apply)
        }

        var testDescription: String { name }
    }

    static let header = "   IDA  " + String(repeating: " ", count: 384) + "000430\r\n"
    static let content = Array((header + "tờ khai nhập khẩu\r\nmột hai ba\r\n").utf8)

    /// One message signed by declarant-1; tests change its text.
    static let message: String = {
        guard let key = try? Samples.key("declarant-1"),
            let output = try? SMIMEMessage.sign(content, with: key, at: Samples.now)
        else { return "" }
        return String(decoding: output.entity, as: UTF8.self)
    }()

    private func verify(_ text: String, _ trust: SignatureTrust = Samples.core()) throws -> VerifiedEntity {
        try SMIMEMessage(Array(text.utf8)).verify(trust: trust)
    }

    @Test("openssl verifies ours", arguments: ["declarant-1", "declarant-2"], ["cms", "smime"])
    func openSSLVerifiesOurs(name: String, command: String) throws {
        let tool = try OpenSSLTool()
        let output = try SMIMEMessage.sign(
            SMIMEMessageTests.content, with: Samples.key(name), at: Samples.now, includingChain: true)
        try tool.write("message", output.entity)
        try tool.write("trust", Samples.bytes("public-trust.pem"))
        try tool.run("\(command) -verify -in message -CAfile trust -out content")
        let verified = try tool.read("content")
        let part = Array("Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".utf8)
        #expect(verified == part + SMIMEMessageTests.content)
        let result = try SMIMEMessage(contentType: output.contentType, body: output.body)
            .verify(trust: try Samples.trust("public"))
        #expect(result.report.verdict == .accept)
        #expect(result.report.warnings.isEmpty)
        #expect(result.entity?.body.bytes == SMIMEMessageTests.content)
        #expect(result.entity?.contentType.type == "text/plain")
        #expect(result.report.covered.map(\.uri) == ["message"])
    }

    @Test("openssl signs, we verify", arguments: ["cms", "smime"], ["", "-text", "-crlfeol", "-md sha512", "-noattr"])
    func weVerifyOpenSSLs(command: String, options: String) throws {
        let tool = try OpenSSLTool()
        try tool.write("content", SMIMEMessageTests.content)
        try tool.write("crt", Samples.bytes("declarant-1.crt"))
        try tool.write("key", Samples.bytes("declarant-1.key"))
        try tool.run("\(command) -sign -in content -signer crt -inkey key -out message \(options)")
        let result = try SMIMEMessage(tool.read("message")).verify(trust: try Samples.trust("public"))
        #expect(result.report.verdict == .accept, "\(result.report.code ?? "")")
        // Without -text openssl writes the content straight behind the delimiter, without a header block.
        #expect(result.entity?.body.bytes == SMIMEMessageTests.content)
    }

    static let variantChanges: [Change] = [
        Change("as written", { $0 }),
        Change("line feeds alone", { $0.replacing("\r\n", with: "\n") }),
        Change("folded header", { $0.replacing("; micalg", with: ";\r\n\tmicalg") }),
        Change("field name in capitals", { $0.replacing("Content-Type", with: "CONTENT-TYPE", maxReplacements: 1) }),
        Change("boundary without quotes", { $0.unquotedBoundary }),
        Change("pkcs7-signature", { $0.replacing("x-pkcs7-signature", with: "pkcs7-signature") }),
        Change(
            "a preamble", { $0.replacing("\r\n\r\n--", with: "\r\n\r\nThis is signed\r\n\r\n--", maxReplacements: 1) }),
        Change("base64 in one line", { $0.rewrapped(width: 100_000) }),
        Change("base64 in lines of 60", { $0.rewrapped(width: 60) }),
        Change("blank lines at the end", { $0 + "\r\n \r\n" }),
        Change("nothing after the closing delimiter", { String($0.dropLast()) }),
        Change("spaces after a delimiter", { $0.replacing("--\r\n", with: "-- \t\r\n") }),
        Change("a comment", { $0.replacing("; micalg", with: " (a (nested) comment); micalg") }),
        Change("other fields", { "Subject: IDA\r\nFrom: a@b\r\n" + $0 }),
        Change("a semicolon at the end", { $0.replacing("\r\n\r\n--", with: ";\r\n\r\n--", maxReplacements: 1) }),
        Change("no protocol", { $0.replacing("protocol=\"application/x-pkcs7-signature\"; ", with: "") }),
        Change("micalg of another digest", { $0.replacing("micalg=\"sha-256\"", with: "micalg=sha1") }),
        Change("no encoding of the signature", { $0.replacing("Content-Transfer-Encoding: base64\r\n", with: "") }),
    ]

    @Test("what mailers make of a message on its way", arguments: SMIMEMessageTests.variantChanges)
    func variants(change: Change) throws {
        let changed = change.apply(SMIMEMessageTests.message)
        if change.name != "as written" { #expect(changed != SMIMEMessageTests.message) }
        let result = try verify(changed)
        #expect(result.report.verdict == .accept, "\(result.report.code ?? "") \(result.report.reason?.en ?? "")")
        #expect(result.entity?.body.bytes == SMIMEMessageTests.content)
        #expect(
            result.report.warnings.count == (["no protocol", "micalg of another digest"].contains(change.name) ? 1 : 0))
    }

    static let formChanges: [Change] = [
        Change("two Content-Type fields", "signature.smime.headers", { "Content-Type: text/plain\r\n" + $0 }),
        Change(
            "boundary twice", "signature.smime.content_type", { $0.replacing("; micalg", with: "; boundary=x; micalg") }
        ),
        Change(
            "boundary in pieces", "signature.smime.content_type", { $0.replacing("boundary=", with: "boundary*0=") }),
        Change("no boundary", "signature.smime.boundary", { $0.replacing("; boundary=", with: "; other=") }),
        Change(
            "another type", "signature.smime.content_type",
            { $0.replacing("multipart/signed", with: "multipart/mixed") }),
        Change(
            "opaque", "signature.smime.content_type",
            { _ in "Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n\r\nMIIB" }),
        Change(
            "another protocol", "signature.smime.content_type",
            { $0.replacing("protocol=\"application/x-pkcs7", with: "protocol=\"application/pgp") }),
        Change("no closing delimiter", "signature.smime.boundary", { String($0.dropLast(3)) }),
        Change("text after the end", "signature.smime.parts", { $0 + "more" }),
        Change(
            "three parts", "signature.smime.parts",
            { $0.replacing("\r\n\r\n--", with: "\r\n\r\n--\($0.boundary)\r\n\r\nx\r\n--", maxReplacements: 1) }),
        Change(
            "a line like a delimiter", "signature.smime.boundary",
            { $0.replacing("một", with: "--\($0.boundary)x\r\nmột") }),
        Change(
            "second part of another type", "signature.smime.signature_part",
            { $0.replacing("Content-Type: application/x-pkcs7-signature", with: "Content-Type: text/plain") }),
        Change("signature not base64", "signature.smime.encoding", { $0.replacing("MII", with: "M!I") }),
        Change("a field without a name", "signature.smime.headers", { ": x\r\n" + $0 }),
        Change("space before the colon", "signature.smime.headers", { "Content-Type : text/plain\r\n" + $0 }),
        Change("too many fields", "signature.smime.too_large", { String(repeating: "A: b\r\n", count: 70) + $0 }),
        Change(
            "a field too long", "signature.smime.too_large",
            { "A: " + String(repeating: "b", count: 20_000) + "\r\n" + $0 }),
        Change("empty", "signature.smime.content_type", { _ in "" }),
    ]

    @Test("messages that are no signed message", arguments: SMIMEMessageTests.formChanges)
    func refusedForms(change: Change) throws {
        let changed = change.apply(SMIMEMessageTests.message)
        let error = #expect(throws: SignaturesError.self) { try SMIMEMessage(Array(changed.utf8)) }
        #expect(error?.code.rawValue == change.code)
    }

    static let tamperings: [Change] = [
        Change("a letter", { $0.replacing("một", with: "mốt") }),
        Change("the header", { $0.replacing("000430", with: "000431") }),
        Change("the part's type", { $0.replacing("charset=UTF-8", with: "charset=UTF-7") }),
        Change("a space at the end of a line", { $0.replacing("ba\r\n", with: "ba \r\n") }),
        Change("a line more", { $0.replacing("ba\r\n", with: "ba\r\n\r\n") }),
    ]

    @Test("changed after signing", arguments: SMIMEMessageTests.tamperings)
    func tampered(change: Change) throws {
        let changed = change.apply(SMIMEMessageTests.message)
        #expect(changed != SMIMEMessageTests.message)
        let result = try verify(changed)
        #expect(result.report.verdict == .refuse && result.report.subIndication == .hashFailure)
        #expect(result.entity == nil && result.signature.covered == nil)
        #expect(result.signature.mismatch?.algorithm == .sha256)
    }

    @Test func twoSignaturesAreNotMixed() throws {
        // The first part of one message with the second part of another, both signed by the same key.
        let other = try SMIMEMessage.sign(Array("khác\r\n".utf8), with: Samples.key("declarant-1"), at: Samples.now)
        let ours = SMIMEMessageTests.message
        let theirs = String(decoding: other.entity, as: UTF8.self)
        let cut = "\r\n--" + ours.boundary + "\r\nContent-Type: application"
        let first = try #require(ours.ranges(of: cut).first)
        let second = try #require(theirs.ranges(of: "\r\nContent-Type: application").last)
        let mixed =
            ours[..<first.lowerBound] + "\r\n--" + ours.boundary
            + theirs[second.lowerBound...]
            .replacing(theirs.boundary, with: ours.boundary)
        #expect(try verify(String(mixed)).report.subIndication == .hashFailure)
    }

    @Test func binaryContentTravelsInBase64() throws {
        let content: [UInt8] = [0, 13, 10, 10, 255, 13]
        let output = try SMIMEMessage.sign(
            content, contentType: "application/octet-stream", with: Samples.key("declarant-1"), at: Samples.now)
        let result = try SMIMEMessage(output.entity).verify(trust: Samples.core())
        #expect(result.entity?.body.bytes == content)
    }

    @Test func attachmentsAreCoveredToo() throws {
        let mixed = """
            Content-Type: multipart/mixed; boundary=in\r
            \r
            --in\r
            Content-Type: text/plain; charset=UTF-8\r
            \r
            nội dung\r
            --in\r
            Content-Type: application/pdf; name="a.pdf"\r
            Content-Transfer-Encoding: base64\r
            Content-Disposition: attachment; filename="hóa đơn.pdf"\r
            \r
            JVBERi0=\r
            --in\r
            Content-Type: text/plain\r
            Content-Transfer-Encoding: quoted-printable\r
            \r
            =E1=BB=91 d=\r
            ài\r
            --in--\r\n
            """
        let tool = try OpenSSLTool()
        try tool.write("content", mixed)
        try tool.write("crt", Samples.bytes("declarant-1.crt"))
        try tool.write("key", Samples.bytes("declarant-1.key"))
        try tool.run("cms -sign -in content -signer crt -inkey key -out message")
        let entity = try #require(try SMIMEMessage(tool.read("message")).verify(trust: Samples.core()).entity)
        #expect(entity.parts.map(\.contentType.type) == ["text/plain", "application/pdf", "text/plain"])
        #expect(entity.parts.map { String(decoding: $0.body.bytes, as: UTF8.self) } == ["nội dung", "%PDF-", "ố dài"])
        #expect(entity.parts.map(\.fileName) == [nil, "hóa đơn.pdf", nil])
    }
}

extension String {
    /// The boundary of the outer message.
    fileprivate var boundary: String {
        guard let start = ranges(of: "boundary=\"").first?.upperBound else { return "" }
        return String(self[start...].prefix { $0 != "\"" })
    }

    fileprivate var unquotedBoundary: String {
        let plain = boundary.filter { $0 != "=" }
        return replacing(boundary, with: plain).replacing("\"\(plain)\"", with: plain)
    }

    /// The signature's base64 in lines of another length.
    fileprivate func rewrapped(width: Int) -> String {
        guard let start = ranges(of: "smime.p7s\"\r\n\r\n").last?.upperBound,
            let end = ranges(of: "\r\n--" + boundary + "--").last?.lowerBound,
            let bytes = Base64.decode(String(self[start..<end]))
        else { return self }
        let lines = String(decoding: Base64.encode(bytes, width: width, lineEnd: "\r\n"), as: UTF8.self)
        return self[..<start] + lines + self[end...]
    }
}
