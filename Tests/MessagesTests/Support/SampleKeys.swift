import Foundation
import Messages
import Signatures
import SingleWindow

/// The repository, and the sample PKI in it.
enum SampleKeys {
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static let schemas = repository.appending(path: "schemas").path()

    static func key(_ name: String) throws -> SigningKey {
        let folder = repository.appending(path: "certs-sample")
        return try SigningKey(
            pem: Array(Data(contentsOf: folder.appending(path: name + ".key"))),
            certificatesPEM: Array(Data(contentsOf: folder.appending(path: name + ".crt"))))
    }
}

/// Trusts the certificates it is given and refuses every other; notes what it was asked.
struct KnownSigners: SignerTrust {
    var fingerprints: Set<String>
    var headerByChannel = false
    var exceptions: [LegacyAlgorithm] = []

    var algorithms: (policy: AlgorithmPolicy, time: Timestamp) {
        (.allowing(exceptions), Timestamp(milliseconds: 1_795_000_000_000))
    }

    init(_ keys: SigningKey...) { fingerprints = Set(keys.map(\.certificate.fingerprint)) }

    func decide(
        _ certificate: X509Certificate, intermediates: [X509Certificate], algorithm: SignatureAlgorithm
    ) -> SignerDecision {
        let at = Timestamp(milliseconds: 1_795_000_000_000)
        guard fingerprints.contains(certificate.fingerprint) else {
            return SignerDecision(
                verdict: .refuse, indication: .indeterminate, subIndication: .noCertificateChainFound,
                code: "partner.certificate_not_registered", reason: Text(vi: "chưa đăng ký", en: "not registered"),
                fingerprint: certificate.fingerprint, checkedAt: at)
        }
        return SignerDecision(
            verdict: .accept, indication: .totalPassed, fingerprint: certificate.fingerprint, checkedAt: at)
    }
}
