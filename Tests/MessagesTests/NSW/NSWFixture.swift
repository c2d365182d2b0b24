import Foundation
import Messages
import Signatures
import SingleWindow
import Testing

/// Envelopes, keys and trust for the tests of F1.
enum NSWFixture {
    static let family = NSWFamily(catalogue: SchemaFolderFixture.catalogue)

    static let at = Timestamp(year: 2026, month: 11, day: 21, hour: 8, minute: 30) ?? Timestamp(milliseconds: 0)

    static let gateway = PartyCode(
        name: "NSW", identity: "NSW", countryCode: "VN", ministryCode: "BTC", organizationCode: "TCHQ",
        unitCode: "NSW")
    static let ministry = PartyCode(
        name: "BNN", identity: "BNN", countryCode: "VN", ministryCode: "BNN", organizationCode: "BNN", unitCode: "CTY")
    static let trader = PartyCode(
        name: "Công ty TNHH Thực phẩm Sông Hồng", identity: "0101234567", countryCode: "VN", ministryCode: "DN",
        organizationCode: "DN", unitCode: "DN")

    /// Where the sample PKI is.
    static let certificates = URL(filePath: SchemaFolderFixture.repository).deletingLastPathComponent()
        .appending(path: "certs-sample").path()

    static func key(_ name: String) throws -> SigningKey {
        let folder = URL(filePath: certificates)
        return try SigningKey(
            pem: Array(Data(contentsOf: folder.appending(path: name + ".key"))),
            certificatesPEM: Array(Data(contentsOf: folder.appending(path: name + ".crt"))))
    }

    /// The repository's sample of a message.
    static func sample(_ procedure: String, _ code: String) throws -> [UInt8] {
        // An ampersand in a procedure's code is a hyphen in its folder's name.
        let folder = procedure.replacing("&", with: "-")
        let file = URL(filePath: SchemaFolderFixture.repository).appending(path: "nsw/\(folder)/samples/\(code).xml")
        return Array(try Data(contentsOf: file))
    }

    static func sampleText(_ procedure: String = "BNNPTNT0600012", _ code: String = "18-14") throws -> String {
        String(decoding: try sample(procedure, code), as: UTF8.self)
    }

    static func entry(_ procedure: String, _ type: String, _ function: String) throws -> MessageEntry {
        try #require(
            SchemaFolderFixture.catalogue.entry(
                for: MessageCode(family: .nsw, documentType: procedure, type: type, function: function)))
    }

    /// Codes of the refusal of `text`, or nothing where it is read.
    static func refusalCodes(_ text: String) -> [String] { refusalCodes(Array(text.utf8)) }

    static func refusalCodes(_ bytes: [UInt8]) -> [String] {
        do throws(MessageRefusal) {
            _ = try family.read(bytes, contentType: "application/xml")
            return []
        } catch {
            return error.problems.map(\.code)
        }
    }
}

/// Trusts the certificates it is given, each for its role, and refuses every other.
struct RoleTrust: SignerTrust {
    var documents: Set<String>
    var messages: Set<String>
    var headerByChannel = false
    var verdict = Verdict.accept

    init(documents: [SigningKey] = [], messages: [SigningKey] = [], headerByChannel: Bool = false) {
        self.documents = Set(documents.map(\.certificate.fingerprint))
        self.messages = Set(messages.map(\.certificate.fingerprint))
        self.headerByChannel = headerByChannel
    }

    func decide(
        _ certificate: X509Certificate, intermediates: [X509Certificate], algorithm: SignatureAlgorithm
    ) -> SignerDecision {
        decide(certificate, intermediates: intermediates, algorithm: algorithm, role: .message)
    }

    func decide(
        _ certificate: X509Certificate, intermediates: [X509Certificate], algorithm: SignatureAlgorithm,
        role: SignerRole
    ) -> SignerDecision {
        let known = role == .document ? documents : messages
        guard known.contains(certificate.fingerprint) else {
            return SignerDecision(
                verdict: .refuse, indication: .indeterminate, subIndication: .chainConstraintsFailure,
                code: "certificate.not_registered", reason: Text(vi: "chưa đăng ký", en: "not registered"),
                fingerprint: certificate.fingerprint, checkedAt: NSWFixture.at)
        }
        return SignerDecision(
            verdict: verdict, indication: verdict == .accept ? .totalPassed : .indeterminate,
            subIndication: verdict == .accept ? nil : .tryLater, fingerprint: certificate.fingerprint,
            checkedAt: NSWFixture.at)
    }
}
