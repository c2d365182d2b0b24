package import FoundationEssentials
package import SingleWindow
package import XMLTree

/// Gathers the children of an element in the order they are to be written.
package struct ElementWriter {
    package private(set) var children: [XMLFragment] = []

    package init() {}

    /// An element `name` with what `body` writes into it.
    package static func element(_ name: String, _ body: (inout ElementWriter) -> Void) -> XMLFragment {
        var writer = ElementWriter()
        body(&writer)
        return XMLFragment(name, writer.children)
    }

    /// Adds the value `text`; nothing for nil.
    package mutating func add(_ name: String, _ text: String?) {
        guard let text else { return }
        children.append(XMLFragment(name, text: text))
    }

    /// Adds an exact decimal in plain form; nothing for nil.
    package mutating func add(_ name: String, _ value: Decimal?) { add(name, value.map(DecimalText.write)) }

    /// Adds an element with what `body` writes into it.
    package mutating func add(_ name: String, _ body: (inout ElementWriter) -> Void) {
        children.append(ElementWriter.element(name, body))
    }

    /// Adds an element for `value`, nothing for nil.
    package mutating func add<T>(_ name: String, _ value: T?, _ body: (inout ElementWriter, T) -> Void) {
        guard let value else { return }
        add(name) { body(&$0, value) }
    }

    /// Adds an element that is made already.
    package mutating func add(_ fragment: XMLFragment) { children.append(fragment) }
}

/// An element as written, with the values of the model it does not hold, by model path.
package struct WrittenElement: Hashable, Sendable {
    package var fragment: XMLFragment
    package var losses: [String]

    package init(_ fragment: XMLFragment, losses: [String]) {
        self.fragment = fragment
        self.losses = losses
    }
}

/// Times as local-time families write them, with what that loses.
package enum LocalTime {
    /// `timestamp` in Vietnamese time to the second, with `separator` between day and time. What the form does not hold
    /// (another offset, milliseconds) is added to `losses` under `path`.
    package static func moment(
        _ timestamp: Timestamp, _ path: String, _ losses: inout [String], separator: String = " "
    ) -> String {
        note(timestamp, path, &losses)
        let local = Timestamp(milliseconds: timestamp.milliseconds)
        return local.date + separator + local.time
    }

    /// As `moment`, and the day alone for midnight.
    package static func dayOrMoment(
        _ timestamp: Timestamp, _ path: String, _ losses: inout [String], separator: String = " "
    ) -> String {
        let local = Timestamp(milliseconds: timestamp.milliseconds)
        guard local.time == "00:00:00" else { return moment(timestamp, path, &losses, separator: separator) }
        note(timestamp, path, &losses)
        return local.date
    }

    private static func note(_ timestamp: Timestamp, _ path: String, _ losses: inout [String]) {
        if timestamp.offset != Timestamp.vietnam { losses.append(path + ".offset") }
        if timestamp.milliseconds % 1000 != 0 { losses.append(path + ".milliseconds") }
    }
}
