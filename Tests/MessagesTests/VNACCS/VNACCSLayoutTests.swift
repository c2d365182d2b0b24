import Messages
import SingleWindow
import Testing

@Suite("VNACCS layouts and codes")
struct VNACCSLayoutTests {
    @Test("the folder loads whole")
    func folder() {
        let layouts = VNACCSFixture.layouts
        #expect(layouts.all.count == 207)
        #expect(layouts.conventions == VNACCSConventions())
        for layout in layouts.all {
            #expect(!layout.title.vi.isEmpty && !layout.title.en.isEmpty, "\(layout.code)")
            let orders = (layout.items.items + layout.row.items).map(\.order)
            #expect(orders == Array((orders.first ?? 0)..<(orders.first ?? 0) + orders.count), "\(layout.code)")
        }
    }

    /// Numbers of items and rows as reference/domain.md 2.5 and the tables have them.
    static let shapes: [(code: String, items: Int, row: Int, rows: Int)] = [
        ("IDA", 175, 46, 50), ("EDA", 183, 27, 50), ("VAD1AC", 239, 90, 50), ("IDC", 2, 0, 0), ("MIC", 42, 0, 0),
        ("MEC", 29, 0, 0), ("VAF511", 14, 10, 100), ("VAJP03", 57, 17, 50), ("VAJP06", 31, 0, 0),
        ("VAF801", 70, 0, 0), ("VAD487", 43, 0, 0), ("IVA", 110, 19, 800),
    ]

    @Test("layouts have as many items as the tables", arguments: VNACCSLayoutTests.shapes)
    func shape(_ shape: (code: String, items: Int, row: Int, rows: Int)) {
        let layout = VNACCSFixture.layout(shape.code)
        #expect(layout.items.count == shape.items)
        #expect(layout.row.count == shape.row)
        #expect(layout.maximumRows == shape.rows)
    }

    @Test("items are found by id")
    func item() throws {
        let layout = VNACCSFixture.layout("IDA")
        let importer = try #require(layout.item("IMC"))
        #expect(importer.order == 14 && importer.attribute == .alphanumeric && importer.width == 13)
        #expect(importer.path() == "item 14 IMC")
        let name = try #require(layout.item("CMN"))
        #expect(name.attribute == .multibyte && name.width == 600 && name.isMandatory)
        #expect(name.path(row: 3) == "item 182 CMN (row 3)")
        #expect(layout.item("XXX") == nil)
        #expect(VNACCSFixture.layout("MFR").item("KND")?.defaultValue == "9")
    }

    @Test("an alias has the items of the other message")
    func alias() {
        let alias = VNACCSFixture.layout("VAD419")
        #expect(alias.items === VNACCSFixture.layout("IDA").items)
        #expect(alias.direction == .receive && alias.isSigned && alias.sameAs == "IDA")
        #expect(VNACCSFixture.layout("VAE400").items === VNACCSFixture.layout("EDA").items)
        #expect(VNACCSFixture.layout("VAD3AC").items === VNACCSFixture.layout("VAD1AC").items)
    }

    @Test(
        "broken labels are whole again",
        arguments: [
            ("VAJP03", "ESN", "Exporter Street and number/P.O.Box", 35),
            ("OLA", "ARR", "Arrival location of bonded transportation (Bonded area)", 7),
            ("OLA", "TE5", "Transportation equipment code (Vessel call sign, Flight No. etc...)", 38),
            ("BIA", "RM2", "Remarks (for Customs use)", 420),
            ("MEC", "FCD", "Currency Code of total of tax value", 3),
        ])
    func labels(_ row: (code: String, id: String, label: String, width: Int)) throws {
        let item = try #require(VNACCSFixture.layout(row.code).item(row.id))
        #expect(item.label == row.label)
        #expect(item.width == row.width)
    }

