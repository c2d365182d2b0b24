import Foundation
import Signatures
import SingleWindow
import Testing

/// SoftHSM, a token in software.
enum SoftHSM {
    static let library: String? = [
        "/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib64/pkcs11/libsofthsm2.so",
    ].first { FileManager.default.fileExists(atPath: $0) }

    /// A token with an RSA key `rsa` and an EC key `ec`, made once; the library reads its place from the environment when
    /// it is loaded.
    static let token: Result<OpenSSLTool, any Error> = Result {
        let tool = try OpenSSLTool()
        try tool.write("softhsm2.conf", "directories.tokendir = \(tool.folder.path)\nobjectstore.backend = file\n")
        setenv("SOFTHSM2_CONF", tool.folder.appending(path: "softhsm2.conf").path, 1)
        try tool.command(
            "softhsm2-util", ["--init-token", "--free", "--label", "NSW", "--pin", "1234", "--so-pin", "5678"])
        for (name, kind, id) in [("rsa", KeyKind.rsa2048, "01"), ("ec", .p256, "02")] {
            try tool.selfSigned(name, key: kind.words)
            try tool.command(
                "softhsm2-util",
                ["--import", name + ".key", "--token", "NSW", "--label", name, "--id", id, "--pin", "1234"])
        }
        return tool
    }
}

/// Keys on a SoftHSM token.
@Suite(.serialized, .enabled(if: SoftHSM.library != nil, "SoftHSM is not installed"))
struct PKCS11Tests {
    private func address(_ query: String, pin: String = "&pin-value=1234") throws -> String {
        "pkcs11:token=NSW;\(query)?module-path=\(try #require(SoftHSM.library))\(pin)"
    }

    @Test(
        "signs on the token",
        arguments: [
            ("rsa", .rsaPKCS1(.sha256)), ("rsa", .rsaPKCS1(.sha384)), ("rsa", .rsaPKCS1(.sha512)),
            ("rsa", .rsaPSS(.sha256, saltLength: 32)), ("rsa", .rsaPSS(.sha512, saltLength: 64)),
            ("ec", .ecdsa(.sha256)), ("ec", .ecdsa(.sha384)),
        ] as [(String, SignatureAlgorithm)])
    func signs(name: String, algorithm: SignatureAlgorithm) throws {
        let tool = try SoftHSM.token.get()
        let certificate = try X509Certificate(pem: tool.read(name + ".crt"))
        let key = try SigningKey(pkcs11: address("object=\(name)"), certificate: certificate)
        let data = Array("tờ khai".utf8)
        for _ in 0..<3 {
            let value = try key.sign(algorithm, data: data)
            #expect(try certificate.publicKey.verify(algorithm, signature: value, data: data))
        }
        let signature = try CMSSignature.sign(data, with: key, algorithm: algorithm, at: Samples.now)
        let result = CMSSignature.verify(signature, over: data, trust: Samples.core())
        #expect(result.report.verdict == .accept)
    }

    @Test("the address", arguments: ["object=rsa", "id=%01", "object=rsa;id=%01;type=private"])
    func addresses(query: String) throws {
        let tool = try SoftHSM.token.get()
        let certificate = try X509Certificate(pem: tool.read("rsa.crt"))
        #expect(throws: Never.self) { try SigningKey(pkcs11: address(query), certificate: certificate) }
        // The PIN from a file, and given apart from the address.
        try tool.write("pin", "1234\n")
        let source = "&pin-source=file:" + tool.folder.appending(path: "pin").path
        #expect(throws: Never.self) { try SigningKey(pkcs11: address(query, pin: source), certificate: certificate) }
        #expect(throws: Never.self) {
            try SigningKey(pkcs11: address(query, pin: ""), pin: "1234", certificate: certificate)
        }
    }

    @Test(
        "what cannot be used",
        arguments: [
            ("object=other", "&pin-value=1234", SignaturesError.Code.tokenUnavailable),
            ("object=rsa;id=%02", "&pin-value=1234", .tokenUnavailable),
            ("serial=nobody;object=rsa", "&pin-value=1234", .tokenUnavailable),
            // One object must be meant, not any.
            ("type=private", "&pin-value=1234", .tokenUnavailable),
            ("unknown=x;object=rsa", "&pin-value=1234", .tokenUnavailable),
            ("object=rsa;object=ec", "&pin-value=1234", .tokenUnavailable),
            ("object=ec", "&pin-value=1234", .keyMismatch),
        ])
    func unusable(query: String, pin: String, code: SignaturesError.Code) throws {
        let tool = try SoftHSM.token.get()
        let certificate = try X509Certificate(pem: tool.read("rsa.crt"))
        let error = #expect(throws: SignaturesError.self) {
            try SigningKey(pkcs11: address(query, pin: pin), certificate: certificate)
        }
        #expect(error?.code == code)
    }

    @Test func noCertificateOnTheToken() throws {
        _ = try SoftHSM.token.get()
        let error = #expect(throws: SignaturesError.self) { try SigningKey(pkcs11: address("object=rsa")) }
        #expect(error?.code == .tokenUnavailable)
    }

    @Test(
        "the certificate beside the key",
        .enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/pkcs11-tool"), "pkcs11-tool is not installed"))
    func certificateOnTheToken() throws {
        let tool = try SoftHSM.token.get()
        try tool.run("x509 -in ec.crt -outform DER -out ec.der")
        try tool.command(
            "pkcs11-tool",
            [
                "--module", try #require(SoftHSM.library), "--token-label", "NSW", "--login", "--pin", "1234",
                "--write-object", "ec.der", "--type", "cert", "--label", "ec", "--id", "02",
            ])
        // The library read its objects before the other process added one; a search looks again.
        let key = try SigningKey(pkcs11: address("object=ec"))
        #expect(key.certificate == (try X509Certificate(pem: tool.read("ec.crt"))))
    }

    @Test func aMissingLibrary() throws {
        let error = #expect(throws: SignaturesError.self) {
            try SigningKey(
                pkcs11: "pkcs11:object=a?module-path=/nowhere.so", certificate: Samples.certificate("gateway"))
        }
        #expect(error?.code == .tokenUnavailable)
    }

    /// No other session may be logged in: the token would not look at the PIN.
    @Test func aWrongPIN() throws {
        let tool = try SoftHSM.token.get()
        let certificate = try X509Certificate(pem: tool.read("rsa.crt"))
        let error = #expect(throws: SignaturesError.self) {
            try SigningKey(pkcs11: address("object=rsa", pin: ""), pin: "4321", certificate: certificate)
        }
        #expect(error?.code == .keyPassword)
    }

    @Test func neverPrinted() throws {
        let tool = try SoftHSM.token.get()
        let certificate = try X509Certificate(pem: tool.read("rsa.crt"))
        let key = try SigningKey(pkcs11: address("object=rsa"), certificate: certificate)
        var dumped = ""
        dump(key, to: &dumped)
        #expect(!dumped.contains("1234") && !"\(key)".contains("1234"))
    }
}
