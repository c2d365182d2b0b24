package import Messages
internal import Signatures
internal import SingleWindow

/// Checks messages as intake does, and stores nothing.
package struct MessageValidator: Sendable {
    private let families: FamilyRegistry
    private let catalogue: any MessageCatalogue

    package init(families: FamilyRegistry, catalogue: any MessageCatalogue) {
        self.families = families
        self.catalogue = catalogue
    }

    /// Recognises the family and checks schema, catalogue and, where `trust` is given, the signatures.
    ///
    /// Where intake stops at the first check that fails, this goes on, so that a sender sees all problems at once.
    /// With a `sender`, whether that partner may send it is checked too; without `trust`, signatures are not.
    package func validate(
        _ bytes: [UInt8], contentType: String? = nil, sender: Partner? = nil, trust: (any SignerTrust)? = nil
    ) -> ValidationReport {
        guard let family = families.recognise(bytes, contentType: contentType) else {
            return ValidationReport(family: nil, problems: families.problemsOfUnrecognised(bytes))
        }
        let message: any ReceivedMessage
        do {
            message = try family.read(bytes, contentType: contentType)
        } catch {
            return ValidationReport(
                family: family.family, message: error.header.map { name($0.code) }, problems: error.problems)
        }
        let code = message.header.code
        var problems: [Problem] = []
        if let sender, !sender.isNamed(message.header.sender) {
            problems.append(.senderMismatch(message.header.sender.identity))
        }
        let entry =
            sender.map { catalogue.entry(for: code, from: $0.role.sender(in: code.family)) }
            ?? catalogue.entry(for: code)
        if let entry {
            if let sender, !sender.role.maySend(entry.sender) {
                problems.append(.notAllowed(code, role: sender.role))
            }
            problems += message.problems(by: entry)
        } else {
            problems.append(.notInCatalogue(code, catalogue))
        }
        let signature = trust.map { message.verify($0).report }
        if let signature, signature.verdict != .accept { problems.insert(Problem(refused: signature), at: 0) }
        return ValidationReport(
            family: family.family, message: name(code), problems: problems, signature: signature)
    }

    private func name(_ code: MessageCode) -> ValidationReport.Name {
        ValidationReport.Name(code, title: catalogue.entry(for: code)?.title)
    }
}
