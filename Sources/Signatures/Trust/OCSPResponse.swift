import COpenSSL
package import SingleWindow

/// An OCSP answer (RFC 6960, section 4.2).
///
/// Reading it verifies nothing; ``answer(about:issuer:policy:at:)`` does.
package final class OCSPResponse: @unchecked Sendable {
    // Sendable: every stored property is a `let`, and the functions of OpenSSL called on `pointer` read it only,
    // although their prototypes lack the const.
    let pointer: OpaquePointer
    /// The encoding of the whole response, DER.
    package let der: [UInt8]
    package let producedAt: Timestamp
    /// The nonce it echoes; nil when it has none.
    package let nonce: [UInt8]?
    /// SHA-256 of the DER, lower-case hexadecimal.
    package let fingerprint: String
    /// Serial numbers it speaks about, lower-case hexadecimal without leading zeros.
    package let serials: Set<String>
    /// Whether it calls any certificate revoked.
    package let namesRevoked: Bool

    /// An answer may be dated this far ahead of our clock.
    static let clockSkew: Int64 = 5 * 60 * 1000

    /// An answer without a nextUpdate is relied on for this long (milliseconds): newer information is available at the
    /// responder at any time (RFC 6960, section 4.2.2.1).
    static let maximumAge: Int64 = 24 * 60 * 60 * 1000

    /// Reads a response.
    ///
    /// - Throws: `signature.ocsp.unreadable`: not a basic response, a status other than successful (tryLater,
    ///   unauthorized...), or bytes after it.
    package init(der: [UInt8]) throws(SignaturesError) {
        OpenSSLErrors.clear()
        let read = der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var cursor = buffer.baseAddress
            guard let response = d2i_OCSP_RESPONSE(nil, &cursor, buffer.count) else { return nil }
            guard cursor == buffer.baseAddress?.advanced(by: buffer.count) else {
                OCSP_RESPONSE_free(response)
                return nil
            }
            return response
        }
        guard let read else { throw OCSPResponse.unreadable(OpenSSLErrors.drain()) }
        defer { OCSP_RESPONSE_free(read) }
        let status = OCSP_response_status(read)
        guard status == OCSP_RESPONSE_STATUS_SUCCESSFUL else {
            throw OCSPResponse.unreadable(
                OCSP_response_status_str(Int(status)).map { String(cString: $0) } ?? "status \(status)")
        }
        guard let basic = OCSP_response_get1_basic(read) else { throw OCSPResponse.unreadable(OpenSSLErrors.drain()) }
        do throws(SignaturesError) {
            guard let produced = X509Certificate.time(OCSP_resp_get0_produced_at(basic)) else {
                throw OCSPResponse.unreadable("producedAt")
            }
            producedAt = produced
            fingerprint = Hex.string(try Digest.of(der, .sha256))
        } catch {
            OCSP_BASICRESP_free(basic)
            throw error
        }
        pointer = basic
        self.der = der
        nonce = OCSPResponse.nonce(in: basic)
        var serials: Set<String> = []
        var revoked = false
        for index in 0..<max(0, OCSP_resp_count(basic)) {
            guard let single = OCSP_resp_get0(basic, index) else { continue }
            var serial: UnsafeMutablePointer<ASN1_INTEGER>?
            OCSP_id_get0_info(nil, nil, nil, &serial, OCSP_SINGLERESP_get0_id(single))
            serials.insert(X509Certificate.serial(serial))
            if OCSP_single_get0_status(single, nil, nil, nil, nil) == V_OCSP_CERTSTATUS_REVOKED { revoked = true }
        }
        self.serials = serials
        namesRevoked = revoked
        OpenSSLErrors.clear()
    }

    deinit { OCSP_BASICRESP_free(pointer) }

    private static func nonce(in basic: OpaquePointer) -> [UInt8]? {
        let index = OCSP_BASICRESP_get_ext_by_NID(basic, NID_id_pkix_OCSP_Nonce, -1)
        guard index >= 0, let value = X509_EXTENSION_get_data(OCSP_BASICRESP_get_ext(basic, index)),
            let data = ASN1_STRING_get0_data(value)
        else { return nil }
        let bytes = Array(UnsafeBufferPointer(start: data, count: Int(ASN1_STRING_length(value))))
        // RFC 8954: an OCTET STRING within the extension; older responders put the bytes there as they are.
        var reader = DERReader(bytes)
        if let inner = reader.contents(0x04), reader.isAtEnd { return Array(inner) }
        return bytes
    }

    static func unreadable(_ detail: String?) -> SignaturesError {
        SignaturesError(
            .ocspUnreadable,
            Text(vi: "Không đọc được trả lời OCSP.", en: "The OCSP response cannot be read."), detail: detail)
    }
}

extension OCSPResponse: Hashable {
    package static func == (lhs: OCSPResponse, rhs: OCSPResponse) -> Bool {
        lhs === rhs || lhs.fingerprint == rhs.fingerprint
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }
}