    @Test("a header leads to its layout")
    func lookUp() {
        let layouts = VNACCSFixture.layouts
        #expect(layouts["VAD1AC0"]?.code == "VAD1AC")
        #expect(layouts["VAD1ACX"] == nil)
        var header = VNACCSHeader()
        header.procedureCode = "IDA"
        #expect(layouts.layout(for: header)?.code == "IDA")
        header.outputCode = "VAD4190"
        #expect(layouts.layout(for: header)?.code == "VAD419")
        header.outputCode = "IDA"
        #expect(layouts.layout(for: header) == nil, "a send code is no output code")
        header.outputCode = ""
        header.procedureCode = "VAD1AC"
        #expect(layouts.layout(for: header) == nil)
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        var comment: String
        var text: String
        var line: Int
        var testDescription: String { comment }
    }

    static let good = "message X1\ndirection send\ntitle.en X\nitems\n 1 AAA A3 M Label\n"
    static let bad: [Bad] = [
        Bad(comment: "no items", text: "message X1\ndirection send\ntitle.en X\n", line: 1),
        Bad(comment: "no code", text: "direction send\ntitle.en X\nitems\n 1 AAA A3 M L\n", line: 1),
        Bad(comment: "other file name", text: good.replacing("X1", with: "X2"), line: 1),
        Bad(comment: "bad direction", text: good.replacing("send", with: "both"), line: 2),
        Bad(comment: "unknown setting", text: "colour red\n" + good, line: 1),
        Bad(comment: "setting twice", text: "message X1\n" + good, line: 2),
        Bad(comment: "bad attribute", text: good.replacing("A3", with: "B3"), line: 5),
        Bad(comment: "no width", text: good.replacing("A3", with: "A"), line: 5),
        Bad(comment: "zero width", text: good.replacing("A3", with: "A0"), line: 5),
        Bad(comment: "neither M nor C", text: good.replacing(" M ", with: " X "), line: 5),
        Bad(comment: "id too long", text: good.replacing("AAA", with: "AAAAA"), line: 5),
        Bad(comment: "id twice", text: good + " 2 AAA A3 M Label\n", line: 6),
        Bad(comment: "out of order", text: good + " 3 AAB A3 M Label\n", line: 6),
        Bad(comment: "two repetitions", text: good + "repeat 2\n 2 AAB A3 M L\nrepeat 3\n", line: 8),
        Bad(comment: "repetition of nothing", text: good + "repeat 2\n", line: 1),
        Bad(comment: "repetition without number", text: good + "repeat\n", line: 6),
        Bad(comment: "items beside same-as", text: "same-as X0\n" + good, line: 1),
        Bad(comment: "no title", text: good.replacing("title.en X\n", with: ""), line: 1),
        Bad(comment: "sign neither yes nor no", text: "sign maybe\n" + good, line: 1),
    ]

