import CLibXML2
import Synchronization

/// The library's own one-time preparation, and the only door through which it reaches files.
enum LibraryState {
    /// Prepares libxml2 once for the process.
    static func prepare() { _ = isPrepared }

    private static let isPrepared: Bool = {
        xmlInitParser()
        xmlSchemaInitTypes()
        // The loader is one for the whole process: it opens nothing, except for the thread that is compiling a schema
        // inside a folder, and there it opens files of that folder only.
        xmlSetExternalEntityLoader { url, _, context in
            guard let url, let context, let folder = SchemaFolder.current else { return nil }
            return folder.open(String(cString: url), for: context)
        }
        return true
    }()
}
