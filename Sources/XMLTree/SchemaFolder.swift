import CLibXML2
import FoundationEssentials
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The folder that the schema being compiled on this thread may include files of.
///
/// Files are named by made-up URLs `schema://folder/a/b.xsd`, so that libxml2 resolves relative locations and nothing it is
/// given names a real path; the folder itself is the top.
struct SchemaFolder: Sendable {
    /// The folder's real path, without links.
    let root: String

    private static let scheme = "schema://folder/"
    private static let compiling = Mutex<[UInt: SchemaFolder]>([:])

    init(path: String) throws(XMLError) {
        guard let resolved = realpath(path, nil) else {
            throw XMLError(.schemaInvalid, "no such folder: \(path)")
        }
        defer { free(resolved) }
        root = String(cString: resolved)
    }

    /// The folder of the thread that asks.
    static var current: SchemaFolder? { compiling.withLock { $0[threadKey] } }

    /// Runs `body` with this folder open to the schema compiler of this thread.
    func whileCurrent<T>(_ body: () throws(XMLError) -> T) throws(XMLError) -> T {
        let key = Self.threadKey
        Self.compiling.withLock { $0[key] = self }
        defer { Self.compiling.withLock { _ = $0.removeValue(forKey: key) } }
        return try body()
    }

    private static var threadKey: UInt {
        #if canImport(Darwin)
            UInt(bitPattern: pthread_self())
        #else
            UInt(pthread_self())
        #endif
    }

    static func url(of file: String) -> String {
        scheme
            + file.utf8.map { byte in
                let isPlain =
                    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || [0x2D, 0x2E, 0x2F, 0x5F].contains(byte)
                let hex = String(byte, radix: 16, uppercase: true)
                return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + hex
            }.joined()
    }

    /// A file of the folder, repaired.
    ///
    /// - Parameter file: a path relative to the folder. One that leads out of it, through `..` or a link, is refused.
    /// - Returns: its bytes.
    /// - Throws: ``XMLError/Code/schemaInvalid``.
    func read(_ file: String) throws(XMLError) -> [UInt8] {
        guard let resolved = realpath(root + "/" + file, nil) else {
            throw XMLError(.schemaInvalid, "no such schema file: \(file)")
        }
        defer { free(resolved) }
        let path = String(cString: resolved)
        guard path.hasPrefix(root + "/") else {
            throw XMLError(.schemaInvalid, "outside the schema folder: \(file)")
        }
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw XMLError(.schemaInvalid, "cannot read \(file)")
        }
        return try SchemaRepair.repaired([UInt8](data), file: file)
    }

    /// Hands libxml2 a file of the folder; nil refuses it.
    func open(_ url: String, for context: xmlParserCtxtPtr) -> xmlParserInputPtr? {
        guard url.hasPrefix(Self.scheme), let file = String(url.dropFirst(Self.scheme.count)).decodingPercents,
            let bytes = try? read(file)
        else { return nil }
        let buffer = bytes.withUnsafeBytes { bytes in
            xmlParserInputBufferCreateMem(
                bytes.bindMemory(to: CChar.self).baseAddress, Int32(bytes.count), XML_CHAR_ENCODING_NONE)
        }
        guard let buffer else { return nil }
        guard let input = xmlNewIOInputStream(context, buffer, XML_CHAR_ENCODING_NONE) else {
            xmlFreeParserInputBuffer(buffer)
            return nil
        }
        input.pointee.filename = url.withCString {
            UnsafePointer(UnsafeRawPointer(xmlStrdup($0))?.assumingMemoryBound(to: CChar.self))
        }
        return input
    }
}

extension String {
    /// The string with `%41` and the like decoded; nil when that is not UTF-8 or holds a zero.
    fileprivate var decodingPercents: String? {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let hex = String(rest.prefix(2)), hex.utf8.count == 2, let value = UInt8(hex, radix: 16), value != 0
            else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