    @Test("what is wrong with a layout file is said with file and line", arguments: VNACCSLayoutTests.bad)
    func badFile(_ bad: Bad) throws {
        _ = try VNACCSLayouts(files: [("X1.layout", VNACCSLayoutTests.good)])
        #expect {
            _ = try VNACCSLayouts(files: [("X1.layout", bad.text)])
        } throws: { error in
            let problem = (error as? VNACCSError)?.problems.first
            return problem?.code == "vnaccs.layout" && problem?.path == "X1.layout" && problem?.line == bad.line
        }
    }

    @Test("all files' problems are reported together; an alias needs its layout")
    func together() {
        let files = [
            ("X1.layout", "message X1\ndirection receive\ntitle.en X\nsame-as X9\n"),
            ("X2.layout", "nonsense\n"), ("wire.conventions", "multibyte-width inches\n"),
        ]
        #expect {
            _ = try VNACCSLayouts(files: files.map { (name: $0.0, text: $0.1) })
        } throws: { error in
            let paths = ((error as? VNACCSError)?.problems ?? []).map { "\($0.path ?? ""):\($0.line ?? 0)" }
            return Set(paths).isSuperset(of: ["X1.layout:4", "X2.layout:1", "wire.conventions:1"])
        }
        #expect(throws: VNACCSError.self) { try VNACCSLayouts(folder: "/nonexistent") }
    }

    @Test("conventions are read")
    func conventions() throws {
        let text = "# a comment\nmultibyte-width bytes\ndate-form ddMMyyyy\nresult-output *C\n"
        let layouts = try VNACCSLayouts(files: [
            (name: "X1.layout", text: VNACCSLayoutTests.good), (name: "wire.conventions", text: text),
        ])
        #expect(
            layouts.conventions
                == VNACCSConventions(multibyteWidth: .bytes, dateForm: .dayFirst, resultOutputPrefix: "*C"))
    }

    @Test(
        "a date is read in both forms and written in one",
        arguments: [
            ("20261121", "2026-11-21"), ("21112026", "2026-11-21"), ("20112012", "2012-11-20"),
            ("20121120", "2012-11-20"),
            ("19012000", "2000-01-19"), ("20012001", "2001-01-20"), ("00000000", nil), ("20261321", nil),
            ("2026112", nil),
            ("2026-1-1", nil),
        ])
    func dates(_ row: (wire: String, date: String?)) {
        #expect(VNACCSConventions.timestamp(date: row.wire)?.date == row.date)
    }

    @Test("dates are Vietnamese dates")
    func writtenDates() throws {
        let lateInLondon = try #require(Timestamp("2026-11-20T20:15:30Z"))
        #expect(VNACCSConventions().date(lateInLondon) == "20261121")
        #expect(VNACCSConventions(dateForm: .dayFirst).date(lateInLondon) == "21112026")
        #expect(VNACCSConventions().time(lateInLondon) == "031530")
        #expect(VNACCSConventions.timestamp(date: "20261121", time: "0315")?.nswForm == "2026-11-21 03:15:00")
    }

    @Test("codes load: procedures, outputs, results")
    func codes() throws {
        let codes = VNACCSFixture.codes
        #expect(codes.procedures.count == 121)
        #expect(codes.procedures.filter(\.isSigned).count == 52)
        #expect(codes.outputs.count == 374)
        #expect(codes.procedure("IDA")?.isSigned == true)
        #expect(codes.procedure("IDB")?.isSigned == false)
        #expect(codes.output("VAD1AC0")?.title.en == "Import declaration (channel result)")
        #expect(codes.output("VAJC02")?.isSigned == true)
        for output in codes.outputs where output.hasLayout { #expect(VNACCSFixture.layouts[output.code] != nil) }
    }

    @Test(
        "a result's text is that of the procedure",
        arguments: [
            ("A0008", "IDA", "Độ dài thông điệp không hợp lệ."),
            ("E0302", "SAA", "Không thể cập nhật vì khai báo này đã được xử lý."),
            ("E0302", "SAZ", "Số của giấy phép đã được sử dụng cho Số đơn xin cấp phép khác."),
            ("E0396", "IDA01", "Đã được thay đổi sau khi phê duyệt giải phóng hàng."),
            ("00000", "AMA", "Kết thúc bình thường"),
            ("S9999", "IDA", "Một chỉ tiêu không hợp lệ."),
        ])
    func resultText(_ row: (code: String, procedure: String, text: String)) {
        #expect(VNACCSFixture.codes.text(of: row.code, procedure: row.procedure).vi == row.text)
    }

    @Test("a damaged table is refused with its line")
    func badTable() {
        #expect {
            _ = try VNACCSCodes(procedures: "code\tsign\tarea\tvi\ten\nIDA\tyes\n", outputs: "", results: "")
        } throws: { error in
            let problem = (error as? VNACCSError)?.problems.first
            return problem?.code == "vnaccs.codes" && problem?.line == 2 && problem?.path == "procedures.tsv"
        }
    }
}
