internal import FoundationEssentials
internal import Signatures

/// Files of certificates named on the command line.
enum CertificateFiles {
    private static let extensions: Set<String> = ["pem", "crt", "cer", "der"]

    /// The bytes of the files; of a folder, those of all files directly in it that hold certificates, by name. Other files
    /// in a folder (revocation lists beside the authorities) are passed over, which can only trust less.
    ///
    /// - Throws: `CommandFailure` (usage) where one can't be read.
    static func read(_ paths: [String]) throws -> [[UInt8]] {
        try paths.flatMap { path -> [[UInt8]] in
            var isFolder = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder else {
                return [try InputFile.bytes(path)]
            }
            let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            return try names.sorted()
                .filter { extensions.contains($0.split(separator: ".").last.map { $0.lowercased() } ?? "") }
                .map { try InputFile.bytes("\(path)/\($0)") }
                .filter { (try? X509Certificate.load($0))?.isEmpty == false }
        }
    }
}
