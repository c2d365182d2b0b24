import Messages
import SingleWindow
import Testing

@Suite("VNACCS results, divided messages, combined jobs")
struct VNACCSExchangeTests {
    static let reader = VNACCSReader(VNACCSFixture.layouts)

    static func request() -> VNACCSHeader {
        var header = VNACCSHeader()
        header.procedureCode = "IDA"
        header.userID = "A1234001"
        header.password = "SECRET01"
        header.terminalID = "GATE01"
        header.dataInfo = "10102611210000000001"
        header.inputInfo = "PORK"
        return header
    }

    @Test("a processing result is one line of 75 characters that echoes the sender's keys")
    func processingResult() throws {
        let time = try #require(Timestamp("2026-11-21T08:30:15+07:00"))
        let message = VNACCSAnswer.result(
            to: VNACCSExchangeTests.request(), [.completed], at: time, conventions: VNACCSConventions())
        let bytes = try VNACCSWriter().write(message)
        #expect(bytes.count == 400 + 77)
        #expect(String(decoding: bytes[400..<415], as: UTF8.self) == "00000-0000-0000")
        let back = try VNACCSExchangeTests.reader.read(bytes)
        #expect(back == message)
        #expect(back.header.outputCode == "*SIDA" && back.header.dataType == "R")
        #expect(back.header.dataInfo == "10102611210000000001" && back.header.inputInfo == "PORK")
        #expect(back.header.password.value.isEmpty, "the password is not sent back")
        #expect(back.header.receivedAt == time)
        #expect(back.results == [.completed])
    }

    @Test("problems become results with item and row")
    func results() throws {
        let problems = [
            Problem(code: "vnaccs.length_mismatch", path: "header data length", message: Text(vi: "", en: "")),
            Problem(code: "vnaccs.item_missing", path: "item 176 CMD (row 3)", message: Text(vi: "", en: "")),
            Problem(code: "vnaccs.item_missing", path: "item 6 ICB", message: Text(vi: "", en: "")),
            Problem(code: "signature.hash_failure", message: Text(vi: "", en: "")),
            Problem(code: "vnaccs.layout_unknown", path: "header", message: Text(vi: "", en: "")),
            Problem(code: "vnaccs.header_time", path: "header", message: Text(vi: "", en: "")),
        ]
        let results = VNACCSAnswer.results(for: problems)
        #expect(results.map(\.code) == ["A0008", "A0017", "A0017", "A0034", "A0001"])
        #expect(results[1] == VNACCSResult(code: "A0017", item: "CMD", row: 3))
        let message = VNACCSAnswer.result(
            to: VNACCSExchangeTests.request(), results, at: Timestamp(milliseconds: 0), conventions: VNACCSConventions()
        )
        #expect(try VNACCSExchangeTests.reader.read(VNACCSWriter().write(message)).results == results)
    }

    @Test("the answer to an inquiry has the result line before its items")
    func inquiry() throws {
        var message = VNACCSMessage(layout: VNACCSFixture.layout("VAF511"))
        message.header.dataType = "M"
        message.results = [.completed]
        for (id, value) in [("BRC", "VCB"), ("RYA", "2026"), ("BPS", "HM"), ("BPN", "77"), ("CCC", "VND")] {
            message[id] = value
        }
        let bytes = try VNACCSWriter().write(message)
        #expect(String(decoding: bytes[400..<415], as: UTF8.self) == "00000-0000-0000")
        #expect(try VNACCSExchangeTests.reader.read(bytes) == message)
        message.header.dataType = "C"
        message.results = []
        let bare = try VNACCSWriter().write(message)
        #expect(String(decoding: bare[400..<403], as: UTF8.self) == "VCB")
        #expect(try VNACCSExchangeTests.reader.read(bare) == message)
    }

    @Test(
        "a result line that is none",
        arguments: [
            "", "00000", "00000 0000 0000", "00000-0000-00X0", "0000-00000-0000", "               ",
        ])
    func badResult(_ line: String) throws {
        var header = VNACCSExchangeTests.request()
        (header.outputCode, header.dataType) = ("*SIDA", "R")
        let data = Array((line + "\r\n").utf8)
        let bytes = try header.bytes(length: 400 + data.count) + data
        #expect(VNACCSExchangeTests.reader.inspect(bytes).problems.map(\.code) == ["vnaccs.result_invalid"])
    }

