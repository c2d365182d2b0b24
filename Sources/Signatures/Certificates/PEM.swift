import SingleWindow

/// Textual encoding of binary objects (RFC 7468).
package enum PEM {
    /// The contents of all blocks with this label, in order; text around them and other blocks are skipped.
    ///
    /// - Throws: `signature.certificate.unreadable` for a block that is not closed or is not base64.
    package static func blocks(_ text: [UInt8], label: String) throws(SignaturesError) -> [[UInt8]] {
        let begin = "-----BEGIN " + label + "-----"
        let end = "-----END " + label + "-----"
        var blocks: [[UInt8]] = []
        var body: [UInt8]?
        for line in text.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let trimmed = String(decoding: line, as: UTF8.self).trimmingWhiteSpace()
            if trimmed == begin {
                guard body == nil else { throw broken(label) }
                body = []
            } else if trimmed == end {
                guard let content = body.flatMap({ Base64.decode($0) }), !content.isEmpty else { throw broken(label) }
                blocks.append(content)
                body = nil
            } else if body != nil {
                body?.append(contentsOf: line)
            }
        }
        guard body == nil else { throw broken(label) }
        return blocks
    }

    /// One block, lines of 64 characters.
    package static func encode(_ der: [UInt8], label: String) -> String {
        let body = String(decoding: Base64.encode(der, width: 64), as: UTF8.self)
        return "-----BEGIN \(label)-----\n\(body)\n-----END \(label)-----\n"
    }

    private static func broken(_ label: String) -> SignaturesError {
        SignaturesError(
            .certificateUnreadable,
            Text(vi: "Khối PEM \(label) bị hỏng.", en: "A PEM block \(label) is damaged."))
    }
}
