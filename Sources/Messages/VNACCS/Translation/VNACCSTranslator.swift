package import SingleWindow

/// A message with what it could not hold of the model.
package struct VNACCSTranslated: Hashable, Sendable {
    package var message: VNACCSMessage
    /// By model path, such as `goods[0].commodity.purpose`.
    package var losses: [String]
}

/// Between the model and the engine's messages, in both directions.
package struct VNACCSTranslator: Sendable {
    package let layouts: VNACCSLayouts

    package init(_ layouts: VNACCSLayouts) {
        self.layouts = layouts
    }

    /// Whether the engine's items take this permit number: at most 20 printable ASCII characters. Where not, an alias
    /// has to be given (reference/domain.md 7, "Truncation hazard").
    package static func fitsEngine(_ number: PermitNumber) -> Bool {
        number.rawValue.utf8.count <= 20 && number.rawValue.utf8.allSatisfy { (32...126).contains($0) }
    }

    func fill(_ code: String, header: VNACCSHeader) throws(VNACCSError) -> VNACCSFill {
        guard let layout = layouts[code] else { throw VNACCSError(.vnaccsLayoutUnknown(code)) }
        return VNACCSFill(layout, header: header, conventions: layouts.conventions)
    }

    /// A declaration written into a layout of declarations.
    func declarationFill(
        _ code: String, _ declaration: Declaration, number: DeclarationNumber?, header: VNACCSHeader,
        aliases: [PermitNumber: PermitNumber]
    ) throws(VNACCSError) -> VNACCSFill {
        var fill = try fill(code, header: header)
        guard let items = VNACCSDeclarationItems.items(of: fill.message.layout),
            items.direction == declaration.direction
        else { throw VNACCSError(.vnaccsLayoutUnknown(code)) }
        fill.fill(declaration, number: number, items: items, aliases: aliases)
        return fill
    }
}

// MARK: - The gateway's side

extension VNACCSTranslator {
    /// IDA or EDA: the declaration before it has a number. The receipt number goes into the header's data info, which
    /// the engine echoes.
    ///
    /// Throws ``VNACCSError`` where a value does not fit; nothing is ever cut.
    package func registration(
        _ declaration: Declaration, receipt: ReceiptNumber, aliases: [PermitNumber: PermitNumber] = [:],
        header: VNACCSHeader = VNACCSHeader()
    ) throws(VNACCSError) -> VNACCSTranslated {
        var header = header
        header.dataInfo = receipt.rawValue
        return try declarationFill(
            declaration.direction == .import ? "IDA" : "EDA", declaration, number: nil, header: header, aliases: aliases
        ).finish()
    }

    /// IDC or EDC: the official declaration under its number.
    package func officialDeclaration(
        _ number: DeclarationNumber, direction: TradeDirection, header: VNACCSHeader = VNACCSHeader()
    ) throws(VNACCSError) -> VNACCSTranslated {
        var header = header
        header.dataInfo = number.rawValue
        var fill = try fill(direction == .import ? "IDC" : "EDC", header: header)
        fill.message[direction == .import ? "ICN" : "ECN"] = number.rawValue
        return try fill.finish()
    }

    /// A permit, refusal or revocation in the engine's record for its family: VAJP03, 04 or 05 and their like.
    ///
    /// The declaration's number goes into the header's data info, since the record has no item for it. Throws
    /// ``VNACCSError`` with `vnaccs.permit_number_too_long` where neither the number nor its alias fits 20 characters.
    package func permitRecord(
        _ permit: Permit, declaration: DeclarationNumber, aliases: [PermitNumber: PermitNumber] = [:],
        header: VNACCSHeader = VNACCSHeader()
    ) throws(VNACCSError) -> VNACCSTranslated {
        let digit =
            switch permit.decision {
            case .granted, .exempted, .conforms: "03"
            case .refused: "04"
            case .revoked: "05"
            }
        guard let items = VNACCSPermitItems.family(permit.engineRecord) else {
            throw VNACCSError(.vnaccsLayoutUnknown(permit.engineRecord + digit))
        }
        var header = header
        header.dataInfo = declaration.rawValue
        header.procedureCode = items.procedure
        var fill = try fill(permit.engineRecord + digit, header: header)
        fill.fill(permit, declaration: declaration, items: items, aliases: aliases)
        return try fill.finish()
    }

