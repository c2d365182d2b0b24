internal import FoundationEssentials
package import SingleWindow
package import XMLTree

/// The compiled schemas of one family, by their path below the schema folder (`customs/channel.xsd`).
package struct FamilySchemas: Sendable {
    private let schemas: [String: XMLSchemaSet]

    /// Compiles every schema in the subfolder `name` of `folder`: a broken one is found when the gateway starts and not
    /// when a message comes. Throws `XMLError`, and Foundation's error for a folder that can't be listed.
    package init(folder: String, name: String) throws {
        let path = folder + "/" + name
        var schemas: [String: XMLSchemaSet] = [:]
        for file in try FileManager.default.contentsOfDirectory(atPath: path).sorted() where file.hasSuffix(".xsd") {
            schemas[name + "/" + file] = try XMLSchemaSet(folder: path, files: [file])
        }
        self.schemas = schemas
    }

    /// Everything that is wrong with `element` by the schema `path`. A schema that is not there is a problem too: what
    /// could not be checked is never taken as valid.
    package func problems(
        with element: XMLTree.Element, by path: String, ignoring: [XMLTree.Element] = [], under prefix: String = ""
    ) -> [Problem] {
        guard let schema = schemas[path] else {
            return [
                Problem(
                    code: "schema.missing",
                    message: Text(
                        vi: "Không có lược đồ \(path) để kiểm tra thông điệp.",
                        en: "There is no schema \(path) to check the message with."))
            ]
        }
        return schema.validate(element, ignoring: ignoring).map { $0.problem(under: prefix) }
    }
}
