package import SingleWindow

/// The 400 bytes before every message of the clearance engine: 398 of fields and a line end (reference/domain.md 2.2).
///
/// Fields are held without the spaces that fill them up. The length of header and data, which ends the header, is not
/// held: the writer counts it and the reader compares it with what came.
package struct VNACCSHeader: Hashable, Sendable {
    /// Bytes of the header with its line end.
    package static let size = 400

    /// Kind of exchange; `SS` between a terminal and the engine.
    package var control = "SS"
    /// The procedure that is asked for, or that an output answers: `IDA`.
    package var procedureCode = ""
    /// Empty in what terminals send; the message's code with its revision digit in what the engine sends: `VAD1AC0`.
    package var outputCode = ""
    /// When the engine took in the request, `yyyyMMddHHmmss` in Vietnamese time; see ``receivedAt``.
    package var serverReceiveTime = ""
    package var userID: VNACCSSecret = ""
    package var password: VNACCSSecret = ""
    /// The terminal, or gateway path, that sends and gets the answers.
    package var terminalID: VNACCSSecret = ""
    package var mailAddress = ""
    package var subject = ""
    /// The engine's own; echoed.
    package var rtpInfo = ""
    /// The engine's own; echoed.
    package var serverInfo = ""
    /// The sender's key for matching outputs with requests; the engine echoes it. The gateway writes its receipt
    /// number here.
    package var dataInfo = ""
    /// The part's number in a divided message, from `001`; `000` in a bare processing result.
    package var divideNumber = ""
    /// `E` in the last part of a divided message and in an undivided one.
    package var endFlag = ""
    /// What the data is: see ``DataType``. Empty in what terminals send.
    package var dataType = ""
    package var reserve1 = ""
    /// Set by the engine to keep a terminal from sending an output back.
    package var sendGuard = ""
    package var reserve2 = ""
    /// What the user wrote to find the message again; echoed.
    package var inputInfo = ""
    /// Keys that the engine files outputs under.
    package var indexInfo = ""
    package var pattern = ""
    /// `1` for the clearance engine.
    package var system = "1"
    package var displayCode = ""
    package var reserve3 = ""

    package init() {}

    /// What the data of an output is, from the header's field of one character.
    package enum DataType: String, Hashable, Sendable {
        /// A processing result: one line of up to five result codes.
        case result = "R"
        /// Items alone.
        case items = "C"
        /// A processing result, then items: the answer to an inquiry.
        case resultAndItems = "M"
    }

    /// Whether the data starts with the line of a processing result.
    package var hasResultLine: Bool {
        dataType == DataType.result.rawValue || dataType == DataType.resultAndItems.rawValue
    }

    /// ``serverReceiveTime`` as an instant; nil where it is blank or no time.
    package var receivedAt: Timestamp? {
        get {
            guard serverReceiveTime.utf8.count == 14 else { return nil }
            return Timestamp(compactDate: serverReceiveTime.prefix(8), time: serverReceiveTime.dropFirst(8))
        }
        set {
            serverReceiveTime =
                newValue.map {
                    let local = Timestamp(milliseconds: $0.milliseconds)
                    return local.compactDate + local.compactTime
                } ?? ""
        }
    }
}

extension VNACCSHeader: CustomStringConvertible {
    /// Codes and keys only; never user, password or terminal.
    package var description: String {
        "VNACCS \(procedureCode) \(outputCode) \(dataInfo)"
    }
}

// MARK: - Fields

extension VNACCSHeader {
    /// One field: where it is, how long, and how it is held.
    package struct Field: Sendable {
        package let name: String
        /// Bytes from the start of the message.
        package let offset: Int
        /// Bytes.
        package let length: Int
        package let get: @Sendable (VNACCSHeader) -> String
        package let set: @Sendable (inout VNACCSHeader, String) -> Void

        fileprivate init(_ name: String, _ offset: Int, _ length: Int, _ path: any Access<String>) {
            self.name = name
            self.offset = offset
            self.length = length
            get = { $0[keyPath: path] }
            set = { $0[keyPath: path] = $1 }
        }

        fileprivate init(_ name: String, _ offset: Int, _ length: Int, secret path: any Access<VNACCSSecret>) {
            self.name = name
            self.offset = offset
            self.length = length
            get = { $0[keyPath: path].value }
            set = { $0[keyPath: path] = VNACCSSecret($1) }
        }
    }

    fileprivate typealias Access<Value> = WritableKeyPath<VNACCSHeader, Value> & Sendable

    /// Offset of the length of header and data: six digits, zeros in front.
    package static let lengthOffset = 392
    /// The longest message that six digits can give the length of.
    package static let maximumLength = 999_999

    /// Every field but the length, in order. Lengths and offsets: reference/domain.md 2.2.
    package static let fields: [Field] = [
        Field("control", 0, 3, \.control),
        Field("procedure code", 3, 5, \.procedureCode),
        Field("output code", 8, 7, \.outputCode),
        Field("server receive time", 15, 14, \.serverReceiveTime),
        Field("user id", 29, 8, secret: \.userID),
        Field("password", 37, 8, secret: \.password),
        Field("terminal id", 45, 6, secret: \.terminalID),
        Field("mail address", 51, 64, \.mailAddress),
        Field("subject", 115, 64, \.subject),
        Field("RTP info", 179, 30, \.rtpInfo),
        Field("server info", 209, 10, \.serverInfo),
        Field("data info", 219, 26, \.dataInfo),
        Field("divide number", 245, 3, \.divideNumber),
        Field("end flag", 248, 1, \.endFlag),
        Field("data type", 249, 1, \.dataType),
        Field("reserve 1", 250, 1, \.reserve1),
        Field("send guard", 251, 1, \.sendGuard),
        Field("reserve 2", 252, 1, \.reserve2),
        Field("input info", 253, 10, \.inputInfo),
        Field("index info", 263, 100, \.indexInfo),
        Field("pattern", 363, 1, \.pattern),
        Field("system", 364, 1, \.system),
        Field("display code", 365, 3, \.displayCode),
        Field("reserve 3", 368, 24, \.reserve3),
    ]
}
