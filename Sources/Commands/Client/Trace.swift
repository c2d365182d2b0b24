internal import ArgumentParser
internal import FoundationEssentials
internal import Gateway
internal import Journal
internal import SingleWindow
internal import Transport

/// `nsw trace REF`.
struct Trace: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show where a case is, who holds it and what was said.",
        discussion: """
            REF is any key: message identifier, dossier, declaration, receipt or permit number, bill of lading, tax \
            code, or the sender's own reference.

            With --url the gateway is asked, as one partner; with --config the journal is read on the gateway's own \
            machine, for operators, whether the gateway runs or not.

            EXAMPLES
              nsw trace 104000000001 --url https://gateway.example --key-file key.txt
              nsw trace YELLOW0001 --config /etc/nsw/gateway.yaml --json
            """)

    @Argument(help: "What to look for.") var reference: String
    @Option(help: "The gateway's configuration file: read its journal directly.") var config: String?
    @OptionGroup var gateway: GatewayOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let traces = try await traces()
        if output.json {
            Terminal.json(traces)
        } else {
            for (index, trace) in traces.enumerated() {
                if index > 0 { Terminal.print("") }
                for line in TraceText(trace, language: output.text).lines { Terminal.print(line) }
            }
        }
        guard traces.isEmpty else { return }
        Terminal.error(
            Text(vi: "Không tìm thấy \(reference).", en: "Nothing is known of \(reference).")[output.text])
        throw ExitCode(ExitStatus.no.rawValue)
    }

    private func traces() async throws -> [CaseTrace] {
        if let config {
            return try await CommandFailure.translating { try await stored(config) }
        }
        return try await asked()
    }

    private func stored(_ config: String) async throws -> [CaseTrace] {
        let configuration = try GatewayConfiguration(yaml: try FileReader.text(config), path: config)
        let journal = try await JournalAddress(configuration.journal).open(resolve: configuration.resolve)
        let traces: [CaseTrace]
        do {
            traces = try await CaseQueries(journal: journal).trace(reference, visibleTo: nil)
        } catch {
            try? await journal.close()
            throw error
        }
        try await journal.close()
        return traces
    }

    /// The case that the gateway finds, and those it names beside it.
    private func asked() async throws -> [CaseTrace] {
        let first = try await call(reference)
        guard first.status != 404 else { return [] }
        guard first.status == 200 else { throw CommandFailure(first) }
        do {
            var traces = [try JSON.decode(CaseTrace.self, from: first.body)]
            for related in try JSON.decode(Related.self, from: first.body).related {
                let reply = try await call(related.id.rawValue)
                guard reply.status == 200 else { throw CommandFailure(reply) }
                traces.append(try JSON.decode(CaseTrace.self, from: reply.body))
            }
            return traces
        } catch is DecodingError {
            throw CommandFailure(
                .cannot, "command.unreadable_answer",
                Text(vi: "Không đọc được trả lời của cổng.", en: "The gateway's answer can't be read."))
        }
    }

    private func call(_ reference: String) async throws -> HTTPReply {
        try await gateway.call(
            "/v1/cases/\(reference.percentEncoded)",
            headers: [
                HeaderField("Accept", "application/json"), HeaderField("Accept-Language", output.text.rawValue),
            ])
    }

    private struct Related: Decodable {
        var related: [Row]

        struct Row: Decodable { var id: CaseID }
    }
}

extension String {
    /// The text as one segment of a path (RFC 3986, section 3.3): all but unreserved characters encoded.
    fileprivate var percentEncoded: String {
        utf8.map { byte in
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
