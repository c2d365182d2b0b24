import Foundation
import Messages
import SingleWindow
import Testing

/// Which family bytes belong to, from their first bytes.
struct MessageRecogniserTests {
    static let engineHeader = String(repeating: " ", count: 3) + "IDA  " + String(repeating: " ", count: 390)

    static let customs = """
        <Envelope><Header><procedureType>2</procedureType><Reference/><From/><To/>
        <Subject><type>929</type><function>8</function></Subject></Header><Body/></Envelope>
        """

    static let header =
        "<Header><From><ministryCode>A</ministryCode></From><Subject><documentType>A</documentType></Subject></Header>"
    static let messages: [(name: String, text: String, family: Family)] = [
        ("F1", "<Envelope>\(header)</Envelope>", .nsw),
        (
            "F1 after a declaration and a comment",
            "<?xml version=\"1.0\"?>\n<!-- <Customs/> --><Envelope>\(header)</Envelope>", .nsw
        ),
        (
            "F1 without documentType is still F1",
            "<Envelope><Header><From><ministryCode>A</ministryCode></From><Subject/></Header></Envelope>", .nsw
        ),
        ("F1 with a prefixed root", "<S:Envelope xmlns:S=\"urn:x\">\(header)</S:Envelope>", .nsw),
        ("F1 without a header", "<Envelope/>", .nsw),
        ("F2", customs, .customs),
        (
            "F2 by its signature",
            "<Envelope><Header><Subject/></Header><Body><Signature><data/><fileCert/></Signature></Body></Envelope>",
            .customs
        ),
        (
            "F2 by what its header lacks",
            "<Envelope><Header><From><name/></From><Subject><type>929</type></Subject></Header></Envelope>", .customs
        ),
        ("F4", "<Customs><Header/></Customs>", .payment),
        ("F4 with a prefix", "<c:Customs xmlns:c=\"urn:x\"/>", .payment),
        ("F3 by its header", engineHeader + "\r\n", .vnaccs),
        ("F3 by its header, the CR lost", engineHeader + "\n", .vnaccs),
        ("F3 signed, header fields kept", "Content-Type: multipart/signed; boundary=a\r\n\r\n", .vnaccs),
        ("F3 signed, MIME version first", "MIME-Version: 1.0\r\n\r\n", .vnaccs),
    ]

    @Test(arguments: messages)
    func `messages are told apart by their form`(name: String, text: String, family: Family) throws {
        #expect(try MessageRecogniser.family(of: Array(text.utf8), contentType: nil) == family)
    }

    @Test(arguments: [
        ("multipart/signed; boundary=x", "--x\r\n", Family.vnaccs),
        // Too short for a header: its reader says so.
        ("text/plain; charset=utf-8", "IDA", .vnaccs),
        // The content type does not make XML something else.
        ("text/plain", "<Customs/>", .payment),
    ])
    func `the content type decides where the bytes do not`(type: String, text: String, family: Family) throws {
        #expect(try MessageRecogniser.family(of: Array(text.utf8), contentType: type) == family)
    }

    @Test(arguments: [
        ("nothing", "", "message.unrecognised"), ("a sentence", "xin chào", "message.unrecognised"),
        ("JSON", "{\"a\": 1}", "message.unrecognised"), ("another root", "<html/>", "message.unrecognised"),
        ("broken XML", "<Envelope><Header>", "xml.not_well_formed"),
        ("a document type", "<!DOCTYPE Envelope><Envelope/>", "xml.doctype_forbidden"),
        (
            "a SOAP envelope",
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body/></s:Envelope>",
            "message.soap"
        ),
    ])
    func `what is of no family is said why`(name: String, text: String, code: String) {
        let refusal = #expect(throws: MessageRefusal.self) {
            try MessageRecogniser.family(of: Array(text.utf8), contentType: nil)
        }
        #expect(refusal?.family == nil)
        #expect(refusal?.problems.map(\.code) == [code])
    }

    @Test func `every sample in the repository is recognised`() throws {
        for row in SchemaFolderFixture.catalogue.list where row.family == .nsw && row.schema != nil {
            let bytes = try NSWFixture.sample(row.code, "\(row.type)-\(row.function)")
            #expect(try MessageRecogniser.family(of: bytes, contentType: "application/xml") == .nsw)
        }
    }
}
