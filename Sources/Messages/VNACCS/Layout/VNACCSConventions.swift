package import SingleWindow

/// What the public record leaves open about the engine's wire form, decided per installation.
///
/// Read from `schemas/vnaccs/wire.conventions`, a line a setting. Each default is an assumption, named in that file.
package struct VNACCSConventions: Hashable, Sendable {
    /// What the width of a W item counts.
    package enum MultibyteWidth: String, Hashable, Sendable {
        /// Unicode code points: W600 holds 600 characters and its line is 600 characters long.
        case characters
        /// Bytes of UTF-8: the line is 600 bytes long, and holds at most a third of that in characters, as the
        /// public terminal has it.
        case bytes
    }

    /// How a date is written in an item of eight characters.
    package enum DateForm: String, Hashable, Sendable {
        case yearFirst = "yyyyMMdd"
        case dayFirst = "ddMMyyyy"
    }

    /// What happens to small letters in names and texts that go into an A item.
    package enum AlphanumericCase: String, Hashable, Sendable {
        case keep
        /// Capitals, as the public terminal makes of what a user types.
        case upper
    }

    /// For writing; both are read.
    package var multibyteWidth: MultibyteWidth
    /// For writing; both are read.
    package var dateForm: DateForm
    /// The first two characters of the output code of a processing result, before the procedure code.
    package var resultOutputPrefix: String
    /// For translations; a message that is written as it was read keeps its letters.
    package var alphanumericCase: AlphanumericCase

    package init(
        multibyteWidth: MultibyteWidth = .characters, dateForm: DateForm = .yearFirst,
        resultOutputPrefix: String = "*S",
        alphanumericCase: AlphanumericCase = .keep
    ) {
        self.multibyteWidth = multibyteWidth
        self.dateForm = dateForm
        self.resultOutputPrefix = resultOutputPrefix
        self.alphanumericCase = alphanumericCase
    }

    /// The date of `timestamp` in Vietnamese time, in the form for items of eight characters.
    package func date(_ timestamp: Timestamp) -> String {
        let local = Timestamp(milliseconds: timestamp.milliseconds).compactDate
        switch dateForm {
        case .yearFirst: return local
        case .dayFirst: return String(local.suffix(2) + local.dropFirst(4).prefix(2) + local.prefix(4))
        }
    }

    /// The time of day of `timestamp` in Vietnamese time, `HHmmss`.
    package func time(_ timestamp: Timestamp) -> String {
        Timestamp(milliseconds: timestamp.milliseconds).compactTime
    }

    /// Reads a date item in either form, with an optional time item `HHmmss` or `HHmm`.
    ///
    /// The two forms cannot be confused: in one the first two digits are the century (19 or 20), in the other the
    /// fifth and sixth are, and no month is 19 or 20.
    package static func timestamp(date: some StringProtocol, time: String = "") -> Timestamp? {
        let digits = String(date)
        guard digits.utf8.count == 8, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        let clock = time.utf8.count == 4 ? time + "00" : time
        func isCentury(_ pair: Substring) -> Bool { pair == "19" || pair == "20" }
        if isCentury(digits.prefix(2)), let yearFirst = Timestamp(compactDate: digits, time: clock) { return yearFirst }
        guard isCentury(digits.suffix(4).prefix(2)) else { return nil }
        let turned = digits.suffix(4) + digits.dropFirst(2).prefix(2) + digits.prefix(2)
        return Timestamp(compactDate: turned, time: clock)
    }
}