    /// Tax paid, as a row of the bank payment record VAF511; the declaration's number goes into the data info too.
    ///
    /// The record has no item for the slip and the transaction: both are in the index info, and the payment number is
    /// the slip's where it fits its 10 characters, else `0`.
    package func paymentRecord(
        _ payment: Payment, header: VNACCSHeader = VNACCSHeader()
    ) throws(VNACCSError) -> VNACCSTranslated {
        var header = header
        header.dataInfo = payment.declaration.rawValue
        header.procedureCode = "IBA"
        var fill = try fill("VAF511", header: header)
        fill.fill(payment)
        return try fill.finish()
    }
}

// MARK: - The engine's side

extension VNACCSTranslator {
    /// VAD419 or VAE400: the declaration as registered, with its number.
    package func registered(
        _ declaration: Declaration, number: DeclarationNumber, answering request: VNACCSHeader, at time: Timestamp
    ) throws(VNACCSError) -> VNACCSTranslated {
        try output(
            declaration.direction == .import ? "VAD419" : "VAE400", declaration, number, request, time
        ).finish()
    }

    /// VAD1AC or VAE1LD: the declaration with its channel.
    package func channelled(
        _ declaration: Declaration, number: DeclarationNumber, channel: Channel, answering request: VNACCSHeader,
        at time: Timestamp
    ) throws(VNACCSError) -> VNACCSTranslated {
        let isImport = declaration.direction == .import
        var fill = try output(isImport ? "VAD1AC" : "VAE1LD", declaration, number, request, time)
        fill.message[isImport ? "A06" : "K07"] = channel.number
        return try fill.finish()
    }

    /// VAD1AG, VAD1BJ or VAE1LF: the declaration with the permission to clear or release it.
    ///
    /// An export is never released before clearance by a message of its own.
    package func cleared(
        _ declaration: Declaration, decision: ClearanceDecision, channel: Channel, answering request: VNACCSHeader,
        at time: Timestamp
    ) throws(VNACCSError) -> VNACCSTranslated {
        let isImport = declaration.direction == .import
        let code = isImport ? (decision.kind == .cleared ? "VAD1AG" : "VAD1BJ") : "VAE1LF"
        var fill = try output(code, declaration, decision.declaration, request, time)
        fill.message[isImport ? "A06" : "K07"] = channel.number
        let items = VNACCSDecisionItems.items(of: code)
        fill.instant(items?.date, items?.time, decision.decidedAt ?? time, "decidedAt")
        return try fill.finish()
    }

    /// VAD487 or VAE474: the order to inspect the goods.
    package func inspection(
        _ notice: InspectionNotice, of declaration: Declaration, answering request: VNACCSHeader, at time: Timestamp
    ) throws(VNACCSError) -> VNACCSTranslated {
        let code = declaration.direction == .import ? "VAD487" : "VAE474"
        var fill = try fill(code, header: header(code, request, time))
        fill.fill(notice, of: declaration)
        return try fill.finish()
    }

    /// VAF801: the statement of tax to pay. The layout of the statement for exports is not public; the same is used.
    package func taxStatement(
        _ statement: TaxStatement, direction: TradeDirection, answering request: VNACCSHeader, at time: Timestamp
    ) throws(VNACCSError) -> VNACCSTranslated {
        var fill = try fill("VAF801", header: header("VAF801", request, time))
        fill.fill(statement, direction: direction)
        return try fill.finish()
    }

    private func output(
        _ code: String, _ declaration: Declaration, _ number: DeclarationNumber, _ request: VNACCSHeader,
        _ time: Timestamp
    ) throws(VNACCSError) -> VNACCSFill {
        try declarationFill(
            code, declaration, number: number, header: header(code, request, time), aliases: [:])
    }

    private func header(_ code: String, _ request: VNACCSHeader, _ time: Timestamp) -> VNACCSHeader {
        VNACCSAnswer.header(to: request, outputCode: code + "0", dataType: .items, at: time)
    }
}
