internal import Gateway
internal import Messages
internal import Signatures
internal import SingleWindow

/// What every counterpart works with: its names and key, the codecs, its trust in the gateway, its line to it.
struct CounterpartKit: Sendable {
    let id: PartnerID
    let party: PartyCode
    let key: SigningKey
    let families: SandboxFamilies
    let trust: @Sendable (Timestamp) -> CounterpartTrust
    let gateway: GatewayClient
    let transcript: Transcript
    let clock: any GatewayClock
    let keys = KeyGenerator()

    /// What a message to `recipient` is written with.
    func context(to recipient: PartyCode) -> WritingContext {
        let now = clock.now
        return WritingContext(
            id: keys.messageKey(at: now), at: now, sender: party, recipient: recipient, key: key,
            placement: .string)
    }

    /// Posts a message until the gateway answers, and says in the transcript what it answered.
    @discardableResult
    func send(_ message: WrittenMessage, title: String) async throws -> PostAnswer {
        let answer = try await gateway.postUntilAnswered(
            OutgoingPost(bytes: message.bytes, contentType: message.contentType, title: title))
        try check(answer, to: message, title: title)
        return answer
    }

    /// The gateway's answer must be a signed acknowledgement of the family; anything else is a problem of the demo.
    private func check(_ answer: PostAnswer, to message: WrittenMessage, title: String) throws {
        let family = families[message.header.code.family]
        let reading = family.readAnswer(
            answer.bytes, contentType: answer.contentType, to: message.header, trust: trust(clock.now))
        switch reading {
        case .acknowledged:
            transcript.signature(holds: true)
            transcript.add(id.rawValue, .sent, title)
        case .refused(let problems, _):
            transcript.signature(holds: true)
            throw SandboxError("\(title): refused: \(problems.map(\.code).joined(separator: ", "))")
        case .busy(let problems), .invalid(let problems):
            transcript.signature(holds: false)
            throw SandboxError("\(title): \(answer.status) \(problems.map(\.code).joined(separator: ", "))")
        }
    }

    /// Checks a message of the gateway's as far as its signatures, and answers it by `react`, which runs once for each
    /// message however often it is delivered.
    func receive(
        _ bytes: [UInt8], _ contentType: String?, family: Family, seen: SeenMessages,
        react: @Sendable (any VerifiedMessage) throws -> Void
    ) -> CounterpartReply {
        let codec = families[family]
        var header: MessageHeader?
        do {
            let message = try codec.read(bytes, contentType: contentType)
            header = message.header
            let verification = message.verify(trust(clock.now))
            guard let verified = verification.message else {
                transcript.signature(holds: false)
                throw MessageRefusal(
                    family: family,
                    problems: [
                        Problem(
                            code: verification.report.code ?? "signature.refused",
                            message: verification.report.reason
                                ?? Text(vi: "Chữ ký không hợp lệ", en: "The signature does not hold"))
                    ])
            }
            transcript.signature(holds: true)
            if seen.insert(message.header.id) {
                transcript.add(id.rawValue, .received, "\(message.header.code)")
                try react(verified)
            } else {
                transcript.add(id.rawValue, .repeated, "\(message.header.code)")
            }
            return try answer(.received, to: header, codec)
        } catch let refusal as MessageRefusal {
            transcript.add(id.rawValue, .problem, refusal.problems.map(\.code).joined(separator: ", "))
            return (try? answer(.refused(refusal.problems), to: header ?? refusal.header, codec))
                ?? CounterpartReply(status: 500, contentType: "text/plain", bytes: [])
        } catch {
            transcript.add(id.rawValue, .problem, "\(error)")
            return CounterpartReply(status: 500, contentType: "text/plain", bytes: [])
        }
    }

    private func answer(
        _ answer: TechnicalAnswer, to header: MessageHeader?, _ codec: any MessageFamily
    ) throws -> CounterpartReply {
        let written = try codec.answer(
            answer, to: header,
            context: context(to: header?.sender ?? PartyCode(name: "NSW", identity: "NSW")))
        return CounterpartReply(contentType: written.contentType, bytes: written.bytes)
    }
}
