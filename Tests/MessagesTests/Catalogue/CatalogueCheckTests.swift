import Messages
import SingleWindow
import Testing

/// `Catalogue.check`: what a folder of packs must keep beyond being loadable.
struct CatalogueCheckTests {
    @Test func `the repository's folder has nothing wrong`() {
        let problems = SchemaFolderFixture.catalogue.check()
        #expect(problems.isEmpty, "\(CatalogueError(problems: problems))")
    }

    static let samples = [
        "nsw/BXX0100001/samples/10-01.xml": sample("10", "01", "<Application><Name>A</Name></Application>"),
        "nsw/BXX0100001/samples/18-07.xml": sample(
            "18", "07", "<Licence><No>7</No><Result>1</Result></Licence>"),
    ]

    static func sample(_ type: String, _ function: String, _ content: String) -> String {
        let party =
            "<name>A</name><identity>0101234567</identity><countryCode>VN</countryCode><ministryCode>A</ministryCode>"
            + "<organizationCode>A</organizationCode>"
        return """
            <Envelope><Header><From>\(party)</From><To>\(party)</To><Subject><documentType>BXX0100001</documentType>
            <type>\(type)</type><function>\(function)</function><reference>TT26000001</reference>
            <documentYear>2026</documentYear><preReference>A1</preReference><sendDate>2026-11-21 08:00:00</sendDate>
            </Subject></Header><Body><Content>\(content)</Content></Body></Envelope>
            """
    }

    @Test func `a made-up procedure with valid samples passes`() throws {
        try SchemaFolderFixture.with(Self.samples) { folder in
            let problems = try Catalogue.load(schemas: folder).check()
            #expect(problems.isEmpty, "\(CatalogueError(problems: problems))")
        }
    }

    @Test(arguments: [
        // A message without a sample.
        ("catalogue.no_sample", "nsw/BXX0100001/samples/18-07.xml", ""),
        // A sample that its schema refuses.
        (
            "xml.schema.unexpected", "nsw/BXX0100001/samples/18-07.xml",
            sample("18", "07", "<Licence><Number>7</Number><Result>1</Result></Licence>")
        ),
        // A sample of another message.
        (
            "catalogue.sample_of_other_message", "nsw/BXX0100001/samples/18-07.xml",
            sample("10", "01", "<Application><Name>A</Name></Application>")
        ),
        // A result that says neither yes nor no.
        (
            "nsw.content.decision", "nsw/BXX0100001/samples/18-07.xml",
            sample("18", "07", "<Licence><No>7</No><Result>2</Result></Licence>")
        ),
        // A mapped field that the schema does not declare.
        (
            "catalogue.field_not_declared", "nsw/BXX0100001/procedure.yaml",
            SchemaFolderFixture.procedure.replacing("Licence/No", with: "Licence/Number")
        ),
        // Nobody can ever pay a fee before the dossier is there.
        (
            "catalogue.no_submission", "nsw/BXX0100001/procedure.yaml",
            SchemaFolderFixture.procedure.replacing("event: submitted", with: "event: edited")
        ),
        // A revoked certificate can't be revoked by one who never granted any.
        (
            "catalogue.unreachable_event", "nsw/BXX0100001/procedure.yaml",
            SchemaFolderFixture.procedure.replacing("event: granted", with: "event: certificate-amended")
                .replacing("event: accepted", with: "event: informed")
        ),
        // A schema that no message uses.
        ("catalogue.unused_schema", "nsw/BXX0100001/Old.xsd", SchemaFolderFixture.schema("Old", "No")),
    ])
    func `what is not kept is named with its file`(code: String, file: String, text: String) throws {
        var files = Self.samples
        files[file] = text.isEmpty ? nil : text
        try SchemaFolderFixture.with(files) { folder in
            let problems = try Catalogue.load(schemas: folder).check()
            #expect(problems.contains { $0.code == code && $0.path == file }, "\(CatalogueError(problems: problems))")
        }
    }
}
