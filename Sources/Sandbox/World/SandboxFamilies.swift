internal import Gateway
internal import Messages
internal import SingleWindow

/// The codecs as counterparts use them: the same families as the gateway's, seen from the other side.
struct SandboxFamilies: Sendable {
    private let schemas: SchemaFolder
    private let parties: [Family: PartyCode]

    var nsw: NSWFamily { schemas.nsw }
    var customs: CustomsFamily { schemas.customs }
    var vnaccs: VNACCSFamily { schemas.vnaccs }
    var payment: PaymentFamily { schemas.payment }

    /// The families of a loaded schema folder; `parties` are the gateway's names.
    init(_ schemas: SchemaFolder, parties: [Family: PartyCode]) {
        self.schemas = schemas
        self.parties = parties
    }

    subscript(family: Family) -> any MessageFamily {
        switch family {
        case .nsw: nsw
        case .customs: customs
        case .vnaccs: vnaccs
        case .payment: payment
        }
    }

    /// How messages to the gateway name it.
    func gatewayParty(_ family: Family) -> PartyCode { parties[family] ?? PartyCode(name: "NSW", identity: "NSW") }

    /// Whether an XML message is of F2.
    func isCustoms(_ bytes: [UInt8]) -> Bool {
        (try? MessageRecogniser.family(of: bytes, contentType: "application/xml")) == .customs
    }
}
