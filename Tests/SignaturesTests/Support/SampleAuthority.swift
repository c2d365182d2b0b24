import Signatures

/// One of the sample authorities at work: issues certificates and lists with `openssl ca`.
struct SampleAuthority {
    let tool: OpenSSLTool
    let name: String

    /// The authority `name`, signing with its own key or, to forge, with another's.
    init(_ name: String, key: String? = nil) throws {
        self.name = name
        tool = try OpenSSLTool()
        try tool.write("ca.crt", Samples.bytes(name + ".crt"))
        try tool.write("ca.key", Samples.bytes((key ?? name) + ".key"))
        if let key, key != name {
            // `openssl ca` insists that key and certificate belong together: a certificate with the name of the one
            // and the key of the other.
            let subject = "/C=VN/O=NSW Sample/CN=Sample Public Issuing CA (not for production)"
            try tool.run(["req", "-x509", "-new", "-key", "ca.key", "-subj", subject, "-days", "30", "-out", "ca.crt"])
        }
        try tool.write("index.txt", "")
        try tool.write("number", "1000\n")
        try tool.write("serial", "540101010000F001\n")
        try tool.write(
            "ca.cnf",
            """
            [ca]
            default_ca = this
            [this]
            database = index.txt
            crlnumber = number
            serial = serial
            new_certs_dir = .
            certificate = ca.crt
            private_key = ca.key
            default_md = sha256
            policy = any
            preserve = yes
            unique_subject = no
            [any]
            countryName = optional
            commonName = supplied
            UID = optional
            [signer]
            basicConstraints = critical,CA:FALSE
            keyUsage = critical,digitalSignature
            """)
    }

    func listPEM(serials: [String], from: String, to: String, digest: String) throws -> [UInt8] {
        let rows = serials.map { "R\t491231235959Z\t250601000000Z\t\($0.uppercased())\tunknown\t/CN=x\n" }
        try tool.write("index.txt", rows.joined())
        try tool.run(
            "ca -gencrl -config ca.cnf -md \(digest) -crl_lastupdate \(from) -crl_nextupdate \(to) -out list.crl")
        return try tool.read("list.crl")
    }

    /// A certificate for a new key (`NAME.key`), valid from 2025 to 2049.
    func issue(
        _ file: String, key: [String], digest: String = "sha256", subject: String = "/C=VN/CN=Test"
    ) throws -> X509Certificate {
        try tool.run(["genpkey"] + key + ["-out", file + ".key"])
        try tool.run(["req", "-new", "-key", file + ".key", "-subj", subject, "-out", file + ".csr"])
        try tool.run(
            "ca -batch -notext -config ca.cnf -extensions signer -startdate 20250101000000Z -enddate 20491231235959Z"
                + " -md \(digest) -in \(file).csr -out \(file).crt")
        return try X509Certificate(pem: tool.read(file + ".crt"))
    }
}
