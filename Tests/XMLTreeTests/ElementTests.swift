import Testing
import XMLTree

struct ElementTests {
    private func tree(_ document: String) throws -> XMLTree { try XMLTree(parsing: Array(document.utf8)) }

    @Test("names, attributes and children")
    func reading() throws {
        let tree = try tree(
            """
            <p:a xmlns:p='urn:p' xmlns='urn:d' x='1' p:x='2' xml:lang='vi'>
              <b>1</b><p:b>2</p:b><c/><b>3</b>
            </p:a>
            """)
        let root = tree.root
        #expect((root.localName, root.prefix, root.namespaceURI, root.qualifiedName) == ("a", "p", "urn:p", "p:a"))
        #expect(root.attribute("x") == "1")
        #expect(root.attribute("x", namespace: "urn:p") == "2")
        #expect(root.attribute("lang", namespace: "http://www.w3.org/XML/1998/namespace") == "vi")
        #expect(root.attribute("lang") == nil)
        #expect(root.attributes.map(\.value) == ["1", "2", "vi"])
        #expect(root.children.map(\.localName) == ["b", "b", "c", "b"])
        #expect(try root.all("b").map { try $0.text } == ["1", "2", "3"])
        #expect(root.first("b", namespace: "urn:p") != nil)
        #expect(root.first("b", namespace: nil) == nil)
        #expect(root.isNamed("a", namespace: "urn:p"))
        #expect(root.parent == nil)
        #expect(root.first("c")?.parent == root)
        #expect(root.subtree.map(\.localName) == ["a", "b", "b", "c", "b"])
    }

    @Test("order and containment")
    func order() throws {
        let tree = try tree("<a><b><c/></b><d/></a>")
        let all = Array(tree.root.subtree)
        for (i, x) in all.enumerated() {
            for (j, y) in all.enumerated() { #expect(x.precedes(y) == (i < j), "\(x.path) \(y.path)") }
        }
        #expect(tree.root.contains(all[2]))
        #expect(all[1].contains(all[2]))
        #expect(!all[1].contains(all[3]))
    }

    @Test("paths name one element and find it again")
    func paths() throws {
        let tree = try tree("<a xmlns:p='urn:p'><b/><p:b/><b><c/><d/></b></a>")
        let paths = tree.root.subtree.map(\.path)
        #expect(paths == ["/a", "/a/b[1]", "/a/p:b", "/a/b[2]", "/a/b[2]/c", "/a/b[2]/d"])
        for (element, path) in zip(tree.root.subtree, paths) {
            #expect(try tree.elements(selectedBy: path) == [element])
        }
    }

    @Test("lines and columns, beyond what the library keeps")
    func positions() throws {
        let filler = String(repeating: "<!-- < -->\n", count: 70_000)
        let tree = try tree(
            "<?xml version='1.0'?>\n<a>\n\(filler)  <b x='<&gt;'/><![CDATA[<x>]]> <c/></a>".replacing(
                "'<&gt;'", with: "'&gt;>'"))
        let b = try #require(tree.root.first("b")?.position)
        let c = try #require(tree.root.first("c")?.position)
        #expect((b.line, b.column) == (70_003, 3))
        #expect((c.line, c.column) == (70_003, 33))
        #expect(tree.root.line == 2)
    }

    @Test(
        "values are read whole",
        arguments: [
            ("<a/>", ""), ("<a></a>", ""), ("<a> x </a>", " x "), ("<a>a&amp;b</a>", "a&b"),
            ("<a>a<![CDATA[<b>]]>c</a>", "a<b>c"), ("<a>\r\n</a>", "\n"), ("<a>&#13;</a>", "\r"),
        ])
    func values(_ document: String, _ value: String) throws {
        #expect(try tree(document).root.text == value)
        #expect(try tree(document).root.textBytes == Array(value.utf8))
    }

    @Test(
        "values that readers would read differently are refused",
        arguments: [
            ("<a>1<!-- -->00</a>", XMLError.Code.commentInValue), ("<a><!-- --></a>", .commentInValue),
            ("<a>1<?p?></a>", .commentInValue), ("<a>1<b/>2</a>", .elementInValue), ("<a><b/></a>", .elementInValue),
        ])
    func mixedValues(_ document: String, _ code: XMLError.Code) throws {
        let root = try tree(document).root
        #expect { try root.text } throws: { ($0 as? XMLError)?.code == code }
        #expect { try root.textBytes } throws: { ($0 as? XMLError)?.code == code }
    }

    @Test(
        "comments inside values anywhere below are found, comments between elements are not",
        arguments: [
            ("<a><!-- --><b>x</b><?p?></a>", false), ("<a><b>x<!-- -->y</b></a>", true),
            ("<a><b><!-- --></b></a>", true), ("<a><b><?p?>1</b></a>", true), ("<a>text<b/><!-- --></a>", true),
        ])
    func comments(_ document: String, _ isFound: Bool) throws {
        #expect((try tree(document).root.firstCommentInValue != nil) == isFound)
    }

    @Test(
        "identifiers under any of their names",
        arguments: [
            ("<a><b Id='x'/></a>", ["/a/b"]), ("<a><b ID='x'/></a>", ["/a/b"]), ("<a><b id='x'/></a>", ["/a/b"]),
            ("<a><b xml:id='x'/></a>", ["/a/b"]), ("<a><b iD='x'/></a>", []), ("<a><b Id='y' id='x'/></a>", ["/a/b"]),
            ("<a Id='x'><b id='x'/></a>", ["/a", "/a/b"]), ("<a ref='x'/>", []),
            ("<a xmlns:w='urn:w' w:Id='x'><b id='x'/></a>", ["/a", "/a/b"]),
        ])
    func identifiers(_ document: String, _ paths: [String]) throws {
        #expect(try tree(document).elements(identifiedBy: "x").map(\.path) == paths)
    }

    @Test("a declared ID counts where a document type is allowed")
    func declaredIdentifier() throws {
        let document = "<!DOCTYPE a [<!ATTLIST b key ID #IMPLIED>]><a><b key='x'/></a>"
        let tree = try XMLTree(parsing: Array(document.utf8), doctype: .internalSubset)
        #expect(tree.elements(identifiedBy: "x").map(\.path) == ["/a/b"])
    }

    @Test("an XPath must select elements", arguments: ["//a[", "count(/a)", "/a/@x", "/a/text()", "/q:a"])
    func xpathErrors(_ expression: String) throws {
        let tree = try tree("<a x='1'>t</a>")
        #expect { try tree.elements(selectedBy: expression) } throws: { ($0 as? XMLError)?.code == .xpathInvalid }
    }

    @Test("an XPath that selects nothing selects nothing")
    func xpathNothing() throws {
        #expect(try tree("<a/>").elements(selectedBy: "/b").isEmpty)
        #expect(try tree("<a/>").elements(selectedBy: "/*").map(\.path) == ["/a"])
        #expect(try tree("<p:a xmlns:p='urn:p'/>").elements(selectedBy: "/p:a").count == 1)
    }
}
