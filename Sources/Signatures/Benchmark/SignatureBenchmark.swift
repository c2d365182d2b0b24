import COpenSSL
import SingleWindow
import XMLTree

/// Measures verification of XML signatures against bare library calls on the same documents in the same run.
package struct SignatureBenchmark {
    /// One document size: microseconds for each way of parsing and verifying it, the best of the rounds.
    package struct Row: Hashable, Sendable {
        /// `verify-5k`, `verify-14k`.
        package var name: String
        package var bytes: Int
        /// Ours, the signer's certificate known beforehand.
        package var pinned: Double
        /// Ours, the certificate taken from the signature.
        package var ours: Double
        /// Bare calls of libxml2 and OpenSSL with the key known beforehand.
        package var floor: Double
    }

    private let documents: [(name: String, bytes: [UInt8])]

    /// The documents that are measured.
    package var samples: [[UInt8]] { documents.map(\.bytes) }
    private let key: SigningKey

    /// - Throws: what signing throws; the key must be RSA.
    package init(key: SigningKey) throws(SignaturesError) {
        self.key = key
        var documents: [(name: String, bytes: [UInt8])] = []
        for (name, lines) in [("verify-5k", 5), ("verify-14k", 32)] {
            let message = Array(SignatureBenchmark.message(lines: lines).utf8)
            let tree: XMLTree
            do throws(XMLError) {
                tree = try XMLTree(parsing: message)
            } catch {
                throw SignaturesError(.notSignable, error.text)
            }
            let signer = XMLSigner(key: key, algorithm: .rsaPKCS1(.sha256))
            documents.append((name, try signer.signEnveloped(tree)))
        }
        self.documents = documents
    }

    /// Runs every document `count` times a round and way, alternating the ways so that a slower machine slows all.
    package func run(rounds: Int = 7, count: Int = 400) throws(SignaturesError) -> [Row] {
        var rows: [Row] = []
        for (name, bytes) in documents {
            var row = Row(name: name, bytes: bytes.count, pinned: .infinity, ours: .infinity, floor: .infinity)
            let floor = try BareVerifier(key.publicKey)
            for round in 0...rounds {
                let times = (
                    try Self.time(count) { Self.verify(bytes, pinned: key.certificate) },
                    try Self.time(count) { Self.verify(bytes, pinned: nil) },
                    try Self.time(count) { floor.verify(bytes) }
                )
                // The first round warms up.
                guard round > 0 else { continue }
                row.pinned = min(row.pinned, times.0)
                row.ours = min(row.ours, times.1)
                row.floor = min(row.floor, times.2)
            }
            rows.append(row)
        }
        return rows
    }

    private static func time(_ count: Int, _ body: () -> Bool) throws(SignaturesError) -> Double {
        var isValid = true
        let clock = ContinuousClock()
        let spent = clock.measure { for _ in 0..<count { isValid = body() && isValid } }
        // A time without a right answer means nothing.
        guard isValid else { throw .library("benchmark") }
        let (seconds, attoseconds) = spent.components
        return (Double(seconds) * 1e6 + Double(attoseconds) / 1e12) / Double(count)
    }

    private static func verify(_ bytes: [UInt8], pinned: X509Certificate?) -> Bool {
        guard let tree = try? XMLTree(parsing: bytes),
            let signature = XMLSignatureVerifier.signatures(in: tree).first
        else { return false }
        let options = XMLSignatureOptions(time: Timestamp(milliseconds: 0), pinned: pinned)
        let result = XMLSignatureVerifier.verify(signature, options: options) { _ in .core }
        return result.isAccepted && result.covered.first?.element == tree.root
    }

    private static func message(lines: Int) -> String {
        let header = """
            <Header><Reference><version>1.0</version><messageId>0b0c7a4e-5a3f-4a57-9a55-0d3c3f7b6a11</messageId></Reference>\
            <From><name>Công ty TNHH Thực phẩm Mẫu</name><identity>0101234567</identity><countryCode>VN</countryCode></From>\
            <To><name>NSW</name><identity>BTC</identity><countryCode>VN</countryCode></To><Subject>\
            <documentType>BNNPTNT0600011</documentType><type>10</type><function>01</function>\
            <reference>BNNPTNT26000000272</reference><documentYear>2026</documentYear>\
            <sendDate>2026-11-21 10:00:00</sendDate></Subject></Header>
            """
        let goods = (1...lines).map { line in
            """
            <Goods><Sequence>\(line)</Sequence><HSCode>0202300\(line % 10)</HSCode><Name>Thịt bò không xương đông lạnh, lô số \
            \(line)</Name><Quantity>\(100 + line)</Quantity><QuantityUnit>CT</QuantityUnit><NetWeight unit="KGM">\(2700 + line)\
            .5</NetWeight><GrossWeight unit="KGM">\(2900 + line).0</GrossWeight><Origin>AU</Origin>\
            <Value currency="USD">\(15000 + line).75</Value></Goods>
            """
        }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <Envelope xmlns="urn:benchmark">\(header)<Body><Content><Registration Id="content">\(goods.joined())\
            </Registration></Content></Body></Envelope>
            """
    }
}

/// The cryptographic half of the bare calls: contexts made once, a digest and a verification a document.
private final class BareVerifier {
    private let key: OpaquePointer
    private let digest: OpaquePointer
    private let method: OpaquePointer
    private let decoder: OpaquePointer
    // Held, so that the key behind the context lives.
    private let publicKey: PublicKey

    init(_ publicKey: PublicKey) throws(SignaturesError) {
        self.publicKey = publicKey
        guard let method = EVP_MD_fetch(nil, "SHA2-256", nil), let digest = EVP_MD_CTX_new(),
            let decoder = EVP_ENCODE_CTX_new(), let key = EVP_PKEY_CTX_new(publicKey.handle.pointer, nil),
            EVP_PKEY_verify_init(key) == 1, EVP_PKEY_CTX_set_signature_md(key, method) == 1
        else { throw .library("EVP_PKEY_verify_init") }
        (self.key, self.digest, self.method, self.decoder) = (key, digest, method, decoder)
    }

    deinit {
        EVP_PKEY_CTX_free(key)
        EVP_MD_CTX_free(digest)
        EVP_MD_free(method)
        EVP_ENCODE_CTX_free(decoder)
    }

    func verify(_ document: [UInt8]) -> Bool {
        document.withUnsafeBytes { bytes in
            BareLibraryCalls.verify(bytes.bindMemory(to: CChar.self)) { pieces in
                withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1024) { scratch in
                    guard let start = scratch.baseAddress else { return false }
                    hash(pieces.content, into: start)
                    guard decode(pieces.digestValue, into: start + 64) == 32, CRYPTO_memcmp(start, start + 64, 32) == 0
                    else { return false }
                    hash(pieces.signedInfo, into: start)
                    let length = decode(pieces.signatureValue, into: start + 128)
                    return EVP_PKEY_verify(key, start + 128, length, start, 32) == 1
                }
            }
        }
    }

    private func hash(_ bytes: UnsafeBufferPointer<UInt8>, into output: UnsafeMutablePointer<UInt8>) {
        EVP_DigestInit_ex2(digest, method, nil)
        EVP_DigestUpdate(digest, bytes.baseAddress, bytes.count)
        EVP_DigestFinal_ex(digest, output, nil)
    }

    private func decode(_ text: UnsafeBufferPointer<UInt8>, into output: UnsafeMutablePointer<UInt8>) -> Int {
        var (first, last): (Int32, Int32) = (0, 0)
        EVP_DecodeInit(decoder)
        EVP_DecodeUpdate(decoder, output, &first, text.baseAddress, Int32(text.count))
        EVP_DecodeFinal(decoder, output + Int(first), &last)
        return Int(first + last)
    }
}
