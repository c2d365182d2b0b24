internal import Messages
internal import SingleWindow

/// The cast of the sandbox: who takes part, with which certificate and which names.
struct SandboxPartner: Sendable {
    enum Part: Sendable {
        case declarant
        case agency
        case engine
        case treasury
    }

    var id: String
    var part: Part
    var certificate: String
    var party: PartyCode
    var identities: [String]
    /// How the gateway carries messages to it.
    var form = "http"

    static let all: [SandboxPartner] = [
        SandboxPartner(
            id: "declarant-1", part: .declarant, certificate: "declarant-1",
            party: PartyCode(
                name: DemoConsignments.importer.name, identity: "0101234567", countryCode: "VN", ministryCode: "DN",
                organizationCode: "0101234567", unitCode: "DN"), identities: ["0101234567"]),
        SandboxPartner(
            id: "declarant-2", part: .declarant, certificate: "declarant-2",
            party: PartyCode(
                name: DemoConsignments.exporter.name, identity: "0301234568", countryCode: "VN", ministryCode: "DN",
                organizationCode: "0301234568", unitCode: "DN"), identities: ["0301234568"]),
        SandboxPartner(
            id: "animal-quarantine", part: .agency, certificate: "animal-quarantine",
            party: PartyCode(
                name: "Cục Thú y", identity: "BNN-CTY", countryCode: "VN", ministryCode: "BNN",
                organizationCode: "BNN", unitCode: "CTY"), identities: ["BNN-CTY"], form: "soap"),
        SandboxPartner(
            id: "plant-quarantine", part: .agency, certificate: "plant-quarantine",
            party: PartyCode(
                name: "Cục Bảo vệ thực vật", identity: "BNN-BVTV", countryCode: "VN", ministryCode: "BNN",
                organizationCode: "BNN", unitCode: "BVTV"), identities: ["BNN-BVTV"]),
        SandboxPartner(
            id: "quality", part: .agency, certificate: "quality",
            party: PartyCode(
                name: "Cục Quản lý chất lượng", identity: "BKHCN", countryCode: "VN", ministryCode: "BKHCN",
                organizationCode: "TDC", unitCode: "QLCL"), identities: ["BKHCN"]),
        SandboxPartner(
            id: "treasury", part: .treasury, certificate: "treasury",
            party: PartyCode(name: "Kho bạc Nhà nước", identity: "KBNN"), identities: ["KBNN"]),
        SandboxPartner(
            id: "clearance-engine", part: .engine, certificate: "clearance-engine",
            party: PartyCode(name: "VNACCS", identity: "VNACCS"), identities: ["VNACCS"]),
    ]
}
