/// A MIME entity that a valid signature covers: what a message may be read from.
package struct CoveredEntity: Sendable {
    /// What it says it is; `text/plain` where it says nothing (RFC 2045, section 5.2).
    package let contentType: MIMEContentType
    /// The body, its transfer encoding undone; empty for a multipart entity.
    package let body: CoveredBytes
    /// The name in Content-Disposition or Content-Type, as the sender wrote it; not a path to be trusted.
    package let fileName: String?
    /// The parts of a multipart entity.
    package let parts: [CoveredEntity]

    /// Reads an entity from covered bytes.
    init(_ bytes: ArraySlice<UInt8>, limits: MIMELimits, depth: Int = 0) throws(CMSFailure) {
        let (headers, body) = try CoveredEntity.headers(bytes, limits: limits)
        guard let type = MIMEContentType(try headers.single("content-type") ?? "text/plain; charset=us-ascii") else {
            throw .format(
                "smime.content_type", vi: "Content-Type bị hỏng.", en: "A Content-Type field is malformed.")
        }
        contentType = type
        // Content-Disposition (RFC 2183) has the syntax of Content-Type with a single word in front.
        let disposition = try headers.single("content-disposition").flatMap { MIMEContentType("x/" + $0) }
        fileName = disposition?.parameters["filename"] ?? type.parameters["name"]
        let encoding = try headers.single("content-transfer-encoding")
        if type.type.hasPrefix("multipart/") {
            guard depth < limits.depth else {
                throw .format("smime.parts", vi: "Các phần MIME lồng quá sâu.", en: "MIME parts are nested too deep.")
            }
            var parts: [CoveredEntity] = []
            let slices = try MIMEMultipart.split(body, boundary: type.parameters["boundary"] ?? "", limits: limits)
            for slice in slices { parts.append(try CoveredEntity(slice, limits: limits, depth: depth + 1)) }
            self.parts = parts
            self.body = CoveredBytes([])
        } else {
            guard let decoded = MIMETransferEncoding.decode(body, encoding) else {
                throw .format(
                    "smime.encoding", vi: "Không giải mã được Content-Transfer-Encoding.",
                    en: "A body is not in its Content-Transfer-Encoding.")
            }
            parts = []
            self.body = CoveredBytes(decoded)
        }
    }

    /// The header block, and the body; a first line that is neither a field nor empty is the body already: some
    /// senders put their text straight behind the delimiter.
    private static func headers(
        _ bytes: ArraySlice<UInt8>, limits: MIMELimits
    ) throws(CMSFailure) -> (MIMEHeaders, ArraySlice<UInt8>) {
        var rest = bytes
        if let first = MIMELines.next(&rest), !first.isEmpty, MIMEHeaders.field(first) == nil {
            return (MIMEHeaders(), bytes)
        }
        return try MIMEHeaders.read(bytes, limits: limits)
    }
}
