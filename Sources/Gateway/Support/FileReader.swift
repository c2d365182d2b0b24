internal import Glibc

/// Reads small files whole: keys, certificates, configuration.
package enum FileReader {
    /// The bytes of the file at `path`.
    ///
    /// - Throws: `ConfigurationError` naming the path and the system's reason.
    package static func bytes(_ path: String) throws(ConfigurationError) -> [UInt8] {
        guard let file = fopen(path, "rb") else {
            throw ConfigurationError("\(path): \(String(cString: strerror(errno)))")
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            bytes += buffer[..<count]
            if count < buffer.count { break }
        }
        guard ferror(file) == 0 else { throw ConfigurationError("\(path): could not be read") }
        return bytes
    }

    /// The text of the file at `path`.
    ///
    /// - Throws: `ConfigurationError` also where it is not UTF-8.
    package static func text(_ path: String) throws(ConfigurationError) -> String {
        guard let text = String(validating: try bytes(path), as: UTF8.self) else {
            throw ConfigurationError("\(path): not UTF-8")
        }
        return text
    }
}
