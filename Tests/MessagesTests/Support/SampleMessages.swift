import Foundation
import Messages
import Signatures
import SingleWindow

/// The signed sample messages of F2 and F4 in the schema folder: one for each row of their `messages.yaml`, made from the
/// models below with the keys of `certs-sample`.
///
/// `WRITE_SAMPLES=1 swift test --filter SampleMessage` writes them anew.
enum SampleMessages {
    static let folder = SampleKeys.repository.appending(path: "schemas")

    static func file(_ code: MessageCode) -> URL {
        let name = [code.type, code.function].filter { !$0.isEmpty }.joined(separator: "-")
        return folder.appending(path: "\(code.family.rawValue)/samples/\(name).xml")
    }

    /// All of them as the families write them now.
    static func all() throws -> [WrittenMessage] { try customs() + payment() }

    // MARK: - F2

    private static let number = DeclarationNumber(accepted: "107767905230")
    private static let receipt = ReceiptNumber(accepted: "260000000017")

    private static func customs() throws -> [WrittenMessage] {
        try customs(SampleDeclarations.pork) + customs(SampleDeclarations.garments)
    }

    private static func customs(_ declaration: Declaration) throws -> [WrittenMessage] {
        let fixture = try CustomsFixture()
        let family = fixture.family
        let declared = try fixture.declaration(declaration)
        let query = try family.writeQuery(
            reference: declaration.reference, direction: declaration.direction, office: declaration.office,
            declarant: declaration.declarant, context: fixture.context())
        var header = declared.header
        header.recipient = PartyCode(name: declaration.office, identity: declaration.office)
        let answers = try [TechnicalAnswer.received, .notProcessedYet].map {
            try family.answer($0, to: header, context: fixture.outgoing)
        }
        var notices: [WrittenMessage] = []
        for kind in kinds {
            let notice = DeclarationNotice(
                kind: kind, direction: declaration.direction, reference: declaration.reference,
                office: declaration.office, declarant: declaration.declarant, receipt: receipt,
                number: kind == .receiptIssued ? nil : number)
            notices.append(try family.write(.declarationNotice(notice), context: fixture.outgoing))
        }
        return [declared, query] + answers + notices
    }

    private static let kinds: [DeclarationNotice.Kind] = [
        .receiptIssued, .numberIssued, .channelled(.yellow),
        .inspectionOrdered(
            InspectionNotice(
                declaration: number, kind: "Kiểm tra thực tế hàng hóa", place: Place(code: "03TGC01"),
                content: "Kiểm tra số lượng và niêm phong", containers: ["MSKU1234565"])),
        .taxNoticed(CustomsNoticeTests.statement),
        .cleared(
            ClearanceDecision(
                declaration: number, kind: .cleared, decidedAt: SampleDeclarations.moment(2026, 11, 22, 10, 2))),
        .engineRefused([EngineResult(code: "S0012", item: "IMC", text: "Mã người nhập khẩu không có trong danh mục")]),
    ]

    // MARK: - F4

    private static func payment() throws -> [WrittenMessage] {
        let fixture = try PaymentFixture()
        let family = fixture.family
        let statement = PaymentFixture.statement
        let request = try family.write(.debitRequest(statement), context: fixture.outgoing)
        let slip = try family.writePayment(
            [PaymentFixture.payment("107767905230", 234_090_000, 89_734_500)], for: statement,
            request: request.header.id,
            context: fixture.incoming)
        let query = try family.writeDebtQuery(
            DebtQuery(taxpayer: "0101234567", declaration: statement.declaration, year: 2026), context: fixture.incoming
        )
        let refusal = Problem(
            code: "payment.nothing_due", path: "/Customs/Data/GNT_CT",
            message: Text(
                vi: "Tờ khai 107767905230 không có khoản thuế phải nộp.",
                en: "Declaration 107767905230 has no tax to pay."))
        return [request, slip, query]
            + [
                try family.answer(.debt([statement]), to: query.header, context: fixture.outgoing),
                try family.answer(.received, to: slip.header, context: fixture.outgoing),
                try family.answer(.refused([refusal]), to: slip.header, context: fixture.outgoing),
            ]
    }
}
