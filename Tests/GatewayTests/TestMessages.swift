import Foundation
import Gateway
import Messages
import Signatures
import SingleWindow

/// Messages the tests post: written and signed by the families themselves, then spoiled where a test wants it.
extension TestGateway {
    /// A signed import declaration of frozen pork.
    func declaration(
        as partner: TestPartner = .declarant, reference: String = "TEST0001", bill: String = "NMDK26112101"
    ) throws -> [UInt8] {
        try schemas.customs.writeDeclaration(
            pork(partner, reference: reference, bill: bill), context: try context(partner, family: .customs)
        ).bytes
    }

    private func pork(_ partner: TestPartner, reference: String, bill: String) throws -> Declaration {
        let trader = Party(
            name: partner.party.name, identity: partner.party.identity, address: "12 Trần Hưng Đạo, Hà Nội",
            country: "VN")
        return Declaration(
            direction: .import, reference: reference, regime: "A11", office: "03TG", subOffice: "00",
            issuedAt: SystemClock().now, declarant: trader, importer: trader,
            exporter: Party(name: "NORDIC MEAT AS", address: "HAVNEGADE 4", postcode: "1058", country: "DK"),
            consignment: Consignment(
                billsOfLading: [try id(bill)], transportMode: "2", transportMeans: "PACIFIC STAR 118W",
                arrival: SystemClock().now, loading: Place(code: "SGSIN", name: "SINGAPORE"),
                unloading: Place(code: "VNHPH", name: "CANG HAI PHONG"), packages: Quantity(1200, "CT"),
                grossWeight: Quantity(25_200, "KGM")),
            invoice: Invoice(
                number: "INV-1", date: SystemClock().now, terms: "CIF", total: Money(1_440_000_000, "VND")),
            goods: [
                GoodsItem(
                    sequence: 1,
                    commodity: Commodity(
                        hsCode: try id("02032900"), description: "Thịt lợn đông lạnh, không xương", origin: "DK"),
                    quantity: Quantity(24_000, "KGM"), invoiceValue: Money(1_440_000_000, "VND"))
            ])
    }

    /// The catalogue's sample of a new animal quarantine dossier, changed and then signed by the declarant.
    func dossier(_ change: ([UInt8]) throws -> [UInt8] = { $0 }) throws -> [UInt8] {
        let key = try TestGateway.key("declarant-1")
        return try schemas.nsw.sign(change(try unsignedDossier()), documentKey: key, messageKey: key).bytes
    }

    func unsignedDossier() throws -> [UInt8] {
        let path = TestGateway.root + "schemas/nsw/BNNPTNT0600012/samples/10-01.xml"
        let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        guard let from = text.firstRange(of: "<From>"), let to = text.firstRange(of: "</From>") else {
            throw Missing(what: "From")
        }
        let party = TestPartner.declarant.party
        let fields = [
            ("name", party.name), ("identity", party.identity), ("countryCode", "VN"), ("ministryCode", "DN"),
            ("organizationCode", party.identity), ("unitCode", "DN"),
        ]
        var result = String(text[..<from.upperBound])
        for (name, value) in fields { result += "<\(name)>\(value)</\(name)>" }
        result += text[to.lowerBound...]
        return Array(result.utf8)
    }

    /// The engine's fixed-width text of a declaration's channel, unsigned.
    func engineText() throws -> [UInt8] {
        try VNACCSWriter(schemas.vnaccs.layouts.conventions).write(
            schemas.vnaccs.translator.channelled(
                pork(.declarant, reference: "TEST0001", bill: "NMDK26112101"), number: try id("100000000001"),
                channel: .yellow, answering: VNACCSHeader(), at: SystemClock().now
            ).message)
    }

    /// The same, changed and then signed by the engine; its Content-Type stands in a first line of its own.
    func engineMessage(_ change: ([UInt8]) -> [UInt8]) throws -> [UInt8] {
        let output = try SMIMEMessage.sign(
            change(try engineText()), with: try TestGateway.key("clearance-engine"), at: SystemClock().now)
        return Array((output.contentType + "\n").utf8) + output.body
    }

    static func splitContentType(_ bytes: [UInt8]) -> (String, [UInt8]) {
        let end = bytes.firstIndex(of: 0x0A) ?? bytes.startIndex
        return (String(decoding: bytes[..<end], as: UTF8.self), Array(bytes[(end + 1)...]))
    }

    private func id<T: Identifier>(_ value: String) throws -> T {
        guard let id = T(rawValue: value) else { throw Missing(what: value) }
        return id
    }
}

extension [UInt8] {
    /// The bytes with the first occurrence of `text` replaced; fails where there is none, so that no test passes by
    /// having changed nothing.
    func replacing(_ text: String, with other: String) throws -> [UInt8] {
        guard let range = firstRange(of: Array(text.utf8)) else { throw TestGateway.Missing(what: text) }
        return Array(self[..<range.lowerBound]) + Array(other.utf8) + Array(self[range.upperBound...])
    }

    /// The bytes without what stands from `start` to `end`.
    func removing(_ start: String, _ end: String) throws -> [UInt8] {
        guard let from = firstRange(of: Array(start.utf8)), let to = firstRange(of: Array(end.utf8)) else {
            throw TestGateway.Missing(what: start)
        }
        return Array(self[..<from.lowerBound]) + Array(self[to.upperBound...])
    }

    /// An F2 envelope whose base64 content was changed.
    func changingContent(_ text: String, to other: String) throws -> [UInt8] {
        guard let start = firstRange(of: Array("<Content>".utf8)), let end = firstRange(of: Array("</Content>".utf8)),
            let content = Base64.decode(Array(self[start.upperBound..<end.lowerBound]))
        else { throw TestGateway.Missing(what: "Content") }
        return Array(self[..<start.upperBound]) + Base64.encode(try content.replacing(text, with: other))
            + Array(self[end.lowerBound...])
    }
}
