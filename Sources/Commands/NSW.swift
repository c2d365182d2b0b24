package import ArgumentParser

/// The command `nsw`: everything an operator, an integrator or a developer does with the gateway.
package struct NSW: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "nsw",
        abstract: "Message gateway of a national single window.",
        discussion: """
            Exit status: 0 yes or done; 1 no (invalid, refused, mismatch); 2 could not check or could not reach; \
            64 wrong usage; 70 a fault of ours.

            --json prints one JSON document on standard output and nothing else; messages for people go to standard \
            error. Texts are in Vietnamese or English by --language, else by LC_ALL, LC_MESSAGES or LANG.

            EXAMPLES
              nsw serve --config gateway.yaml
              nsw validate declaration.xml
              nsw verify declaration.xml --trust ca.pem --crl ca.crl
              nsw submit declaration.xml --url https://gateway.example --key-file key.txt
              nsw trace 104000000001 --url https://gateway.example --key-file key.txt
            """,
        version: GatewayVersion.text,
        subcommands: [
            Serve.self, Validate.self, Verify.self, Sign.self, Submit.self, Trace.self, Translate.self,
            CatalogueCommand.self,
            Bench.self,
        ] + SandboxCommands.all)

    package init() {}
}

/// The version of this build.
enum GatewayVersion {
    static let text = "0.1.0"
}
