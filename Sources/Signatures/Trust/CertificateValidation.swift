package import SingleWindow

/// Whether a certificate is revoked: three answers, since "could not find out" is not "good".
package enum RevocationStatus: Hashable, Sendable, Codable {
    case good
    /// Revoked since then, where the source says when.
    case revoked(since: Timestamp?)
    case unknown
}

/// What is known about the revocation of one certificate of a path.
package struct RevocationAnswer: Sendable {
    package var certificate: X509Certificate
    package var status: RevocationStatus
    /// The lists that the answer stands on, with those that vouch for their signers.
    package var lists: [CertificateRevocationList]
    /// The OCSP answer that it stands on.
    package var response: OCSPResponse?
    /// Why it is unknown, in the library's words.
    package var detail: String?
    /// Milliseconds between which the OCSP answer may be relied on.
    var window: ClosedRange<Int64>?
}

/// What would have to be fetched to know whether a certificate is revoked.
package struct RevocationNeed: Sendable, Hashable {
    package var certificate: X509Certificate
    package var issuer: X509Certificate
    /// Addresses of OCSP responders, best first.
    package var ocsp: [String]
    /// Addresses of revocation lists.
    package var crls: [String]
}

/// The outcome of validating a certificate and its path (ETSI EN 319 102-1, section 5.2.6).
package struct CertificateValidation: Sendable {
    package var verdict: Verdict
    package var indication: Indication
    package var subIndication: SubIndication?
    /// Stable dotted code; nil when it passed.
    package var code: String?
    /// The reason for people; nil when it passed.
    package var reason: Text?
    /// The library's own words and the place in the path; for logs and `--explain`.
    package var detail: String?
    /// The path, the certificate first and the anchor last; as far as it could be built.
    package var chain: [X509Certificate]
    /// A row for every certificate of the path below the anchor; empty with revocation off.
    package var revocation: [RevocationAnswer]
    /// Exceptions of the algorithm policy without which it would not have passed.
    package var exceptionsUsed: Set<LegacyAlgorithm>
    /// What to fetch before asking again; empty unless the verdict is `cannot-check`.
    package var needs: [RevocationNeed]
    /// The time for which the answer holds: that of the signature, not of the computation.
    package var time: Timestamp

    package var isAccepted: Bool { verdict == .accept }
}

/// Why a certificate or its path did not pass: each with its words in EN 319 102-1 and its code.
enum CertificateFinding: String, CaseIterable {
    // In the order of weight: the first that applies is reported.
    case noChain = "signature.certificate.chain_not_found"
    case badSignature = "signature.certificate.chain_invalid"
    case constraint = "signature.certificate.constraint"
    case keyUsage = "signature.certificate.key_usage"
    case weak = "signature.certificate.weak"
    case revoked = "signature.certificate.revoked"
    case issuerRevoked = "signature.certificate.issuer_revoked"
    case notYetValid = "signature.certificate.not_yet_valid"
    case expired = "signature.certificate.expired"
    case issuerOutOfValidity = "signature.certificate.issuer_out_of_validity"
    case revocationUnknown = "signature.certificate.revocation_unknown"
    case internalFailure = "signature.certificate.not_checked"

    var words: (Verdict, Indication, SubIndication) {
        switch self {
        case .noChain: (.refuse, .indeterminate, .noCertificateChainFound)
        case .badSignature: (.refuse, .indeterminate, .certificateChainGeneralFailure)
        case .constraint, .keyUsage: (.refuse, .indeterminate, .chainConstraintsFailure)
        case .weak: (.refuse, .indeterminate, .cryptoConstraintsFailure)
        case .revoked: (.refuse, .totalFailed, .revoked)
        case .issuerRevoked: (.refuse, .indeterminate, .revokedCANoPOE)
        case .notYetValid: (.refuse, .totalFailed, .notYetValid)
        case .expired: (.refuse, .totalFailed, .expired)
        case .issuerOutOfValidity: (.refuse, .indeterminate, .certificateChainGeneralFailure)
        case .revocationUnknown, .internalFailure: (.cannotCheck, .indeterminate, .tryLater)
        }
    }

    var text: Text {
        switch self {
        case .noChain:
            Text(
                vi: "Chứng thư số không dẫn tới tổ chức chứng thực nào được tin cậy.",
                en: "The certificate does not lead to any trusted authority.")
        case .badSignature:
            Text(
                vi: "Một chứng thư số trong chuỗi chứng thực không hợp lệ hoặc chữ ký của nó sai.",
                en: "A certificate of the path is invalid or its signature is wrong.")
        case .constraint:
            Text(
                vi: "Chuỗi chứng thực vi phạm một ràng buộc ghi trong chứng thư số.",
                en: "The path breaks a constraint that a certificate in it sets.")
        case .keyUsage:
            Text(
                vi: "Chứng thư số không được cấp để ký số.", en: "The certificate was not issued for signing.")
        case .weak:
            Text(
                vi: "Thuật toán hoặc khóa trong chuỗi chứng thực không đủ mạnh.",
                en: "An algorithm or a key of the path is not strong enough.")
        case .revoked: Text(vi: "Chứng thư số đã bị thu hồi.", en: "The certificate is revoked.")
        case .issuerRevoked:
            Text(
                vi: "Chứng thư số của tổ chức chứng thực đã bị thu hồi.",
                en: "A certification authority's certificate is revoked.")
        case .notYetValid: Text(vi: "Chứng thư số chưa có hiệu lực.", en: "The certificate is not valid yet.")
        case .expired: Text(vi: "Chứng thư số đã hết hạn.", en: "The certificate has expired.")
        case .issuerOutOfValidity:
            Text(
                vi: "Chứng thư số của tổ chức chứng thực chưa có hiệu lực hoặc đã hết hạn.",
                en: "A certification authority's certificate is not valid at this time.")
        case .revocationUnknown:
            Text(
                vi: "Chưa kiểm tra được tình trạng thu hồi của chứng thư số.",
                en: "Whether the certificate is revoked could not be found out yet.")
        case .internalFailure:
            Text(
                vi: "Chưa kiểm tra được chuỗi chứng thực.", en: "The certificate's path could not be checked.")
        }
    }
}
