import Foundation
import Signatures
import Testing

struct Base64Tests {
    @Test func agreesWithFoundation() {
        for length in 0..<200 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ length) }
            let text = Base64.string(bytes)
            #expect(text == Data(bytes).base64EncodedString())
            #expect(Base64.decode(text) == bytes)
            let lines = Base64.encode(bytes, width: 64, lineEnd: "\r\n")
            #expect(lines == Array(Data(bytes).base64EncodedString(options: [.lineLength64Characters]).utf8))
            #expect(Base64.decode(lines) == bytes)
        }
    }

    @Test(
        "refused",
        arguments: [
            "A", "AA", "AA=", "AA===", "AAA", "AAAA=", "=", "AA=A", "AB==", "AAB=", "A-_A", "AAAA\0", "AA==AA==",
            "ÀAAA",
        ])
    func refused(text: String) { #expect(Base64.decode(text) == nil) }

    @Test func spaceIsSkipped() { #expect(Base64.decode(" A\tA\r\nA\nA ") == [0, 0, 0]) }
}
