import SingleWindow

/// A message in `multipart/signed` (RFC 8551, section 3.5.3) as the clearance engine's family (F3) carries it.
///
/// Reading one verifies nothing: what was signed can be had from ``verify(trust:candidates:)`` only.
package struct SMIMEMessage: Sendable {
    /// The first part as it was transported.
    private let signedPart: [UInt8]
    /// The CMS structure.
    private let signature: [UInt8]
    private let micalg: String?
    private let limits: MIMELimits
    private var warnings: [String] = []

    /// Reads a message with its header block in front.
    ///
    /// - Throws: an error with a code under `signature.smime.`.
    package init(_ entity: [UInt8], limits: MIMELimits = MIMELimits()) throws(SignaturesError) {
        do throws(CMSFailure) {
            let (headers, body) = try MIMEHeaders.read(entity[...], limits: limits)
            try self.init(try headers.single("content-type") ?? "", body, entity.count, limits)
        } catch {
            throw SignaturesError(SignaturesError.Code(rawValue: error.code), error.text)
        }
    }

    /// Reads a message whose Content-Type came apart from its body, as in an HTTP request.
    ///
    /// - Throws: an error with a code under `signature.smime.`.
    package init(contentType: String, body: [UInt8], limits: MIMELimits = MIMELimits()) throws(SignaturesError) {
        do throws(CMSFailure) {
            try self.init(contentType, body[...], body.count, limits)
        } catch {
            throw SignaturesError(SignaturesError.Code(rawValue: error.code), error.text)
        }
    }

    private init(
        _ field: String, _ body: ArraySlice<UInt8>, _ size: Int, _ limits: MIMELimits
    ) throws(CMSFailure) {
        guard size <= limits.totalBytes else {
            throw .format("smime.too_large", vi: "Thông điệp MIME quá lớn.", en: "The MIME message is too large.")
        }
        self.limits = limits
        guard let type = MIMEContentType(field) else {
            throw .format(
                "smime.content_type", vi: "Content-Type thiếu hoặc bị hỏng.",
                en: "The Content-Type field is missing or malformed.")
        }
        guard type.type == "multipart/signed" else {
            throw .format(
                "smime.content_type", vi: "Thông điệp không phải multipart/signed mà là \(type.type).",
                en: "The message is not multipart/signed but \(type.type).")
        }
        if let named = type.parameters["protocol"]?.lowercased() {
            guard SMIMEMessage.signatureTypes.contains(named) else {
                throw .format(
                    "smime.content_type", vi: "Giao thức chữ ký \(named) không được hỗ trợ.",
                    en: "The signature protocol \(named) is not supported.")
            }
        } else {
            warnings.append("multipart/signed without a protocol parameter")
        }
        micalg = type.parameters["micalg"]?.lowercased()
        let parts = try MIMEMultipart.split(body, boundary: type.parameters["boundary"] ?? "", limits: limits)
        guard parts.count == 2 else {
            throw .format(
                "smime.parts", vi: "multipart/signed phải có đúng hai phần.",
                en: "multipart/signed must have exactly two parts.")
        }
        signedPart = Array(parts[0])
        signature = try SMIMEMessage.signature(parts[1], limits: limits)
    }

    private static let signatureTypes: Set<String> = ["application/pkcs7-signature", "application/x-pkcs7-signature"]

    /// The CMS structure in the second part.
    private static func signature(
        _ part: ArraySlice<UInt8>, limits: MIMELimits
    ) throws(CMSFailure) -> [UInt8] {
        let (headers, body) = try MIMEHeaders.read(part, limits: limits)
        guard let type = MIMEContentType(try headers.single("content-type") ?? ""),
            signatureTypes.contains(type.type)
        else {
            throw .format(
                "smime.signature_part", vi: "Phần thứ hai không phải chữ ký PKCS#7.",
                en: "The second part is not a PKCS#7 signature.")
        }
        // DER begins with 0x30, which is also a base64 character, so the declared encoding decides; a part that declares
        // none can only be base64, since the default is seven bits wide (RFC 2045, section 6.1).
        let encoding = try headers.single("content-transfer-encoding") ?? "base64"
        guard let bytes = MIMETransferEncoding.decode(body, encoding), !bytes.isEmpty else {
            throw .format(
                "smime.encoding", vi: "Không giải mã được phần chữ ký.", en: "The signature part cannot be decoded.")
        }
        return bytes
    }
}

extension SMIMEMessage {
    /// Verifies the signature over the first part and judges its signer.
    ///
    /// Line feeds alone count as CRLF, which is what was signed; a part that was signed with its line feeds as they are
    /// verifies too. `candidates` are certificates that may be the signer's where the structure holds none.
    package func verify(trust: SignatureTrust, candidates: [X509Certificate] = []) -> VerifiedEntity {
        let canonical = MIMELines.canonical(signedPart)
        var result = CMSSignature.verify(
            signature, over: canonical, trust: trust, candidates: candidates, name: "message")
        var warnings = warnings
        if canonical != signedPart, let sub = result.report.subIndication,
            sub == .hashFailure || sub == .signatureCryptoFailure
        {
            let literal = CMSSignature.verify(
                signature, over: signedPart, trust: trust, candidates: candidates, name: "message")
            if !literal.report.covered.isEmpty {
                result = literal
                warnings.append("signed with line feeds alone instead of CRLF")
            }
        }
        result.report.warnings += warnings + micalgWarning(result.report)
        var entity: CoveredEntity?
        if let covered = result.covered {
            do throws(CMSFailure) {
                entity = try CoveredEntity(covered.bytes[...], limits: limits)
            } catch {
                var report = error.report
                report.signers = result.report.signers
                result.report = report
                result.covered = nil
            }
        }
        return VerifiedEntity(signature: result, entity: entity)
    }

    /// RFC 8551, section 3.5.3.2: the parameter helps to read in one pass; the digest that counts is in the signature.
    private func micalgWarning(_ report: SignatureReport) -> [String] {
        guard let micalg, let used = report.signers.first?.algorithm.split(separator: "/").last else { return [] }
        let normalized = used.lowercased()
        let isSame = micalg.filter { $0 != "-" } == normalized.filter { $0 != "-" }
        return isSame ? [] : ["micalg says \(micalg), the signature uses \(normalized)"]
    }
}

extension SMIMEMessage {
    /// Why the signature fails, by trying; without causes where it holds or fails for another reason than its digest.
    package func explain(effort: SignatureDoctor.Effort = .thorough) -> SignatureExplanation {
        let outcome = verify(trust: SignatureTrust(validator: nil, time: Timestamp(milliseconds: 0))).signature
        guard let mismatch = outcome.mismatch else { return SignatureExplanation(report: outcome.report) }
        return SignatureExplanation(
            report: outcome.report,
            digests: [
                SignatureDoctor.explain(
                    MIMELines.canonical(signedPart), name: "message", mismatch: mismatch, effort: effort)
            ])
    }
}

/// The outcome of verifying a MIME message.
package struct VerifiedEntity: Sendable {
    /// The report, the covered bytes of the whole signed part, and the signer's validation.
    package var signature: VerifiedBytes
    /// What may be read; nil when the message is refused.
    package var entity: CoveredEntity?

    package var report: SignatureReport { signature.report }
}
