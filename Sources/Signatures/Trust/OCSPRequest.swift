import COpenSSL
import SingleWindow

/// A question about one certificate (RFC 6960, section 4.1), ready to be sent as `application/ocsp-request`.
package struct OCSPRequest: Sendable {
    package let der: [UInt8]
    /// The number that ties the answer to this question (RFC 8954).
    package let nonce: [UInt8]

    /// Asks about `certificate`, issued by `issuer`.
    ///
    /// The certificate is named by SHA-1 digests, as RFC 5019 (section 2.1.1) demands and as many responders insist:
    /// they are look-up keys, nothing is protected by them.
    ///
    /// - Throws: `signature.library`.
    package init(certificate: X509Certificate, issuer: X509Certificate) throws(SignaturesError) {
        var nonce = [UInt8](repeating: 0, count: 16)
        guard RAND_bytes(&nonce, Int32(nonce.count)) == 1 else { throw .library("RAND_bytes") }
        guard let request = OCSP_REQUEST_new() else { throw .library("OCSP_REQUEST_new") }
        defer { OCSP_REQUEST_free(request) }
        guard
            let identifier = OCSP_cert_to_id(FetchedDigests.method(.sha1), certificate.pointer, issuer.pointer)
        else { throw .library("OCSP_cert_to_id") }
        guard OCSP_request_add0_id(request, identifier) != nil else {
            OCSP_CERTID_free(identifier)
            throw .library("OCSP_request_add0_id")
        }
        guard OCSP_request_add1_nonce(request, &nonce, Int32(nonce.count)) == 1 else {
            throw .library("OCSP_request_add1_nonce")
        }
        var output: UnsafeMutablePointer<UInt8>?
        let count = i2d_OCSP_REQUEST(request, &output)
        guard count > 0, let output else { throw .library("i2d_OCSP_REQUEST") }
        defer { COpenSSL_free(output) }
        der = Array(UnsafeBufferPointer(start: output, count: Int(count)))
        self.nonce = nonce
    }

    /// Whether `response` may be the answer to this question: its nonce is this one, or it has none.
    ///
    /// Responders that answer from a cache leave the nonce out (RFC 6960, section 4.4.1); their answers count by their
    /// freshness. A nonce that differs is an answer to somebody else's question.
    package func isAnswered(by response: OCSPResponse) -> Bool {
        response.nonce.map { $0 == nonce } ?? true
    }
}
