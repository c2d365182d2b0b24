import Foundation
import Messages
import SingleWindow
import Testing
import XMLTree

/// The SOAP profiles of the ministries: calls, answers, faults and their description.
struct NSWSOAPTests {
    static let payload = "<Envelope><Header/><Body>Hồ sơ &amp; giấy tờ</Body></Envelope>"

    private static func call(_ body: String, namespace: String = NSWSOAP.Version.v11.rawValue) -> [UInt8] {
        Array(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <soapenv:Envelope xmlns:soapenv="\(namespace)" xmlns:gen="http://com/vnsw/send/gateway/generated"
                xmlns:ws="http://com/vnsw/ws/generated" xmlns:m="http://mard.gov.vn/nsw/services"
                xmlns:d="http://mard.gov.vn/nsw/data/contract"><soapenv:Header/><soapenv:Body>\(body)</soapenv:Body>
            </soapenv:Envelope>
            """.utf8)
    }

    static let escaped = payload.replacing("&", with: "&amp;").replacing("<", with: "&lt;")

    /// A call as somebody writes it, and what it is taken for.
    struct Call: Sendable, CustomStringConvertible {
        var description: String
        var body: String
        var profile: NSWSOAP.Profile
        var office: String?
    }

    static let fields = "<gen:officeCode>BNN</gen:officeCode><gen:documentType>BNNPTNT0600011</gen:documentType>"
    static let calls = [
        Call(
            description: "the shape that ministries send, with CDATA",
            body:
                "<gen:receiveRequest>\(fields)<gen:requestPayload><![CDATA[\(payload)]]></gen:requestPayload></gen:receiveRequest>",
            profile: .sendingGateway, office: "BNN"),
        Call(
            description: "escaped text with white space around it",
            body:
                "<gen:receiveRequest>\(fields)<gen:requestPayload>\n  \(escaped)\n</gen:requestPayload></gen:receiveRequest>",
            profile: .sendingGateway, office: "BNN"),
        Call(
            description: "the other name of the operation",
            body: "<gen:GatewayData>\(fields)<gen:requestPayload>\(escaped)</gen:requestPayload></gen:GatewayData>",
            profile: .sendingGateway, office: "BNN"),
        Call(
            description: "the adapter's own: payload only",
            body: "<ws:receiveRequest><ws:requestPayload>\(escaped)</ws:requestPayload></ws:receiveRequest>",
            profile: .adapter, office: nil),
        Call(
            description: "the agriculture ministry's gateway",
            body:
                "<m:receive><m:request><d:officeCode>BNN</d:officeCode><d:requestPayload>\(escaped)</d:requestPayload></m:request></m:receive>",
            profile: .ministryGateway, office: "BNN"),
        Call(
            description: "elements instead of text",
            body: "<ws:receiveRequest><ws:requestPayload>\(payload)</ws:requestPayload></ws:receiveRequest>",
            profile: .adapter, office: nil),
    ]

    @Test(arguments: calls)
    func `calls of every profile are unwrapped`(call: Call) throws {
        for version in NSWSOAP.Version.allCases {
            let request = try NSWSOAP.unwrap(Self.call(call.body, namespace: version.rawValue))
            #expect(request.version == version)
            #expect(request.profile == call.profile)
            #expect(request.officeCode == call.office)
            let text = String(decoding: request.payload, as: UTF8.self)
            #expect(
                text == Self.payload || text == "<Envelope><Header></Header><Body>Hồ sơ &amp; giấy tờ</Body></Envelope>"
            )
        }
    }

    static let twoPayloads =
        "<ws:receiveRequest><ws:requestPayload>a</ws:requestPayload><ws:requestPayload>b</ws:requestPayload></ws:receiveRequest>"
    static let noCalls: [(name: String, bytes: [UInt8], code: String)] = [
        ("not XML", Array("xin chào".utf8), "xml.not_well_formed"),
        ("no SOAP", Array("<Envelope/>".utf8), "soap.envelope"),
        ("two calls", call("<gen:receiveRequest/><gen:receiveRequest/>"), "soap.body"),
        ("an operation nobody has", call("<gen:deleteAll/>"), "soap.operation"),
        ("another namespace", call("<receiveRequest xmlns=\"urn:x\"/>"), "soap.namespace"),
        ("no payload", call("<gen:receiveRequest/>"), "soap.payload"),
        ("two payloads", call(twoPayloads), "soap.payload"),
        (
            "an empty payload",
            call("<ws:receiveRequest><ws:requestPayload> </ws:requestPayload></ws:receiveRequest>"), "xml.empty"
        ),
        ("a document type", Array("<!DOCTYPE a [<!ENTITY b \"c\">]><a/>".utf8), "xml.doctype_forbidden"),
    ]

    @Test(arguments: noCalls)
    func `what is no call is a fault of the caller`(name: String, bytes: [UInt8], code: String) {
        let fault = #expect(throws: NSWSOAP.Fault.self) { try NSWSOAP.unwrap(bytes) }
        #expect(fault?.problem.code == code)
        #expect(fault?.isCallers == true)
    }

    @Test func `a header that must be understood and is not is a fault`() {
        let call = """
            <s:Envelope xmlns:s="\(NSWSOAP.Version.v11.rawValue)"><s:Header><x s:mustUnderstand="1"/></s:Header>
            <s:Body><receiveRequest xmlns="http://com/vnsw/ws/generated"/></s:Body></s:Envelope>
            """
        let fault = #expect(throws: NSWSOAP.Fault.self) { try NSWSOAP.unwrap(Array(call.utf8)) }
        #expect(fault?.problem.code == "soap.must_understand")
    }

    @Test(arguments: NSWSOAP.Profile.allCases, NSWSOAP.Version.allCases)
    func `a call and its answer come back as they went`(profile: NSWSOAP.Profile, version: NSWSOAP.Version) throws {
        let request = NSWSOAP.Request(
            version: version, profile: profile, officeCode: profile == .adapter ? nil : "BNN",
            documentType: profile == .adapter ? nil : "BNN&PTNT0300002", payload: Array(Self.payload.utf8))
        let (contentType, call) = try NSWSOAP.wrap(request)
        #expect(contentType == version.contentType)
        #expect(try NSWSOAP.unwrap(call) == request)
        let answer = try NSWSOAP.wrap(response: Array(Self.payload.utf8), to: request)
        #expect(try NSWSOAP.unwrapResponse(answer.bytes) == Array(Self.payload.utf8))
    }

    @Test(arguments: NSWSOAP.Version.allCases, [true, false])
    func `a fault says who is to blame and why`(version: NSWSOAP.Version, isCallers: Bool) throws {
        let problem = Problem(code: "soap.payload", message: Text(vi: "thiếu", en: "missing"))
        let bytes = try NSWSOAP.wrap(NSWSOAP.Fault(version: version, isCallers: isCallers, problem: problem)).bytes
        let fault = #expect(throws: NSWSOAP.Fault.self) { try NSWSOAP.unwrapResponse(bytes) }
        #expect(fault?.version == version)
        #expect(fault?.isCallers == isCallers)
        #expect(fault?.problem.code == "soap.fault")
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("soap.payload"))
        #expect(text.contains("thiếu"))
    }

    @Test func `the description is a WSDL that xmllint reads and that names its address`() throws {
        let wsdl = NSWSOAP.wsdl(address: "https://nsw.example/soap/nsw?a=1&b=2")
        let root = try XMLTree(parsing: Array(wsdl.utf8)).root
        #expect(root.localName == "definitions")
        #expect(root.all("service").count == 1)
        #expect(wsdl.contains("https://nsw.example/soap/nsw?a=1&amp;b=2"))
        for prefix in ["tns", "gw", "mard"] { #expect(wsdl.contains("element=\"\(prefix):")) }
    }
}
