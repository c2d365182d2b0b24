import Foundation
import Gateway
import Journal
import Messages
import Signatures
import SingleWindow
import Testing

/// Each kind of bad input gets a stable code, is journalled as refused, and changes nothing.
struct BadInputTests {
    /// A row: what is sent, by whom, and the code it must get.
    struct Row: Sendable, CustomTestStringConvertible {
        var what: String
        var code: String
        var partner = "declarant-1"
        var contentType = "application/xml"
        /// Whether the answer is in the message's family; bytes of no family get none.
        var isAnswered = true
        var bytes: @Sendable (TestGateway) throws -> [UInt8]

        var testDescription: String { what }
    }

    static let table: [Row] = [
        Row(what: "not XML at all", code: "message.unrecognised", isAnswered: false) { _ in
            Array("hello".utf8)
        },
        Row(what: "nothing", code: "message.unrecognised", isAnswered: false) { _ in [] },
        Row(what: "XML that ends too early", code: "xml.not_well_formed", isAnswered: false) { _ in
            Array("<Envelope><Header>".utf8)
        },
        Row(what: "a root of no family", code: "message.unrecognised", isAnswered: false) { _ in
            Array("<Invoice><ID>1</ID></Invoice>".utf8)
        },
        Row(what: "a DOCTYPE", code: "xml.doctype_forbidden", isAnswered: false) { _ in
            Array("<!DOCTYPE Envelope [<!ENTITY a 'b'>]><Envelope>&a;</Envelope>".utf8)
        },
        Row(what: "more bytes than the limit", code: "xml.too_large", isAnswered: false) { _ in
            Array("<Envelope>".utf8) + [UInt8](repeating: 0x20, count: 40 << 20) + Array("</Envelope>".utf8)
        },
        Row(what: "elements nested too deep", code: "xml.too_deep", isAnswered: false) { _ in
            Array((String(repeating: "<Envelope>", count: 5000) + String(repeating: "</Envelope>", count: 5000)).utf8)
        },
        Row(what: "content that is not base64", code: "customs.base64") { gateway in
            try gateway.declaration().replacing("<Content>", with: "<Content>*")
        },
        Row(what: "a value changed after signing", code: "signature.hash_failure") { gateway in
            try gateway.declaration().changingContent("24000", to: "24001")
        },
        Row(what: "a procedure that is not defined", code: "catalogue.unknown_procedure") { gateway in
            try gateway.dossier { try $0.replacing("BNNPTNT0600012", with: "BNNPTNT0699999") }
        },
        Row(what: "a type that the procedure does not have", code: "catalogue.unknown_message") { gateway in
            try gateway.dossier { try $0.replacing("<type>10</type>", with: "<type>77</type>") }
        },
        Row(what: "a field that the schema demands left out", code: "xml.schema.missing") { gateway in
            try gateway.dossier { try $0.removing("<MealPurpose>", "</MealPurpose>") }
        },
        Row(what: "a message without any signature", code: "signature.missing") { gateway in
            try gateway.unsignedDossier()
        },
        Row(what: "a sender that is another partner", code: "partner.sender_mismatch") { gateway in
            try gateway.declaration(as: .revoked)
        },
        Row(what: "a sender that nobody knows", code: "partner.unknown") { gateway in
            var stranger = TestPartner.declarant
            stranger.party.identity = "0109999999"
            return try gateway.declaration(as: stranger)
        },
        Row(what: "a certificate that is not registered", code: "certificate.not_registered") { gateway in
            var partner = TestPartner.declarant
            partner.certificate = "unregistered"
            return try gateway.declaration(as: partner)
        },
        Row(what: "a certificate that is revoked", code: "signature.certificate.revoked", partner: "revoked") {
            gateway in
            try gateway.declaration(as: .revoked)
        },
        Row(what: "a certificate that has expired", code: "signature.certificate.expired", partner: "expired") {
            gateway in
            try gateway.declaration(as: .expired)
        },
        Row(what: "a message that only the agency sends", code: "partner.not_allowed") { gateway in
            try gateway.dossier {
                try $0.replacing("<type>10</type>", with: "<type>11</type>").replacing(
                    "<function>01</function>", with: "<function>29</function>")
            }
        },
        Row(
            what: "engine text without a signature", code: "signature.missing", partner: "clearance-engine",
            contentType: "text/plain"
        ) { gateway in try gateway.engineText() },
        Row(
            what: "engine text whose length is not the declared one", code: "vnaccs.length_mismatch",
            partner: "clearance-engine", contentType: "multipart/signed"
        ) { gateway in try gateway.engineMessage { $0 + Array("\r\n".utf8) } },
    ]

    @Test(arguments: table)
    func isRefusedAndChangesNothing(row: Row) async throws {
        try await TestGateway.with { gateway in
            var bytes = try row.bytes(gateway)
            var contentType = row.contentType
            // S/MIME test messages bring their Content-Type in a first line.
            if contentType == "multipart/signed" { (contentType, bytes) = TestGateway.splitContentType(bytes) }
            let answer = try await gateway.post(bytes, as: row.partner, contentType: contentType)
            #expect(answer.problems.map(\.code).contains(row.code), "\(answer.problems.map(\.code))")
            #expect(answer.status == 422)
            #expect((answer.answer != nil) == row.isAnswered)
            for problem in answer.problems {
                #expect(!problem.message.vi.isEmpty && !problem.message.en.isEmpty)
            }
            let statistics = try await gateway.node.journal.statistics()
            #expect(statistics.refused == 1)
            #expect(statistics.accepted == 0)
            #expect(statistics.cases == 0)
            #expect(statistics.queued == 0)
            let key = try #require(answer.key)
            let stored = try await gateway.node.journal.message(key)
            #expect(stored?.bytes == bytes)
            #expect(stored?.disposition == .refused)
        }
    }
}
