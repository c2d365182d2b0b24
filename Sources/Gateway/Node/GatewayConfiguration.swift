internal import Yams

/// The configuration file of `nsw serve`: one YAML document. Unknown keys are refused. Paths are relative to the file.
package struct GatewayConfiguration: Sendable, Equatable {
    /// `production` refuses sample keys and roots and connections without TLS; `sandbox` takes both.
    package enum Mode: String, Sendable, Codable { case production, sandbox }

    package var mode: Mode
    package var listen: Listen
    /// `sqlite:PATH`.
    package var journal: String
    /// Folder of schemas, procedures and routing.
    package var schemas: String
    /// File of the partner register.
    package var partners: String
    package var identity: Identity
    package var trust: Trust
    package var delivery: Delivery
    package var limits: Limits
    /// Folder of the file, against which paths are resolved.
    package var folder: String

    /// Where the gateway listens.
    package struct Listen: Sendable, Equatable {
        package var host = "127.0.0.1"
        /// 0 takes any free port.
        package var port = 8443
        package var tls: TLS?

        /// PEM files of the server's certificate chain and key, and of the roots that client certificates lead to.
        package struct TLS: Sendable, Equatable {
            package var certificate: String
            package var key: String
            package var clientRoots: String?
        }
    }

    /// The gateway's signing key and its names in each family.
    package struct Identity: Sendable, Equatable {
        package var key: String
        package var certificate: String
        /// Name and identity towards declarants (F2).
        package var customsName = "Hải quan Việt Nam"
        package var customsIdentity = "NSW"
        /// User identifier towards the clearance engine (F3), at most 8 characters.
        package var engineUser = "NSWGW"
        /// `Sender_Code` and `Sender_Name` in payment messages (F4).
        package var paymentCode = "NSW"
        package var paymentName = "Cổng thông tin một cửa quốc gia"
    }

    /// Authorities and revocation lists (PEM files).
    package struct Trust: Sendable, Equatable {
        package var traders: [String] = []
        package var agencies: [String] = []
        package var revocationLists: [String] = []
        /// Roots of partners' servers; the system's where nil.
        package var serverRoots: String?
    }

    /// Delivery to partners.
    package struct Delivery: Sendable, Equatable {
        package var concurrency = 64
        /// Seconds.
        package var connectTimeout = 10
        package var totalTimeout = 60
        package var lease = 120
        /// First and longest wait between attempts, in milliseconds.
        package var firstRetry = 2000
        package var longestRetry = 900_000
        /// Hours after which a delivery is parked.
        package var giveUpAfter = 48
    }

    /// Bounds that keep one caller from hurting the others.
    package struct Limits: Sendable, Equatable {
        /// Bytes of one message.
        package var messageBytes = 32 << 20
        /// Messages in work at once; more are answered 503 with Retry-After.
        package var concurrentMessages = 256
    }

    /// Reads the configuration file at `path`, whose text is `yaml`.
    ///
    /// - Throws: `ConfigurationError` with the place in the file.
    package init(yaml: String, path: String) throws(ConfigurationError) {
        do {
            self = try YAMLDecoder().decode(GatewayConfiguration.self, from: yaml)
        } catch {
            throw ConfigurationError(file: path, error)
        }
        folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        if folder.isEmpty { folder = path.hasPrefix("/") ? "/" : "." }
    }

    /// `path` against the folder of the configuration file.
    package func resolve(_ path: String) -> String { path.hasPrefix("/") ? path : "\(folder)/\(path)" }
}

/// A configuration file that can't be used.
package struct ConfigurationError: Error, CustomStringConvertible {
    package var description: String

    package init(_ description: String) { self.description = description }

    init(file: String, _ error: any Error) {
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            description = "\(file): \(ConfigurationError.place(context.codingPath))'\(key.stringValue)' is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context):
            description = "\(file): \(ConfigurationError.place(context.codingPath))\(context.debugDescription)"
        default: description = "\(file): \(error)"
        }
    }

    private static func place(_ path: [any CodingKey]) -> String {
        path.isEmpty ? "" : path.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".") + ": "
    }
}
