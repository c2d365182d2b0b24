package import SingleWindow

/// The codes that authorities go by in messages, and which of them name the same authority (`schemas/party-codes.yaml`).
///
/// Implementers write different codes for one ministry (BNN and MARD), and ministries merge, so each code is valid between
/// days (reference/domain.md 1.2).
package struct PartyCodes: Hashable, Sendable {
    /// An authority under the code that the gateway writes.
    package struct Authority: Hashable, Sendable {
        package var code: String
        package var title: Text
        package var aliases: [Alias]
    }

    /// Another code of an authority.
    package struct Alias: Hashable, Sendable {
        package var code: String
        /// First and last day it is in use; nil for open.
        package var from: Timestamp?
        package var to: Timestamp?
    }

    package var authorities: [Authority]

    package init(authorities: [Authority]) { self.authorities = authorities }

    /// The code the gateway writes for the authority that `code` names at `time`; `code` itself where it is not known.
    package func canonical(_ code: String, at time: Timestamp) -> String {
        authorities.first { authority in
            authority.code == code || authority.aliases.contains { $0.code == code && $0.isInUse(at: time) }
        }?.code ?? code
    }

    /// Whether two codes name the same authority at `time`.
    package func same(_ one: String, _ other: String, at time: Timestamp) -> Bool {
        canonical(one, at: time) == canonical(other, at: time)
    }
}

extension PartyCodes.Alias {
    /// Whether the code is in use at `time`: its last day is included.
    func isInUse(at time: Timestamp) -> Bool {
        if let from, time.milliseconds < from.milliseconds { return false }
        if let to, time.milliseconds >= to.milliseconds + 86_400_000 { return false }
        return true
    }
}

extension PartyCodes {
    /// The authorities in `file` of the schema folder.
    static func read(_ file: String, in folder: String, report: CatalogueReport) -> PartyCodes {
        guard let mapping = YAMLMapping.read(file, in: folder, report: report) else {
            return PartyCodes(authorities: [])
        }
        defer { mapping.finish() }
        let authorities = mapping.sections("authorities").compactMap { section -> Authority? in
            defer { section.finish() }
            let code = section.text("code")
            let title = section.bilingual("title")
            let aliases = section.sections("aliases").compactMap { section -> Alias? in
                defer { section.finish() }
                let from = section.optionalValue("from", "a day, yyyy-MM-dd") { Timestamp($0) }
                let to = section.optionalValue("to", "a day, yyyy-MM-dd") { Timestamp($0) }
                return section.text("code").map { Alias(code: $0, from: from, to: to) }
            }
            guard let code, let title else { return nil }
            return Authority(code: code, title: title, aliases: aliases)
        }
        let codes = authorities.flatMap { [$0.code] + $0.aliases.map(\.code) }
        for code in Set(codes).sorted() where codes.filter({ $0 == code }).count > 1 {
            mapping.note(
                "code_twice", nil,
                Text(vi: "Mã \(code) thuộc hai cơ quan.", en: "The code \(code) belongs to two authorities."))
        }
        return PartyCodes(authorities: authorities)
    }
}
