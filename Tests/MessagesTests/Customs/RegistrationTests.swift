import Messages
import SingleWindow
import Testing

@Suite("F2 to F3: what is accepted can be registered")
struct RegistrationTests {
    private static let translator = VNACCSTranslator(VNACCSFixture.layouts)
    private static let receipt = ReceiptNumber(accepted: "260000000017")

    /// Every declaration that the schemas of F2 allow fits the engine's items; an accepted declaration that could not be
    /// registered would be stuck after its declarant was told that it is in.
    @Test("Any declaration fits IDA or EDA", arguments: 0..<150)
    func fits(_ seed: Int) throws {
        let declaration = SampleDeclarations.any(seed: UInt64(seed))
        var aliases: [PermitNumber: PermitNumber] = [:]
        for (index, permit) in declaration.citedPermits.enumerated() where permit.number.rawValue.utf8.count > 20 {
            aliases[permit.number] = PermitNumber(accepted: "ALIAS-\(index)")
        }
        let written = try RegistrationTests.translator.registration(
            declaration, receipt: RegistrationTests.receipt, aliases: aliases)
        #expect(!written.message.rows.isEmpty)
    }
}
