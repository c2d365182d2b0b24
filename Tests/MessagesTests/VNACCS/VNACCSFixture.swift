import FoundationEssentials
import Messages
import SingleWindow

/// The committed layouts, and helpers to make and damage messages.
enum VNACCSFixture {
    static let folder: String = {
        var parts = #filePath.split(separator: "/")
        parts.removeLast(4)
        return "/" + parts.joined(separator: "/") + "/schemas/vnaccs"
    }()

    static let layouts: VNACCSLayouts = load { () throws(VNACCSError) in try VNACCSLayouts(folder: folder) }
    static let codes: VNACCSCodes = load { () throws(VNACCSError) in try VNACCSCodes(folder: folder) }

    private static func load<T>(_ make: () throws(VNACCSError) -> T) -> T {
        do {
            return try make()
        } catch {
            preconditionFailure("\(error.problems)")
        }
    }

    static func layout(_ code: String) -> VNACCSLayout {
        guard let layout = layouts[code] else { preconditionFailure("no layout \(code)") }
        return layout
    }

    static func text(_ file: String) -> String {
        String(decoding: (try? Data(contentsOf: URL(filePath: folder + "/" + file))) ?? Data(), as: UTF8.self)
    }

    /// A small layout with every attribute, a mandatory item and a repetition of three rows.
    static let small = VNACCSLayout(
        code: "TST", direction: .send, title: Text(vi: "Thử", en: "Test"),
        items: VNACCSItemTable([
            VNACCSItem(order: 1, id: "NUM", attribute: .integer, width: 4, isMandatory: false, label: "Number"),
            VNACCSItem(order: 2, id: "COD", attribute: .alphanumeric, width: 5, isMandatory: true, label: "Code"),
            VNACCSItem(order: 3, id: "NAM", attribute: .multibyte, width: 9, isMandatory: false, label: "Name"),
        ]),
        row: VNACCSItemTable([
            VNACCSItem(order: 4, id: "HS", attribute: .alphanumeric, width: 4, isMandatory: true, label: "HS"),
            VNACCSItem(order: 5, id: "QTY", attribute: .decimal, width: 6, isMandatory: false, label: "Quantity"),
        ]), maximumRows: 3)

    static let smallLayouts = VNACCSLayouts([small])

    /// Header and data of the small layout, the length counted; lines are given without line ends.
    static func bytes(lines: [String], declared: Int? = nil) -> [UInt8] {
        bytes(data: Array(lines.map { $0 + "\r\n" }.joined().utf8), declared: declared)
    }

    static func bytes(data: [UInt8], declared: Int? = nil) -> [UInt8] {
        var header = VNACCSHeader()
        header.procedureCode = "TST"
        let head = (try? header.bytes(length: declared ?? 400 + data.count)) ?? []
        return head + data
    }
}

/// A generator of numbers that gives the same ones for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
