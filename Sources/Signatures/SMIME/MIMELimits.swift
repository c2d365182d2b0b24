/// How much of a MIME message is read.
package struct MIMELimits: Hashable, Sendable {
    /// Bytes of the whole message.
    package var totalBytes: Int
    /// Bytes of one header block, line ends included.
    package var headerBytes: Int
    /// Fields in one header block.
    package var headerFields: Int
    /// Parts of one multipart body.
    package var parts: Int
    /// Multipart bodies within each other, the signed one not counted.
    package var depth: Int

    package init(
        totalBytes: Int = 64 << 20, headerBytes: Int = 16 << 10, headerFields: Int = 64, parts: Int = 64, depth: Int = 2
    ) {
        self.totalBytes = totalBytes
        self.headerBytes = headerBytes
        self.headerFields = headerFields
        self.parts = parts
        self.depth = depth
    }
}
