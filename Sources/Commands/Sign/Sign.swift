internal import ArgumentParser
internal import FoundationEssentials
internal import Gateway
internal import Messages
internal import Signatures
internal import SingleWindow
internal import XMLTree

/// `nsw sign FILE`.
struct Sign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sign a file as its family does.",
        discussion: """
            nsw       both layers of the envelope: the document's and the message's signature (--layer)
            customs   the raw value over the decoded Content, with the certificate beside it
            vnaccs    multipart/signed around the text
            payment   an enveloped XML signature over everything
            xmldsig   an XML signature over everything, or over the element that --id names

            EXAMPLES
              nsw sign declaration.xml --profile customs --key me.key --cert me.crt -o signed.xml
              nsw sign doc.xml --profile xmldsig --key me.key --cert me.crt --id data --c14n inclusive
            """)

    @Argument(help: "The file to sign; - reads standard input.") var file: String
    @Option(help: "nsw, customs, vnaccs, payment or xmldsig.") var profile: SigningProfile
    @Option(help: ArgumentHelp("Private key (PEM, or PKCS#12 with certificate).", valueName: "file")) var key: String
    @Option(help: ArgumentHelp("Certificate and those above it (PEM); not with PKCS#12.", valueName: "file"))
    var cert: String?
    @Option(
        help: ArgumentHelp(
            "File with the key's password. Default: $NSW_KEY_PASSWORD, else none.", valueName: "file"))
    var passwordFile: String?
    @Option(help: ArgumentHelp("xmldsig: Id of the element to sign.", valueName: "id")) var id: String?
    @Option(help: "xmldsig, payment: exclusive or inclusive canonicalization.") var c14n: CanonicalizationName?
    @Option(help: "nsw: string (CMS in the fields) or element (ds:Signature in them).") var placement: PlacementName?
    @Option(help: "nsw: which layer to sign: both, document or message.") var layer: LayerName?
    @Option(
        name: .shortAndLong, help: ArgumentHelp("Write to this file instead of standard output.", valueName: "file"))
    var out: String?
    @OptionGroup var schemas: SchemaOptions
    @OptionGroup var output: OutputOptions

    /// What `--json` prints.
    private struct Document: Encodable {
        var profile: SigningProfile
        var contentType: String
        var bytes: Int
        var sha256: String
        var signer: String
        var out: String?
    }

    func validate() throws {
        if id != nil, profile != .xmldsig { throw ValidationError("--id goes with --profile xmldsig only.") }
        if c14n != nil, profile != .xmldsig, profile != .payment {
            throw ValidationError("--c14n goes with --profile xmldsig and payment only.")
        }
        if placement != nil || layer != nil, profile != .nsw {
            throw ValidationError("--placement and --layer go with --profile nsw only.")
        }
        if output.json, out == nil { throw ValidationError("--json needs -o: standard output holds the document.") }
    }

    func run() async throws {
        let bytes = try InputFile.bytes(file)
        let signed: (contentType: String, bytes: [UInt8])
        let key = try signingKey()
        do {
            signed = try sign(bytes, with: key)
        } catch let refusal as MessageRefusal {
            throw CommandFailure(.no, problems: refusal.problems)
        } catch let error as XMLError {
            throw CommandFailure(.no, problems: [error.problem])
        } catch { throw CommandFailure.of(error) }
        try InputFile.write(signed.bytes, to: out)
        guard output.json else { return }
        Terminal.json(
            Document(
                profile: profile, contentType: signed.contentType, bytes: signed.bytes.count,
                sha256: try Sha256.hex(signed.bytes), signer: key.certificate.subject, out: out))
    }

    private func sign(_ bytes: [UInt8], with key: SigningKey) throws -> (contentType: String, bytes: [UInt8]) {
        switch profile {
        case .payment:
            let written = try schemas.load().payment.sign(
                bytes, with: key, canonicalization: (c14n ?? .inclusive).value)
            return (written.contentType, written.bytes)
        case .xmldsig:
            let signer = XMLSigner(key: key, canonicalization: (c14n ?? .exclusive).value)
            let tree = try XMLTree(parsing: bytes)
            guard let id else { return ("application/xml", try signer.signEnveloped(tree)) }
            guard let element = tree.elements(identifiedBy: id).first else {
                throw CommandFailure(
                    .no, "command.no_such_id",
                    Text(vi: "Không có phần tử nào mang Id \(id).", en: "No element has the Id \(id)."))
            }
            let place: XMLSigner.Place = element == tree.root ? .lastChild(of: tree.root) : .after(element)
            return (
                "application/xml",
                try signer.sign(tree, covering: [.element(element, identifier: id)], at: place)
            )
        case .nsw:
            let family = try schemas.load().nsw
            let layer = layer ?? .both
            let written = try family.sign(
                bytes, documentKey: layer == .message ? nil : key, messageKey: layer == .document ? nil : key,
                placement: (placement ?? .string).value)
            return (written.contentType, written.bytes)
        case .customs:
            let written = try schemas.load().customs.sign(bytes, with: key)
            return (written.contentType, written.bytes)
        case .vnaccs:
            let signed = try SMIMEMessage.sign(bytes, with: key, at: SystemClock().now)
            return (signed.contentType, signed.entity)
        }
    }

    private func signingKey() throws -> SigningKey {
        let password = try self.password()
        let bytes = try InputFile.bytes(key)
        do {
            if let cert {
                return try SigningKey(pem: bytes, password: password, certificatesPEM: try InputFile.bytes(cert))
            }
            if bytes.starts(with: [0x30]) { return try SigningKey(pkcs12: bytes, password: password ?? "") }
            return try SigningKey(pem: bytes, password: password, certificatesPEM: bytes)
        } catch { throw CommandFailure.of(error) }
    }

    private func password() throws -> String? {
        if let passwordFile {
            return String(decoding: try InputFile.bytes(passwordFile), as: UTF8.self).trimmingWhiteSpace()
        }
        return ProcessInfo.processInfo.environment["NSW_KEY_PASSWORD"]
    }
}

/// Whose form a signature has.
enum SigningProfile: String, ExpressibleByArgument, CaseIterable, Codable {
    case nsw
    case customs
    case vnaccs
    case payment
    case xmldsig
}

enum CanonicalizationName: String, ExpressibleByArgument, CaseIterable {
    case exclusive
    case inclusive

    var value: Canonicalization { self == .exclusive ? .exclusive : .inclusive }
}

enum PlacementName: String, ExpressibleByArgument, CaseIterable {
    case string
    case element

    var value: SignaturePlacement { self == .string ? .string : .element }
}

enum LayerName: String, ExpressibleByArgument, CaseIterable {
    case both
    case document
    case message
}
