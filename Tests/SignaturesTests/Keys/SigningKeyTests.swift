import Signatures
import Testing

struct SigningKeyTests {
    @Test("what we sign, openssl verifies", arguments: KeyKind.allCases)
    func openSSLVerifiesOurs(kind: KeyKind) throws {
        let tool = try OpenSSLTool()
        try tool.selfSigned("a", key: kind.words)
        let key = try SigningKey(pem: tool.read("a.key"), certificatesPEM: tool.read("a.crt"))
        let data = Array("tờ khai hải quan".utf8)
        try tool.write("data", data)
        try tool.run("x509 -in a.crt -pubkey -noout -out a.pub")
        for algorithm in algorithms(kind) {
            let value = try key.sign(algorithm, data: data)
            try tool.write("value", value)
            let padding =
                switch algorithm {
                case .rsaPSS(_, let salt): " -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:\(salt)"
                default: ""
                }
            let digest = algorithm.digest.rawValue.replacing("-", with: "").lowercased()
            try tool.run("dgst -\(digest) -verify a.pub -signature value\(padding) data")
            #expect(try key.publicKey.verify(algorithm, signature: value, data: data))
        }
    }

    @Test("what openssl signs, we verify; nothing changed passes", arguments: KeyKind.allCases)
    func weVerifyOpenSSLs(kind: KeyKind) throws {
        let tool = try OpenSSLTool()
        try tool.selfSigned("a", key: kind.words)
        let key = try X509Certificate(pem: tool.read("a.crt")).publicKey
        let data = Array("message".utf8)
        try tool.write("data", data)
        for algorithm in algorithms(kind) {
            let padding =
                switch algorithm {
                case .rsaPSS(_, let salt): " -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:\(salt)"
                default: ""
                }
            let digest = algorithm.digest.rawValue.replacing("-", with: "").lowercased()
            try tool.run("dgst -\(digest) -sign a.key -out value\(padding) data")
            let value = try tool.read("value")
            #expect(try key.verify(algorithm, signature: value, data: data))
            #expect(try !key.verify(algorithm, signature: value, data: data + [0]))
            #expect(try !key.verify(algorithm, signature: value + [0], data: data), "a byte more")
            #expect(try !key.verify(algorithm, signature: Array(value.dropLast()), data: data), "a byte less")
            for position in [0, 1, value.count / 2, value.count - 1] {
                var changed = value
                changed[position] ^= 1
                #expect(try !key.verify(algorithm, signature: changed, data: data), "byte \(position)")
            }
            // The context that saw a failure verifies the next one all the same.
            #expect(try key.verify(algorithm, signature: value, data: data))
        }
    }

