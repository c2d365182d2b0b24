/// Which goods need which checks, and who is competent, on which dates (`schemas/routing.yaml`).
package struct RoutingTable: Hashable, Sendable, Codable {
    /// One rule: goods it is about and the check they need.
    package struct Rule: Hashable, Sendable, Codable {
        /// The check's name, such as `animal-quarantine`.
        package var check: String
        package var title: Text
        /// The act and article the rule comes from.
        package var source: String
        package var direction: TradeDirection
        /// HS prefixes of the goods it is about.
        package var goods: [String]
        /// HS prefixes under `goods` that it is not about.
        package var except: [String]?
        /// Declaration kinds it is about; nil for all.
        package var regimes: [String]?
        /// Origins it is about; nil for all.
        package var origins: [String]?
        /// Procedures any of which satisfies it.
        package var procedures: [ProcedureCode]
        package var agency: PartnerID
        /// First and last day it applies; nil for open.
        package var from: Timestamp?
        package var to: Timestamp?

        package init(
            check: String, title: Text, source: String, direction: TradeDirection, goods: [String],
            except: [String]? = nil, regimes: [String]? = nil, origins: [String]? = nil, procedures: [ProcedureCode],
            agency: PartnerID, from: Timestamp? = nil, to: Timestamp? = nil
        ) {
            self.check = check
            self.title = title
            self.source = source
            self.direction = direction
            self.goods = goods
            self.except = except
            self.regimes = regimes
            self.origins = origins
            self.procedures = procedures
            self.agency = agency
            self.from = from
            self.to = to
        }

        /// Whether `item` of `declaration` needs the check at `time`.
        package func applies(to item: GoodsItem, of declaration: Declaration, at time: Timestamp) -> Bool {
            let hs = item.commodity.hsCode
            guard direction == declaration.direction, goods.contains(where: hs.isUnder),
                !(except ?? []).contains(where: hs.isUnder),
                regimes?.contains(declaration.regime) ?? true,
                origins?.contains(item.commodity.origin) ?? true
            else { return false }
            if let from, time.milliseconds < from.milliseconds { return false }
            if let to, time.milliseconds >= to.milliseconds + 86_400_000 { return false }
            return true
        }
    }

    package var rules: [Rule]

    package init(rules: [Rule]) { self.rules = rules }

    /// The checks that `declaration` needs at `time`, one a rule, with the lines it is about.
    package func requirements(for declaration: Declaration, at time: Timestamp) -> [Requirement] {
        rules.compactMap { rule in
            let lines = declaration.goods.filter { rule.applies(to: $0, of: declaration, at: time) }.map(\.sequence)
            guard !lines.isEmpty else { return nil }
            return Requirement(
                check: rule.check, lines: lines, procedures: rule.procedures, agency: rule.agency, reason: rule.title)
        }
    }
}
