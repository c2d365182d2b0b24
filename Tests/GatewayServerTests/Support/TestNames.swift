import HTTPTypes

/// Header fields that HTTPTypes has no name for.
enum TestNames {
    static let traceparent = name("traceparent")

    private static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no field name") }
        return name
    }
}
