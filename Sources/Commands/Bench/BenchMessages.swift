internal import FoundationEssentials
internal import Messages
internal import Signatures
internal import SingleWindow

/// Signed export declarations, each with a reference and an identifier of its own.
struct BenchMessages: Sendable {
    private let family: CustomsFamily
    private let key: SigningKey
    private let run = String(UUID().uuidString.prefix(8))

    init(family: CustomsFamily, key: SigningKey) {
        self.family = family
        self.key = key
    }

    /// `count` messages, made on all processors.
    func make(_ count: Int) async throws -> [[UInt8]] {
        let workers = ProcessInfo.processInfo.activeProcessorCount
        return try await withThrowingTaskGroup(of: [(Int, [UInt8])].self) { group in
            for worker in 0..<workers {
                group.addTask {
                    try stride(from: worker, to: count, by: workers).map { ($0, try message($0)) }
                }
            }
            var messages = [[UInt8]](repeating: [], count: count)
            for try await made in group { for (index, bytes) in made { messages[index] = bytes } }
            return messages
        }
    }

    private func message(_ number: Int) throws -> [UInt8] {
        let declarant = Party(
            name: "CÔNG TY CỔ PHẦN DỆT MAY MẪU", identity: "0101234567", address: "45 Nguyễn Huệ, TP Hồ Chí Minh",
            postcode: "700000", country: "VN", telephone: "02838220002")
        let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        let declaration = Declaration(
            direction: .export, reference: "GREEN\(run)\(number)", regime: "B11", office: "02CI", subOffice: "00",
            issuedAt: now, declarant: declarant,
            importer: Party(
                name: "HANSA TEXTIL GMBH", address: "ELBCHAUSSEE 9", postcode: "22765", country: "DE"),
            exporter: declarant,
            consignment: Consignment(
                billsOfLading: [BillOfLading(accepted: "HLCU\(run)\(number)")], transportMode: "2",
                transportMeans: "HANOI BRIDGE 045E", arrival: now, loading: Place(code: "VNCLI", name: "CANG CAT LAI"),
                unloading: Place(code: "DEHAM", name: "HAMBURG"), warehouse: Place(code: "02CIS01"),
                packages: Quantity(300, "CT"), grossWeight: Quantity(4_500, "KGM"),
                equipment: [TransportEquipment(number: "HLBU9988776", seal: "VN778899")]),
            invoice: Invoice(number: "SGX-\(number)", date: now, terms: "FOB", total: Money(84_000, "USD")),
            goods: (1...3).map { line in
                GoodsItem(
                    sequence: line,
                    commodity: Commodity(
                        hsCode: HSCode(accepted: "61091010"), description: "Áo phông cotton dệt kim, cỡ \(line)",
                        origin: "VN"), quantity: Quantity(4_000, "PCE"), netWeight: Quantity(1_400, "KGM"),
                    invoiceValue: Money(28_000, "USD"), unitPrice: Money(7, "USD"))
            })
        return try family.writeDeclaration(
            declaration,
            context: WritingContext(
                id: MessageKey(accepted: UUID().uuidString.lowercased()), at: now,
                sender: PartyCode(name: declarant.name, identity: "0101234567"),
                recipient: PartyCode(name: "Chi cục Hải quan", identity: "02CI"), key: key)
        ).bytes
    }
}
