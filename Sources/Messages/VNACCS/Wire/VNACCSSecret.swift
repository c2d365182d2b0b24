/// A header field that must not reach logs, traces or descriptions: user, password, terminal.
///
/// Every description of it is three asterisks; only ``value`` gives what it holds.
package struct VNACCSSecret: Hashable, Sendable, ExpressibleByStringLiteral {
    package let value: String

    package init(_ value: String) {
        self.value = value
    }

    package init(stringLiteral value: String) {
        self.value = value
    }
}

extension VNACCSSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { value.isEmpty ? "" : "***" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["value": description]) }
}
