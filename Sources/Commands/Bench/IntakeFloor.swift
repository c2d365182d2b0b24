internal import FoundationEssentials
internal import GRDB
internal import Signatures
internal import SingleWindow
internal import XMLTree

/// What the parts that can't be left out cost by themselves: parse, canonicalize, digest, verify, one synced insert.
struct IntakeFloor {
    private let messages: [[UInt8]]
    private let database: DatabaseQueue

    /// Inserts go to a new file at `path`, which must be on the journal's disk. Throws GRDB's errors.
    init(messages: [[UInt8]], path: String) throws {
        self.messages = messages
        var configuration = Configuration()
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        database = try DatabaseQueue(path: path, configuration: configuration)
        try database.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            try database.execute(sql: "CREATE TABLE message (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)")
        }
    }

    /// Seconds a message, by part.
    ///
    /// - Throws: `CommandFailure` (fault) where a signature does not hold: the floor must do the real work.
    func run() throws -> [(part: String, seconds: Double)] {
        let clock = ContinuousClock()
        var parts = ["parse": Duration.zero, "canonicalize": .zero, "sha256": .zero, "verify": .zero, "insert": .zero]
        func timed<T>(_ part: String, _ work: () throws -> T) rethrows -> T {
            let begun = clock.now
            defer { parts[part, default: .zero] += clock.now - begun }
            return try work()
        }
        for bytes in messages {
            let tree = try timed("parse") { try XMLTree(parsing: bytes) }
            _ = try timed("canonicalize") { try tree.root.canonicalBytes(.exclusive) }
            let signature = try self.signature(tree)
            let digest = try timed("sha256") { try Digest.of(signature.content, .sha256) }
            let holds = try timed("verify") {
                try signature.certificate.publicKey.verify(
                    .rsaPKCS1(.sha256), signature: signature.value, digest: digest)
            }
            guard holds else {
                throw CommandFailure(
                    .fault, "bench.signature", Text(vi: "Chữ ký mẫu không đúng.", en: "A sample's signature fails."))
            }
            try timed("insert") {
                try database.write { database in
                    try database.execute(sql: "INSERT INTO message (bytes) VALUES (?)", arguments: [bytes.data])
                }
            }
        }
        return parts.map { ($0.key, $0.value / .seconds(1) / Double(messages.count)) }
    }

    private func signature(
        _ tree: XMLTree
    ) throws -> (content: [UInt8], value: [UInt8], certificate: X509Certificate) {
        guard let body = tree.root.first("Body"), let content = try body.first("Content")?.textBytes,
            let value = try body.descend("Signature", "data")?.textBytes,
            let certificate = try body.descend("Signature", "fileCert")?.textBytes,
            let decoded = Base64.decode(content),
            let signature = Base64.decode(value), let der = Base64.decode(certificate)
        else {
            throw CommandFailure(
                .fault, "bench.message", Text(vi: "Thông điệp mẫu không đúng.", en: "A sample message is malformed."))
        }
        return (decoded, signature, try X509Certificate.cached(der: der))
    }
}

extension [UInt8] {
    fileprivate var data: DatabaseValue { Data(self).databaseValue }
}
