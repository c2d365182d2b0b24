import CFuzzer
import Glibc

// `Fuzz NAME [libFuzzer's own arguments]`: see integration/fuzz/run.sh.
guard CommandLine.argc > 1, let name = CommandLine.unsafeArgv[1].map({ String(cString: $0) }),
    let target = FuzzTarget(rawValue: name)
else {
    print("usage: Fuzz \(FuzzTarget.allCases.map(\.rawValue).joined(separator: "|")) [arguments of libFuzzer]")
    exit(64)
}
FuzzTarget.chosen = target
// The name is ours; libFuzzer sees the program and the rest.
CommandLine.unsafeArgv[1] = CommandLine.unsafeArgv[0]
var count = CommandLine.argc - 1
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
exit(
    LLVMFuzzerRunDriver(&count, &arguments) { data, size in
        FuzzTarget.chosen.run(Array(UnsafeBufferPointer(start: data, count: size)))
        return 0
    })
