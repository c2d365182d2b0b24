internal import SingleWindow

/// One story of the demo and how it must end.
struct DemoStory: Sendable {
    enum Kind: Sendable {
        /// A consignment from declaration to its end.
        case consignment(Consignment)
        /// The declaration of another story with one digit changed after it was signed.
        case tampered(of: String)
        /// The declaration of another story posted again.
        case repeated(of: String, times: Int)
    }

    struct Consignment: Sendable {
        var declarant: String
        var declaration: @Sendable (String) throws -> Declaration
        /// The dossier to file once the channel is known: procedure and reference.
        var dossier: (procedure: String, reference: String)?
    }

    var name: String
    var reference: String
    var kind: Kind
    var channel: Channel?
    /// The end state, as the closing table writes it.
    var end: String

    /// The demo's stories in order; references name the scenario the counterparts play.
    static let all: [DemoStory] = [
        DemoStory(
            name: "frozen pork, HS 0203, import", reference: "YELLOW0001",
            kind: .consignment(
                Consignment(
                    declarant: "declarant-1", declaration: { try DemoConsignments.pork(reference: $0) },
                    dossier: ("BNNPTNT0600012", "GRANT0001"))), channel: .yellow, end: "cleared, yellow"),
        DemoStory(
            name: "fresh apples, HS 0808, import", reference: "RED0002",
            kind: .consignment(
                Consignment(
                    declarant: "declarant-1", declaration: { try DemoConsignments.apples(reference: $0) },
                    dossier: ("BNNPTNT0300004", "TREAT0002"))), channel: .red, end: "cleared, red"),
        DemoStory(
            name: "steel bars, HS 7214, import", reference: "YELLOW0003",
            kind: .consignment(
                Consignment(
                    declarant: "declarant-1", declaration: { try DemoConsignments.steel(reference: $0) },
                    dossier: ("BKHCN0100001", "FAIL0003"))), channel: .yellow, end: "held, refused permit"),
        DemoStory(
            name: "garments, HS 6109, export", reference: "GREEN0004",
            kind: .consignment(
                Consignment(
                    declarant: "declarant-2", declaration: { try DemoConsignments.garments(reference: $0) },
                    dossier: nil)), channel: .green, end: "cleared, green"),
        DemoStory(
            name: "tampered", reference: "YELLOW0001", kind: .tampered(of: "YELLOW0001"), channel: nil,
            end: "refused, HASH_FAILURE"),
        DemoStory(
            name: "repeated", reference: "GREEN0004", kind: .repeated(of: "GREEN0004", times: 2), channel: .green,
            end: "one case, same answer"),
    ]
}
