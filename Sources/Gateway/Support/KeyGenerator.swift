package import SingleWindow

/// Makes the gateway's own identifiers: UUIDs of version 7 (RFC 9562, section 5.7), so that keys sort by the time they
/// were made and land side by side in the store's indexes.
package struct KeyGenerator: Sendable {
    package init() {}

    package func messageKey(at time: Timestamp) -> MessageKey { MessageKey(accepted: uuid(at: time)) }

    package func caseID(at time: Timestamp) -> CaseID { CaseID(accepted: uuid(at: time)) }

    private func uuid(at time: Timestamp) -> String {
        var random = SystemRandomNumberGenerator()
        let high = random.next() as UInt64
        let low = random.next() as UInt64
        let milliseconds = UInt64(max(0, time.milliseconds)) & 0xFFFF_FFFF_FFFF
        let first = milliseconds << 16 | 0x7000 | (high & 0x0FFF)
        let second = 0x8000_0000_0000_0000 | (low & 0x3FFF_FFFF_FFFF_FFFF)
        var text: [UInt8] = []
        text.reserveCapacity(36)
        let digits = Array("0123456789abcdef".utf8)
        for (index, word) in [first, second].enumerated() {
            for nibble in 0..<16 {
                let position = index * 16 + nibble
                if position == 8 || position == 12 || position == 16 || position == 20 {
                    text.append(UInt8(ascii: "-"))
                }
                text.append(digits[Int(word >> UInt64(60 - nibble * 4) & 0xF)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
