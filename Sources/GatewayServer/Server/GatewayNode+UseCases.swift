package import Gateway
package import Journal
package import SingleWindow

extension GatewayNode: GatewayUseCases {
    package func receive(_ bytes: [UInt8], contentType: String?, from caller: Caller) async -> IntakeAnswer {
        await intake.receive(bytes, contentType: contentType, from: caller)
    }

    package func validate(_ bytes: [UInt8], contentType: String?, from caller: Caller) async -> ValidationReport {
        let settings = settings.current
        return MessageValidator(families: settings.families, catalogue: settings.catalogue).validate(
            bytes, contentType: contentType, sender: caller.partner,
            trust: settings.trust(
                for: caller.partner, at: clock.now, channelAuthenticated: caller.channelAuthenticated))
    }

    package func trace(_ text: String, visibleTo partner: PartnerID) async throws -> [CaseTrace] {
        try await cases.trace(text, visibleTo: partner)
    }

    package func cases(holding keys: [CaseKey], visibleTo partner: PartnerID) async throws -> [CaseRecord] {
        guard let first = keys.first else { return [] }
        return try await journal.cases(holding: [first]).filter { record in
            record.state.partners.contains(partner) && keys.allSatisfy(record.state.keys.contains)
        }
    }

    package func trace(_ record: CaseRecord) async throws -> CaseTrace { try await cases.trace(record) }

    package func message(_ id: String, visibleTo partner: PartnerID) async throws -> StoredMessage? {
        if let key = MessageKey(id), let message = try await journal.message(key), message.partner == partner {
            return message
        }
        guard let own = MessageID(id) else { return nil }
        return try await journal.messages(id: own, limit: 100).first { $0.partner == partner }
    }

    package func statistics() async throws -> JournalStatistics { try await journal.statistics() }
}
