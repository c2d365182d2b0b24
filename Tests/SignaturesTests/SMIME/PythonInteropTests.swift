import Foundation
import Signatures
import SingleWindow
import Testing

/// Messages signed by the `cryptography` package of Python.
@Suite(.enabled(if: PythonCryptography.isPresent, "Python's cryptography is not installed"))
struct PythonInteropTests {
    @Test(
        "signs, we verify", arguments: ["declarant-1", "declarant-2"],
        ["", "PKCS7Options.Text", "PKCS7Options.Binary", "PKCS7Options.NoAttributes", "PKCS7Options.NoCapabilities"])
    func signs(name: String, option: String) throws {
        let tool = try OpenSSLTool()
        try tool.write("crt", Samples.bytes(name + ".crt"))
        try tool.write("key", Samples.bytes(name + ".key"))
        let content = Array("tờ khai\r\nhai\r\n".utf8)
        try tool.write("content", content)
        let script = """
            from cryptography import x509
            from cryptography.hazmat.primitives import hashes, serialization
            from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder
            read = lambda name: open(name, "rb").read()
            builder = PKCS7SignatureBuilder().set_data(read("content")).add_signer(
                x509.load_pem_x509_certificate(read("crt")),
                serialization.load_pem_private_key(read("key"), None), hashes.SHA256())
            options = [PKCS7Options.DetachedSignature] + [\(option)]
            open("message", "wb").write(builder.sign(serialization.Encoding.SMIME, options))
            """
        try tool.command("python3", ["-c", script])
        let result = try SMIMEMessage(tool.read("message")).verify(trust: try Samples.trust("public"))
        #expect(result.report.verdict == .accept, "\(result.report.code ?? "") \(result.report.reason?.en ?? "")")
        #expect(result.entity?.body.bytes == content)
    }
}

enum PythonCryptography {
    static let isPresent: Bool = {
        guard let tool = try? OpenSSLTool() else { return false }
        return
            (try? tool.command(
                "python3", ["-c", "import cryptography.hazmat.primitives.serialization.pkcs7"])) != nil
    }()
}
