import Foundation
import Signatures

/// The files of `certs-sample/`.
enum Samples {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "certs-sample")

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appending(path: name)))
    }

    static func certificate(_ name: String) throws -> X509Certificate {
        try X509Certificate(pem: bytes(name + ".crt"))
    }

    static func key(_ name: String) throws -> SigningKey {
        try SigningKey(pem: bytes(name + ".key"), certificatesPEM: bytes(name + ".crt"))
    }
}
