internal import ArgumentParser
internal import FoundationEssentials
internal import Gateway
internal import GatewayServer
internal import SingleWindow
internal import Transport

/// How a running gateway is reached, and as whom.
struct GatewayOptions: ParsableArguments {
    @Option(help: "The gateway's address, such as https://gateway.example. Default: $NSW_URL.") var url: String?
    @Option(
        help: ArgumentHelp(
            "The partner that calls: its key is taken from NSW_API_KEY_<ID>, in capitals, with _ for - and .",
            valueName: "id"))
    var partner: String?
    @Option(
        help: ArgumentHelp(
            "API key. Better in --key-file or the environment (NSW_API_KEY): other users see command lines.",
            valueName: "key"))
    var key: String?
    @Option(help: ArgumentHelp("File with the API key.", valueName: "file")) var keyFile: String?
    @Option(help: ArgumentHelp("Client certificate (PEM) for mutual TLS.", valueName: "file")) var clientCert: String?
    @Option(help: ArgumentHelp("Its private key (PEM).", valueName: "file")) var clientKey: String?
    @Option(help: ArgumentHelp("Roots that the gateway's certificate leads to (PEM).", valueName: "file"))
    var cacert: String?
    @Option(help: ArgumentHelp("Give up after this many seconds.", valueName: "seconds")) var timeout: Int = 60

    func validate() throws {
        guard (clientCert == nil) == (clientKey == nil) else {
            throw ValidationError("--client-cert and --client-key go together.")
        }
        guard key == nil || keyFile == nil else { throw ValidationError("Use either --key or --key-file.") }
        guard timeout > 0 else { throw ValidationError("--timeout must be at least 1.") }
        if let partner, PartnerID(partner) == nil { throw ValidationError("\(partner) is no partner's identifier.") }
    }

    /// The address without a slash at its end; nil where none is given.
    var address: String? {
        let given = url ?? environment("NSW_URL")
        return given.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
    }

    /// Calls the gateway and returns its answer, whatever its status.
    ///
    /// - Throws: `CommandFailure`: `cannot` where it can't be reached.
    func call(
        _ path: String, method: String = "GET", headers: [HeaderField] = [], body: HTTPBody = .none
    ) async throws -> HTTPReply {
        guard let address else {
            throw CommandFailure(
                .usage, "command.no_url",
                Text(vi: "Chưa có địa chỉ của cổng.", en: "The gateway's address is missing."),
                hint: Text(vi: "Dùng --url hoặc NSW_URL.", en: "Use --url or NSW_URL."))
        }
        var fields = headers
        if let key = try apiKey() { fields.append(HeaderField("Authorization", "Bearer \(key)")) }
        var tls = TLSSettings()
        if let cacert { tls.trust = .only(.file(cacert)) }
        if let clientCert, let clientKey {
            tls.identity = ClientIdentity(certificate: .file(clientCert), key: .file(clientKey))
        }
        let call = HTTPCall(
            url: address + path, method: method, headers: fields, body: body,
            timeouts: HTTPTimeouts(total: .seconds(timeout)), responseLimit: 64 << 20, tls: tls)
        do {
            return try await HTTPTransport.withTransport { try await $0.send(call) }
        } catch { throw CommandFailure.of(error) }
    }

    private func apiKey() throws -> String? {
        if let key { return key }
        if let keyFile { return String(decoding: try InputFile.bytes(keyFile), as: UTF8.self).trimmingWhiteSpace() }
        let own = partner.map { id in
            "NSW_API_KEY_" + id.uppercased().map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
        }
        return own.flatMap(environment) ?? environment("NSW_API_KEY")
    }

    private func environment(_ name: String) -> String? {
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else { return nil }
        return value
    }
}

extension CommandFailure {
    /// What a gateway answered instead of what was asked for.
    init(_ reply: HTTPReply) {
        let status: ExitStatus =
            switch reply.status {
            case 408, 429, 500...: .cannot
            case 401, 403: .usage
            default: .no
            }
        if let document = try? JSON.decode(ProblemAnswer.self, from: reply.body) {
            let detail = [document.title, document.detail].compactMap { $0 }.joined(separator: ": ")
            let problems =
                document.problems.isEmpty
                ? [Problem(code: document.code, message: Text(vi: detail, en: detail))] : document.problems
            self.init(status, problems: problems)
        } else {
            self.init(
                status, "transport.http_\(reply.status)",
                Text(vi: "Cổng trả lời HTTP \(reply.status).", en: "The gateway answered HTTP \(reply.status)."))
        }
    }
}

/// Problem details as the gateway writes them.
private struct ProblemAnswer: Decodable {
    var title: String
    var detail: String?
    var code: String
    var problems: [Problem]
}
