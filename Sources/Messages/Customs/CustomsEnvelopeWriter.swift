internal import Signatures
internal import SingleWindow
internal import XMLTree

/// What a message is, as its header and its content both say.
struct CustomsSubject {
    var type: String
    var function: CustomsFunction
    var reference: String
}

/// The programs a header names.
struct CustomsApplication {
    var name: String
    var receiver: String

    /// The single window to declarants' software.
    static let gateway = CustomsApplication(name: "NSW", receiver: "DECLARANT")
    /// A declarant's software to customs; the receiver is named as in the published samples.
    static let declarant = CustomsApplication(name: "DECLARANT", receiver: "VNACCS/VCIS")
}

/// Writes the envelope in the order of the published sample (reference/domain.md 5.1).
struct CustomsEnvelopeWriter {
    let header: MessageHeader
    let application: CustomsApplication

    func write(content: [UInt8], signature: RawSignature) -> XMLFragment {
        ElementWriter.element("Envelope") { envelope in
            envelope.add("Header") { writer in
                writer.add("procedureType", "2")
                writer.add("Reference") { writer in
                    writer.add("version", "3.00")
                    writer.add("messageId", header.id.rawValue)
                }
                writer.add("SendApplication") { writer in
                    writer.add("name", application.name)
                    writer.add("version", "1.0")
                    writer.add("companyName", header.sender.name)
                    writer.add("companyIdentity", header.sender.identity)
                    writer.add(
                        "createMessageIssue",
                        header.sentAt.map { Timestamp(milliseconds: $0.milliseconds).nswForm })
                }
                writer.add("From") { $0.add(header.sender) }
                writer.add("To") { $0.add(header.recipient) }
                writer.add("Subject") { writer in
                    writer.add("type", header.code.type)
                    writer.add("function", header.code.function)
                    writer.add("reference", header.reference)
                    writer.add("sendApplication", application.name)
                    writer.add("receiveApplication", application.receiver)
                }
            }
            envelope.add("Body") { writer in
                writer.add("Content", Base64.string(content))
                writer.add("Signature") { writer in
                    writer.add("data", signature.data)
                    writer.add("fileCert", signature.fileCert)
                }
            }
        }
    }
}

extension ElementWriter {
    /// A party of the header.
    fileprivate mutating func add(_ party: PartyCode) {
        add("name", party.name)
        add("identity", party.identity)
    }
}