    @Test("several messages in one body are told apart by their lengths")
    func bodies() throws {
        let time = Timestamp(milliseconds: 0)
        let result = VNACCSAnswer.result(
            to: VNACCSExchangeTests.request(), [.completed], at: time, conventions: VNACCSConventions())
        var output = VNACCSMessage(layout: VNACCSFixture.layout("VAJP06"))
        output["APN"] = "123456789012"
        let first = try VNACCSWriter().write(result)
        let second = try VNACCSWriter().write(output)
        #expect(try VNACCSDivision.messages(in: first + second) == [first, second])
        #expect(throws: VNACCSError.self) { try VNACCSDivision.messages(in: first + second.dropLast()) }
        #expect(throws: VNACCSError.self) { try VNACCSDivision.messages(in: first + [65]) }
    }

    @Test("a divided message is put together again, in any order")
    func division() throws {
        var generator = SeededGenerator(seed: 11)
        let message = VNACCSRoundTripTests.message(
            VNACCSFixture.layout("VAD1AC"), rows: 20, width: .characters, density: 0.5, using: &generator)
        let whole = try VNACCSWriter().write(message)
        let parts = try VNACCSDivision.divide(whole, limit: 20_000)
        #expect(parts.count > 2 && parts.allSatisfy { $0.count <= 20_000 })
        let headers = parts.compactMap { VNACCSHeader.read($0).header }
        #expect(headers.map(\.divideNumber).prefix(3) == ["001", "002", "003"])
        #expect(headers.allSatisfy(VNACCSDivision.isPart))
        #expect(headers.map(\.endFlag).filter { $0 == "E" }.count == 1 && headers.last?.endFlag == "E")
        #expect(try VNACCSDivision.join(parts.reversed()) == whole)
        #expect(try VNACCSDivision.divide(whole, limit: 999_999) == [whole])

        func codes(_ parts: [[UInt8]]) -> [String] {
            do {
                _ = try VNACCSDivision.join(parts)
                return []
            } catch { return error.problems.map(\.code) }
        }
        #expect(codes(Array(parts.dropLast())) == ["vnaccs.division_unfinished"])
        #expect(codes(Array(parts.dropFirst())) == ["vnaccs.division_gap"])
        #expect(codes(parts + [parts[0]]) == ["vnaccs.division_twice"])
        #expect(codes([]) == ["vnaccs.division_unfinished"])
        var other = message
        other.header.dataInfo = "ANOTHER"
        let foreign = try VNACCSDivision.divide(VNACCSWriter().write(other), limit: 20_000)
        #expect(codes([foreign[0]] + parts.dropFirst()).contains("vnaccs.division_mixed"))
        #expect(throws: VNACCSError.self) { try VNACCSDivision.divide(whole, limit: 450) }
    }

    @Test("a combined job has five index lines, then the items of its sub-jobs")
    func combined() throws {
        var header = VNACCSExchangeTests.request()
        header.procedureCode = "CMB"
        var first = VNACCSMessage(layout: VNACCSFixture.layout("IDC"), header: header)
        first["ICN"] = "107767905230"
        var second = VNACCSMessage(layout: VNACCSFixture.layout("HYS"), header: header)
        for item in second.items.table.items where item.isMandatory { second[item.id] = "1" }
        let job = VNACCSCombined(header: header, jobs: [first, second])
        let bytes = try job.bytes()
        #expect(String(decoding: bytes[400..<413], as: UTF8.self) == "IDC    000017")
        #expect(String(decoding: bytes[430..<443], as: UTF8.self) == "       000000")
        #expect(VNACCSCombined.isPresent(in: bytes))
        #expect(!VNACCSCombined.isPresent(in: try VNACCSWriter().write(first)))
        let back = try VNACCSCombined(bytes, layouts: VNACCSFixture.layouts)
        #expect(back.jobs == [first, second])

        var damaged = bytes
        damaged[412] = UInt8(ascii: "9")
        #expect(throws: VNACCSError.self) { try VNACCSCombined(damaged, layouts: VNACCSFixture.layouts) }
        damaged = bytes
        damaged[475] = UInt8(ascii: "x")
        #expect {
            _ = try VNACCSCombined(damaged, layouts: VNACCSFixture.layouts)
        } throws: { error in
            let problem = (error as? VNACCSError)?.problems.first
            return problem?.code == "vnaccs.item_not_integer" && problem?.line == 7
        }
        #expect(throws: VNACCSError.self) {
            try VNACCSCombined(header: header, jobs: Array(repeating: first, count: 6)).bytes()
        }
    }
}
