internal import SingleWindow

/// The error codes that ministries and the single window answer with (reference/domain.md 1.5), and which of them says what
/// our problem codes say.
enum NSWErrorCode: String, CaseIterable {
    case invalidMessage = "ERR00_CODE"
    case unknownProcedure = "ERR01_CODE"
    case notParsed = "ERR02_CODE"
    case noProcedure = "ERR03_CODE"
    case unknownType = "ERR04_CODE"
    case invalidContent = "ERR05_CODE"
    case wrongState = "SBV10"
    case dossierNotFound = "SBV11"

    /// The code for a problem of ours.
    init(_ problem: Problem) {
        let code = problem.code
        self =
            switch code {
            case "catalogue.unknown_procedure": .unknownProcedure
            case "catalogue.unknown_message": .unknownType
            case "nsw.header.document_type": .noProcedure
            case "nsw.envelope.missing_element" where problem.message.en.contains("documentType"): .noProcedure
            case "nsw.header.type", "nsw.header.function": .unknownType
            case "case.wrong_state": .wrongState
            case "case.dossier_not_found", "case.not_found": .dossierNotFound
            case _ where code.hasPrefix("xml.schema."), _ where code.hasPrefix("nsw.content."): .invalidContent
            case "xml.comment_in_value", "xml.element_in_value": .invalidContent
            case _ where code.hasPrefix("xml."): .notParsed
            default: .invalidMessage
            }
    }
}

extension Problem {
    /// One line for `ErrorName`: the stable code, the place and the Vietnamese sentence.
    var errorName: String {
        let place = line.map { line in " dòng \(line)" + (column.map { ", cột \($0)" } ?? "") } ?? ""
        let target = path.map { " \($0)" } ?? ""
        return "[\(code)]\(place)\(target): \(message.vi)"
    }
}
