import COpenSSL

/// OpenSSL's error queue.
///
/// The queue belongs to the operating-system thread, so it is emptied in the same synchronous function as the call that
/// failed. A call that succeeds can leave entries too (reading PEM to its end does); whoever reads the queue after a
/// failure therefore clears it before the call.
enum OpenSSLErrors {
    /// Empties the queue and gives its reasons, the oldest first; nil when it was empty.
    static func drain() -> String? {
        var reasons: [String] = []
        while true {
            let code = ERR_get_error()
            if code == 0 { break }
            guard reasons.count < 8 else { continue }
            if let reason = ERR_reason_error_string(code) {
                reasons.append(String(cString: reason))
            } else {
                reasons.append("error " + String(code, radix: 16))
            }
        }
        return reasons.isEmpty ? nil : reasons.joined(separator: "; ")
    }

    /// Empties the queue.
    static func clear() { ERR_clear_error() }
}
