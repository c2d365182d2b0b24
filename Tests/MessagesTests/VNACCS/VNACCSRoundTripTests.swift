import Messages
import SingleWindow
import Testing

@Suite("VNACCS round trip")
struct VNACCSRoundTripTests {
    static let vietnamese = Array("aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằắệỗờỹỰẶ ẾÔ 0123456789,.;-/()&'\"")
    static let ascii = (32...126).map { Character(Unicode.Scalar(UInt8($0))) }

    /// A value that fits the item and has no spaces at its end.
    static func value(
        for item: VNACCSItem, width: VNACCSConventions.MultibyteWidth, using generator: inout SeededGenerator
    ) -> String {
        let limit = item.attribute == .multibyte && width == .bytes ? item.width / 3 : item.width
        let length = Int.random(in: 1...max(1, limit), using: &generator)
        func pick(_ alphabet: [Character]) -> String {
            var text = (0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
            while text.last == " " { text.removeLast() }
            return text.isEmpty ? "X" : String(text)
        }
        switch item.attribute {
        case .alphanumeric: return pick(ascii)
        case .multibyte: return pick(vietnamese)
        case .integer: return pick(Array("0123456789"))
        case .decimal:
            var digits = Array(pick(Array("0123456789")))
            if digits.count >= 3 { digits[Int.random(in: 1..<digits.count - 1, using: &generator)] = "." }
            if digits.count >= 5, Bool.random(using: &generator) {
                digits[0] = "-"
                if digits[1] == "." { digits[1] = "0" }
            }
            return String(digits)
        }
    }

    static func fill(
        _ record: inout VNACCSRecord, width: VNACCSConventions.MultibyteWidth, density: Double,
        using generator: inout SeededGenerator
    ) {
        for item in record.table.items where item.isMandatory || Double.random(in: 0..<1, using: &generator) < density {
            record[item.id] = value(for: item, width: width, using: &generator)
        }
    }

    static func message(
        _ layout: VNACCSLayout, rows: Int, width: VNACCSConventions.MultibyteWidth, density: Double,
        using generator: inout SeededGenerator
    ) -> VNACCSMessage {
        var message = VNACCSMessage(layout: layout)
        message.header.dataInfo = "RECEIPT-\(generator.next() % 1_000_000)"
        fill(&message.items, width: width, density: density, using: &generator)
        for _ in 0..<rows {
            var row = message.newRow()
            fill(&row, width: width, density: density, using: &generator)
            if row.isBlank { row[row.table.items[0].id] = "1" }
            message.rows.append(row)
        }
        return message
    }

    @Test("every layout comes back as it was written", arguments: VNACCSFixture.layouts.all.map(\.code))
    func everyLayout(_ code: String) throws {
        let layout = VNACCSFixture.layout(code)
        let reader = VNACCSReader(VNACCSFixture.layouts)
        var generator = SeededGenerator(seed: UInt64(code.utf8.reduce(7) { $0 &* 31 &+ Int($1) }))
        for (density, rows) in [(0.0, 0), (0.3, 1), (1.0, 3)] {
            for width in [VNACCSConventions.MultibyteWidth.characters, .bytes] {
                let message = Self.message(
                    layout, rows: min(rows, layout.maximumRows), width: width, density: density, using: &generator)
                let bytes = try VNACCSWriter(VNACCSConventions(multibyteWidth: width)).write(message)
                #expect(try reader.read(bytes) == message)
                #expect(try VNACCSWriter(VNACCSConventions(multibyteWidth: width)).write(reader.read(bytes)) == bytes)
            }
        }
    }

    @Test("fifty goods lines with everything filled in, again and again", arguments: 1...10)
    func fiftyLines(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let message = Self.message(
            VNACCSFixture.layout("IDA"), rows: 50, width: .characters, density: 0.8, using: &generator)
        let bytes = try VNACCSWriter().write(message)
        #expect(try VNACCSReader(VNACCSFixture.layouts).read(bytes) == message)
    }

    @Test(
        "the fullest message of a layout fits in the six digits of the header",
        arguments: [
            "IDA", "VAD1AC", "VAE1LD", "OLA", "MFR", "IVA",
        ])
    func largest(_ code: String) throws {
        var generator = SeededGenerator(seed: 3)
        let layout = VNACCSFixture.layout(code)
        let message = Self.message(layout, rows: layout.maximumRows, width: .characters, density: 1, using: &generator)
        #expect(try VNACCSWriter().write(message).count <= 999_999)
    }

    @Test("fifty goods lines are read and written in well under a second")
    func speed() throws {
        var generator = SeededGenerator(seed: 5)
        let reader = VNACCSReader(VNACCSFixture.layouts)
        let message = Self.message(
            VNACCSFixture.layout("IDA"), rows: 50, width: .characters, density: 0.3, using: &generator)
        let bytes = try VNACCSWriter().write(message)
        let clock = ContinuousClock()
        let read = try clock.measure { for _ in 0..<5 { _ = try reader.read(bytes) } } / 5
        let write = try clock.measure { for _ in 0..<5 { _ = try VNACCSWriter().write(message) } } / 5
        // Some milliseconds in a release build, some tens in a debug build: only a slip in the order of the work shows.
        #expect(read < .seconds(1) && write < .seconds(1), "read \(read), write \(write)")
    }

    @Test("a damaged byte is found or changes one value, and never crashes", arguments: 1...40)
    func damaged(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let layout = VNACCSFixture.layout("MIC")
        var bytes = try VNACCSWriter().write(
            Self.message(layout, rows: 0, width: .characters, density: 0.7, using: &generator))
        let reader = VNACCSReader(VNACCSFixture.layouts)
        for _ in 0..<30 {
            let at = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.remove(at: at)
            default: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: at)
            }
            let reading = reader.inspect(bytes)
            #expect(reading.message != nil || !reading.problems.isEmpty)
        }
        #expect(!reader.inspect(bytes).problems.isEmpty)
    }
}
