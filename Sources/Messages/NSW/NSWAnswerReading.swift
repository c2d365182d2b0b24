internal import Signatures
internal import SingleWindow
internal import XMLTree

extension NSWFamily {
    /// A partner's 99 or 00: about the message that was sent, and signed by the partner. A 00 that could not name the
    /// message (`00` for type and dossier, reference/domain.md 1.5) is taken as one about it: it came back over the same
    /// call.
    package func readAnswer(
        _ bytes: [UInt8], contentType: String?, to sent: MessageHeader, trust: any SignerTrust
    ) -> AnswerReading {
        let message: NSWMessage
        do throws(MessageRefusal) {
            message = try parse(bytes)
        } catch {
            return .invalid(error.problems)
        }
        let verification = NSWVerifier(message: message, trust: trust, expectation: .answer).verify()
        guard verification.report.verdict == .accept, let verified = verification.message as? VerifiedNSWMessage else {
            return .invalid([
                Problem(
                    code: verification.report.code ?? "signature.not_accepted",
                    message: verification.report.reason
                        ?? Text(vi: "Chữ ký của trả lời không hợp lệ.", en: "The answer's signature is not accepted."))
            ])
        }
        let header = verified.header
        let isUnnamed = header.code.function == "00" && header.code.type == "00" && header.reference == "00"
        guard
            isUnnamed
                || header.code.documentType == sent.code.documentType && header.code.type == sent.code.type
                    && [header.reference, header.previousReference].contains(sent.reference)
        else {
            return .invalid([
                Problem(
                    code: "nsw.answer.other_message",
                    message: Text(
                        vi: "Trả lời không phải cho thông điệp \(sent.code) \(sent.reference).",
                        en: "The answer is not about \(sent.code) \(sent.reference)."))
            ])
        }
        switch header.code.function {
        case "99": return .acknowledged(verification.report)
        case "00": return .refused(NSWFamily.problems(in: verified.document), verification.report)
        default:
            return .invalid([
                Problem(
                    code: "nsw.answer.function",
                    message: Text(
                        vi: "Trả lời có function \(header.code.function), phải là 99 hoặc 00.",
                        en: "The answer's function is \(header.code.function); it must be 99 or 00."))
            ])
        }
    }

    /// The errors of a 00: `ErrorList/Error`, or `DS_Loi/Thongtin_Loi` as one procedure's adapter names them.
    private static func problems(in document: XMLTree.Element) -> [Problem] {
        let problems = document.children.map { error in
            let code = (error.first("ErrorCode").flatMap { try? $0.text } ?? "").trimmingWhiteSpace()
            let name = (error.first("ErrorName").flatMap { try? $0.text } ?? "").trimmingWhiteSpace()
            let text = [code, name].filter { !$0.isEmpty }.joined(separator: ": ")
            return Problem(code: "nsw.answer.refused", message: Text(vi: text, en: text))
        }
        guard problems.isEmpty else { return problems }
        return [
            Problem(
                code: "nsw.answer.refused",
                message: Text(
                    vi: "Bên nhận báo lỗi và không nêu lý do.", en: "The partner refused and gave no reason."))
        ]
    }
}