    @Test("r||s of exact length", arguments: [(KeyKind.p256, 64), (.p384, 96)])
    func rawRS(kind: KeyKind, length: Int) throws {
        let tool = try OpenSSLTool()
        try tool.selfSigned("a", key: kind.words)
        let key = try SigningKey(pem: tool.read("a.key"), certificatesPEM: tool.read("a.crt"))
        let data = Array("message".utf8)
        for _ in 0..<50 {
            let raw = try key.sign(.ecdsa(.sha256), data: data, encoding: .rawRS)
            #expect(raw.count == length)
            #expect(try key.publicKey.verify(.ecdsa(.sha256), signature: raw, data: data, encoding: .rawRS))
            let der = try ECDSAValue.der(raw: raw, length: length / 2)
            #expect(try ECDSAValue.raw(der: der, length: length / 2) == raw)
            #expect(try key.publicKey.verify(.ecdsa(.sha256), signature: der, data: data))
        }
        for wrong in [length - 1, length + 1, length - 2, length + 2, 0] {
            #expect(throws: SignaturesError.self) {
                try key.publicKey.verify(
                    .ecdsa(.sha256), signature: [UInt8](repeating: 1, count: wrong), data: data, encoding: .rawRS)
            }
        }
    }

    @Test(
        "not DER",
        arguments: [
            ("empty", []),
            ("negative r", [0x30, 6, 2, 1, 0x80, 2, 1, 1]),
            ("padded r", [0x30, 7, 2, 2, 0, 1, 2, 1, 1]),
            ("a third number", [0x30, 9, 2, 1, 1, 2, 1, 1, 2, 1, 1]),
            ("bytes after", [0x30, 6, 2, 1, 1, 2, 1, 1, 0]),
            ("long length form", [0x30, 0x81, 6, 2, 1, 1, 2, 1, 1]),
            ("indefinite length", [0x30, 0x80, 2, 1, 1, 2, 1, 1, 0, 0]),
        ] as [(String, [UInt8])])
    func malformedECDSA(name: String, der: [UInt8]) {
        #expect(throws: SignaturesError.self) { try ECDSAValue.raw(der: der, length: 32) }
    }

    @Test("password", arguments: [(nil, false), ("wrong", false), ("đúng", true)] as [(String?, Bool)])
    func password(given: String?, opens: Bool) throws {
        let tool = try OpenSSLTool()
        try tool.selfSigned("a", key: KeyKind.p256.words)
        try tool.run([
            "pkcs8", "-topk8", "-in", "a.key", "-out", "b.key", "-v2", "aes-256-cbc", "-passout", "pass:đúng",
        ])
        let certificate = try X509Certificate(pem: tool.read("a.crt"))
        let pem = try tool.read("b.key")
        if opens {
            _ = try SigningKey(pem: pem, password: given, certificate: certificate)
        } else {
            let error = #expect(throws: SignaturesError.self) {
                try SigningKey(pem: pem, password: given, certificate: certificate)
            }
            #expect(error?.code == .keyPassword)
        }
    }

    @Test("PKCS#12 as it is made today and as older tools make it", arguments: ["", " -legacy"])
    func pkcs12(options: String) throws {
        let tool = try OpenSSLTool()
        try tool.selfSigned("ca", key: KeyKind.p256.words, subject: "/CN=CA")
        try tool.run(["genpkey"] + KeyKind.rsa2048.words + ["-out", "a.key"])
        try tool.run("req -new -key a.key -subj /CN=leaf -out a.csr")
        try tool.run("x509 -req -in a.csr -CA ca.crt -CAkey ca.key -days 30 -out a.crt")
        try tool.run("pkcs12 -export -inkey a.key -in a.crt -certfile ca.crt -out a.p12 -passout pass:123456\(options)")
        let file = try tool.read("a.p12")
        let key = try SigningKey(pkcs12: file, password: "123456")
        #expect(key.certificate.subject == "CN=leaf")
        #expect(key.chain.map(\.subject) == ["CN=CA"])
        let data: [UInt8] = [1, 2, 3]
        let value = try key.sign(key.defaultAlgorithm, data: data)
        #expect(try key.publicKey.verify(key.defaultAlgorithm, signature: value, data: data))
        #expect(throws: SignaturesError.self) { try SigningKey(pkcs12: file, password: "654321") }
        #expect(throws: SignaturesError.self) { try SigningKey(pkcs12: Array(file.dropLast(40)), password: "123456") }
    }

    @Test func foreignCertificate() throws {
        let tool = try OpenSSLTool()
        try tool.selfSigned("a", key: KeyKind.p256.words)
        try tool.selfSigned("b", key: KeyKind.p256.words)
        let error = #expect(throws: SignaturesError.self) {
            try SigningKey(pem: tool.read("a.key"), certificatesPEM: tool.read("b.crt"))
        }
        #expect(error?.code == .keyMismatch)
    }

    @Test func neverPrinted() throws {
        let tool = try OpenSSLTool()
        try tool.selfSigned("a", key: KeyKind.p256.words)
        let key = try SigningKey(pem: tool.read("a.key"), certificatesPEM: tool.read("a.crt"))
        var dumped = ""
        dump(key, to: &dumped)
        #expect("\(key)" == "SigningKey(CN=Test,C=VN)")
        #expect(!dumped.contains("0x") && !dumped.contains("pointer"))
    }

    @Test(
        "keys that are refused by kind",
        arguments: [
            (["-algorithm", "ED25519"], "ED25519"),
            (["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"], "EC-secp256k1"),
            (
                [
                    "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt",
                    "ec_param_enc:explicit",
                ], "EC-explicit"
            ),
        ])
    func otherKinds(words: [String], name: String) throws {
        let tool = try OpenSSLTool()
        try tool.selfSigned("a", key: words)
        let certificate = try X509Certificate(pem: tool.read("a.crt"))
        #expect(certificate.publicKey.kind == .other(name))
        let error = #expect(throws: SignaturesError.self) {
            try certificate.publicKey.verify(.ecdsa(.sha256), signature: [1], data: [])
        }
        #expect(error?.code == .algorithmMismatch)
        let refusal = #expect(throws: SignaturesError.self) {
            try SigningKey(pem: tool.read("a.key"), certificate: certificate)
        }
        #expect(refusal?.code == .keyUnsupported)
    }

    @Test func pssOnlyKeyRefusesPKCS1() throws {
        let tool = try OpenSSLTool()
        try tool.selfSigned("a", key: KeyKind.rsaPSS.words)
        let key = try SigningKey(pem: tool.read("a.key"), certificatesPEM: tool.read("a.crt"))
        #expect(key.publicKey.kind == .rsa(bits: 2048, pssOnly: true))
        #expect(throws: SignaturesError.self) { try key.sign(.rsaPKCS1(.sha256), data: []) }
        #expect(throws: SignaturesError.self) {
            try key.publicKey.verify(.rsaPKCS1(.sha256), signature: [UInt8](repeating: 1, count: 256), data: [])
        }
    }

    private func algorithms(_ kind: KeyKind) -> [SignatureAlgorithm] {
        let digests: [DigestAlgorithm] = [.sha256, .sha384, .sha512]
        return switch kind {
        case .rsa2048, .rsa3072:
            digests.flatMap { [.rsaPKCS1($0), .rsaPSS($0, saltLength: $0.length), .rsaPSS($0, saltLength: 0)] }
        case .rsaPSS: digests.map { .rsaPSS($0, saltLength: $0.length) }
        case .p256, .p384: digests.map { .ecdsa($0) }
        }
    }
}
