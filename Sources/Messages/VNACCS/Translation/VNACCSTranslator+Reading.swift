internal import FoundationEssentials
package import SingleWindow

/// A model value with what the message said and the value does not hold.
package struct VNACCSTaken<Value: Sendable>: Sendable {
    package var value: Value
    /// By item, such as `item 75 VD1` or `item 184 ORS (row 1)`.
    package var losses: [String]
}

extension VNACCSTranslator {
    /// A declaration in IDA, EDA, VAD419, VAE400, VAD1AC, VAE1LD and every message with their items, with its number
    /// where it has one.
    ///
    /// Throws ``VNACCSError``: `vnaccs.value_invalid` for every value that the model cannot take, and
    /// `vnaccs.no_declaration` for other messages.
    package func declaration(
        in message: VNACCSMessage
    ) throws(VNACCSError) -> VNACCSTaken<(declaration: Declaration, number: DeclarationNumber?)> {
        guard let items = VNACCSDeclarationItems.items(of: message.layout) else {
            throw VNACCSError(.vnaccsNo("declaration", "tờ khai", in: message))
        }
        var take = VNACCSTake(message)
        let (declaration, number) = take.declaration(items)
        take.ignore([VNACCSDeclarationItems.channelItem(of: message.layout)])
        guard take.problems.isEmpty else { throw VNACCSError(take.problems) }
        return VNACCSTaken(value: (declaration, number), losses: take.losses)
    }

    /// A permit in VAJP03 to 05, VAGP03 to 05, VAHP03 to 05, with the declaration it is for where the message says.
    ///
    /// The engine's records name neither procedure nor agency; where the index info does not either, the procedure is
    /// the engine's record (`VAJP`) and the agency `unknown`, and a dossier without a number has the permit's.
    package func permit(
        in message: VNACCSMessage
    ) throws(VNACCSError) -> VNACCSTaken<(permit: Permit, declaration: DeclarationNumber?)> {
        let code = message.layout.code
        guard let items = VNACCSPermitItems.family(String(code.prefix(4))),
            ["03", "04", "05"].contains(code.dropFirst(4))
        else { throw VNACCSError(.vnaccsNo("permit", "giấy phép", in: message)) }
        var take = VNACCSTake(message)
        let declaration = DeclarationNumber(take.index[.declaration] ?? message.header.dataInfo)
        let permit = take.permit(items, digit: String(code.dropFirst(4)), declaration: declaration)
        guard take.problems.isEmpty, let permit else { throw VNACCSError(take.problems) }
        return VNACCSTaken(value: (permit, declaration), losses: take.losses)
    }

    /// Tax paid, in VAF511: one payment a row with an amount and a declaration.
    package func payments(in message: VNACCSMessage) throws(VNACCSError) -> VNACCSTaken<[Payment]> {
        guard message.layout.code == "VAF511" else {
            throw VNACCSError(.vnaccsNo("payment", "khoản nộp thuế", in: message))
        }
        var take = VNACCSTake(message)
        let payments = take.payments()
        guard take.problems.isEmpty else { throw VNACCSError(take.problems) }
        return VNACCSTaken(value: payments, losses: take.losses)
    }

    /// A statement of tax to pay, in VAF801.
    package func taxStatement(in message: VNACCSMessage) throws(VNACCSError) -> VNACCSTaken<TaxStatement> {
        guard message.layout.code == "VAF801" else {
            throw VNACCSError(.vnaccsNo("statement", "thông báo thuế", in: message))
        }
        var take = VNACCSTake(message)
        let statement = take.taxStatement()
        guard take.problems.isEmpty, let statement else { throw VNACCSError(take.problems) }
        return VNACCSTaken(value: statement, losses: take.losses)
    }

    /// The number of an official declaration, in IDC, EDC and the calls that name a declaration alone.
    package func number(in message: VNACCSMessage) throws(VNACCSError) -> DeclarationNumber {
        for id in ["ICN", "ECN"] where message.items.has(id) {
            if let number = DeclarationNumber(message[id]) { return number }
        }
        throw VNACCSError(.vnaccsNo("number", "số tờ khai", in: message))
    }

    /// What an output of the engine means for a declaration.
    ///
    /// A registration (VAD419, VAE400) and a processing result are matched by the receipt number in the data info; all
    /// others by the declaration's number. Throws ``VNACCSError``: `vnaccs.no_event` for outputs that mean nothing for
    /// the state of a declaration (the original stays in the journal), `vnaccs.value_invalid` for values that cannot be
    /// read.
    package func event(in message: VNACCSMessage) throws(VNACCSError) -> VNACCSTaken<EngineContent> {
        var take = VNACCSTake(message)
        guard let content = take.event() else {
            throw VNACCSError(
                take.problems.isEmpty ? [.vnaccsNo("event", "sự kiện của tờ khai", in: message)] : take.problems)
        }
        guard take.problems.isEmpty else { throw VNACCSError(take.problems) }
        if VNACCSDeclarationItems.items(of: message.layout) != nil {
            let read = try declaration(in: message)
            return VNACCSTaken(value: content, losses: read.losses)
        }
        return VNACCSTaken(value: content, losses: take.losses)
    }
}

extension VNACCSDeclarationItems {
    /// The item of the channel: inspection kind classification code.
    static func channelItem(of layout: VNACCSLayout) -> String? {
        layout.item("B27") != nil ? "A06" : layout.item("R05") != nil ? "K07" : nil
    }
}

extension Problem {
    static func vnaccsNo(_ code: String, _ vi: String, in message: VNACCSMessage) -> Problem {
        Problem(
            code: "vnaccs.no_" + code, path: message.layout.code,
            message: Text(
                vi: "thông điệp \(message.layout.code) không chứa \(vi)",
                en: "the message \(message.layout.code) holds no \(code)"))
    }
}
