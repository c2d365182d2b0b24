import FoundationEssentials
import Messages
import SingleWindow
import Testing

/// Bytes with one thing changed somewhere.
private struct Mutation {
    var random: SeededGenerator

    mutating func apply(to bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes[place] ^= UInt8(1 << Int.random(in: 0..<8, using: &random))
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(UInt8.random(in: 0x20...0x7E, using: &random), at: place)
        case 3: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...40, using: &random)))
        case 4:
            let end = min(bytes.count, place + Int.random(in: 1...200, using: &random))
            bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
        default:
            let other = Int.random(in: 0..<bytes.count, using: &random)
            bytes.swapAt(place, other)
        }
        return bytes
    }
}

@Suite("A message changed anywhere is refused, or says what it said")
struct MutationTests {
    private func outcome(
        _ bytes: [UInt8], _ family: any MessageFamily, _ entry: MessageEntry, _ trust: KnownSigners
    ) -> (header: MessageHeader, content: MessageContent)? {
        guard let received = try? family.read(bytes, contentType: nil), received.problems(by: entry).isEmpty,
            let message = received.verify(trust).message, let content = try? message.content(by: entry)
        else { return nil }
        return (message.header, content)
    }

    @Test("F2", arguments: 0..<20)
    func customs(_ seed: Int) throws {
        let fixture = try CustomsFixture()
        let declaration = SampleDeclarations.pork
        let entry = fixture.entry(for: declaration)
        let key = seed.isMultiple(of: 2) ? fixture.declarant : fixture.ecDeclarant
        let good = try fixture.declaration(declaration, key: key).bytes
        let expected = try #require(outcome(good, fixture.family, entry, fixture.trust))
        var mutation = Mutation(random: SeededGenerator(seed: UInt64(seed)))
        for _ in 0..<100 {
            guard let (header, content) = outcome(mutation.apply(to: good), fixture.family, entry, fixture.trust) else {
                continue
            }
            #expect(content == expected.content)
            #expect(header.code == expected.header.code && header.reference == expected.header.reference)
            #expect(header.sender == expected.header.sender && header.recipient == expected.header.recipient)
        }
    }

    @Test("F4", arguments: 0..<20)
    func payment(_ seed: Int) throws {
        let fixture = try PaymentFixture()
        let payment = PaymentFixture.payment("107767905230", 234_090_000, 89_734_500)
        let entry = fixture.entry("301")
        let good = try fixture.family.writePayment([payment], context: fixture.incoming).bytes
        let expected = try #require(outcome(good, fixture.family, entry, fixture.trust))
        var mutation = Mutation(random: SeededGenerator(seed: UInt64(seed)))
        for _ in 0..<100 {
            guard let (header, content) = outcome(mutation.apply(to: good), fixture.family, entry, fixture.trust) else {
                continue
            }
            #expect(content == expected.content && header == expected.header)
        }
    }
}
