package import SingleWindow

/// Outputs of the engine as answers to a request: headers that echo what the sender needs to match them.
package enum VNACCSAnswer {
    /// The header of an output that answers `request`.
    ///
    /// Echoed are the sender, its keys and the procedure; the password is not. The output code is given with its
    /// revision digit; the time is when the engine took the request in.
    package static func header(
        to request: VNACCSHeader, outputCode: String, dataType: VNACCSHeader.DataType, at time: Timestamp
    ) -> VNACCSHeader {
        var header = VNACCSHeader()
        header.control = request.control
        header.procedureCode = request.procedureCode
        header.outputCode = outputCode
        header.receivedAt = time
        header.userID = request.userID
        header.terminalID = request.terminalID
        header.rtpInfo = request.rtpInfo
        header.serverInfo = request.serverInfo
        header.dataInfo = request.dataInfo
        header.inputInfo = request.inputInfo
        header.indexInfo = request.indexInfo
        header.system = request.system
        header.dataType = dataType.rawValue
        if dataType == .result {
            header.divideNumber = "000"
        } else {
            (header.divideNumber, header.endFlag) = ("001", "E")
        }
        return header
    }

    /// The processing result for `request`: what the engine answers at once, before any output.
    ///
    /// There are one to five results; ``VNACCSResult/completed`` is the normal end.
    package static func result(
        to request: VNACCSHeader, _ results: [VNACCSResult], at time: Timestamp, conventions: VNACCSConventions
    ) -> VNACCSMessage {
        let code = conventions.resultOutputPrefix + request.procedureCode
        var message = VNACCSMessage(
            layout: .processingResult(code: code),
            header: header(to: request, outputCode: code, dataType: .result, at: time))
        message.results = results
        return message
    }

    /// The results for a request that was refused with `problems`: at most five, in the order of the problems.
    ///
    /// The codes are those of the system kind (A): the length (A0008), the header (A0009), the procedure (A0001), the
    /// signature (A0034), else the form of the message (A0017).
    package static func results(for problems: [Problem]) -> [VNACCSResult] {
        var results: [VNACCSResult] = []
        for problem in problems where results.count < VNACCSResult.maximum {
            let (item, row) = place(problem.path ?? "")
            let result = VNACCSResult(code: code(for: problem.code), item: item, row: row)
            if !results.contains(result) { results.append(result) }
        }
        return results.isEmpty ? [VNACCSResult(code: "A0017")] : results
    }

    private static func code(for problem: String) -> String {
        switch problem {
        case "vnaccs.length_mismatch", "vnaccs.length_invalid", "vnaccs.message_too_long",
            "vnaccs.header_too_short":
            "A0008"
        case "vnaccs.header_characters", "vnaccs.header_time": "A0009"
        case "vnaccs.layout_unknown", "vnaccs.code_missing": "A0001"
        case _ where problem.hasPrefix("signature."): "A0034"
        default: "A0017"
        }
    }

    /// The id and the row in a path such as `item 176 CMD (row 3)`.
    private static func place(_ path: String) -> (item: String, row: Int) {
        let words = path.split(whereSeparator: { $0 == " " || $0 == "(" || $0 == ")" })
        guard words.count >= 3, words[0] == "item" else { return ("", 0) }
        return (String(words[2]), words.count == 5 ? Int(words[4]) ?? 0 : 0)
    }
}
